/**
 * Random steps of a sequence: each does something to a process, or lets time pass.
 */
import fc from 'fast-check';
import type { Settings } from './service.ts';

export const settings: fc.Arbitrary<Settings> = fc.record({
  mode: fc.constantFrom('http', 'http', 'listening', 'app', 'loaded'),
  port: fc.constantFrom(undefined, undefined, 5002),
  way: fc.constantFrom('descriptor', 'descriptor', 'socket'),
  watchdogMs: fc.constantFrom(0, 2000, 10_000, 60_000),
  startMs: fc.constantFrom(3000, 30_000, 60_000),
  stopMs: fc.constantFrom(4000, 30_000),
  reload: fc.boolean(),
  ownStop: fc.boolean(),
  catches: fc.boolean(),
});

const step = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(fc.constant('pass'), fc.constantFrom(1, 5, 25, 100, 250, 400, 1000, 2500)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('pass'), fc.constantFrom(5000, 10_000, 30_000, 90_000)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('block'), fc.integer({ min: 1, max: 10_000 })) },
  { weight: 8, arbitrary: fc.tuple(fc.constant('health'), fc.constantFrom(200, 200, 200, 404, 429, 503, 'none')) },
  { weight: 5, arbitrary: fc.tuple(fc.constantFrom('listen', 'listen', 'close', 'listenInVain', 'renew'), fc.nat(1)) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('ask', 'ask', 'connect'), fc.nat(1)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('answer'), fc.constant(0)) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constant('check'), fc.constantFrom('absent', 'absent', 'good', 'bad', 'throws')),
  },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('SIGHUP', 'SIGHUP', 'hear', 'ignore'), fc.constant(0)) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom('ready', 'ready', 'loaded', 'reloading', 'stopping'), fc.constant(0)),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('status'), fc.constantFrom('warming', 'two\nlines', 'READY=1')) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('extend'), fc.constantFrom(1500, 0.5, 0, -1, Number.NaN, Infinity)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('wall'), fc.constantFrom(-3_600_000, 3_600_000)) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('SIGTERM', 'SIGTERM', 'throw'), fc.constant(0)) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('exit', 'SIGTERM', 'runOut'), fc.constantFrom(0, 1, 7)) },
);

export type Step = [name: string, value: number | string];

export const steps: fc.Arbitrary<Step[]> = fc.array(step as fc.Arbitrary<Step>, { maxLength: 100, size: 'max' });
