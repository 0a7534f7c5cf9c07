/**
 * What the figures should be. A goal that is missed is no failure: figures depend on the machine.
 */
import { type Method, MODULES, NOTHING, OWN, WHOLE } from './contestants.ts';
import type { Result } from './rounds.ts';
import { kibibytes, seconds, table } from './tables.ts';

/** Results of each payload that was measured. */
type Measured = Readonly<Record<string, readonly Result[]>>;

/** The row of a payload; undefined if it was not measured. */
type Row = (payload: string, name: string, method?: Method) => Result | undefined;

type Key = (result: Result) => number;
const time: Key = ({ run }) => run.seconds;
const size: Key = ({ size }) => size;

/** Each goal whose figures are there, as a Markdown table. */
export function showGoals(measured: Measured): string {
  const row: Row = (payload, name, method = 'xz') =>
    measured[payload]?.find(({ contestant }) => contestant.name.startsWith(name) && contestant.method === method);
  const rows = [...demoGoals(row), ...nodeRedGoals(row), ...largeGoals(row)];
  return table([['', 'measured', 'goal', ''], ...rows]);
}

function* demoGoals(row: Row): Generator<string[]> {
  const [whole, own, again, floor] = [WHOLE, OWN, `${OWN}, nothing`, NOTHING].map((name) => row('demo', name));
  yield* relation('demonstration: the whole command, to node-deb', time, whole, row('demo', 'node-deb'), 0.6);
  yield* figure('demonstration: own process', own, time, 0.35, seconds);
  yield* figure('demonstration: own process, nothing changed', again, time, 0.15, seconds);
  if (floor) yield ['an empty program, `node -e 0`', seconds(floor.run.seconds), '', ''];
  if (own && again)
    yield [
      'the same bytes again',
      again.digest === own.digest ? 'yes' : 'no',
      'yes',
      verdict(again.digest === own.digest),
    ];
}

function* nodeRedGoals(row: Row): Generator<string[]> {
  const [xz, zstd] = [row('node-red', MODULES), row('node-red', MODULES, 'zstd')];
  const [tarXz, tarZstd] = [row('node-red', '`tar'), row('node-red', '`tar', 'zstd')];
  yield* relation('Node-RED, xz: time, to `tar \\| xz -6 -T0`', time, xz, tarXz, 1.05);
  yield* relation('Node-RED, xz: time, to `dpkg-deb -Zxz`', time, xz, row('node-red', 'dpkg-deb'), 0.55);
  yield* relation('Node-RED, xz: size, to `tar \\| xz -6 -T0`', size, xz, tarXz, 1.03);
  yield* relation('Node-RED, zstd: time, to `tar \\| zstd`', time, zstd, tarZstd, 1.1);
  yield* relation('Node-RED: size of zstd, to xz', size, zstd, xz, 1.08);
  yield* relation('Node-RED: time of zstd, to xz', time, zstd, xz, 0.2);
}

function* largeGoals(row: Row): Generator<string[]> {
  const many = row('many', OWN, 'none');
  yield* relation('100,000 files: time, to `tar`', time, many, row('many', '`tar', 'none'), 1.3);
  for (const method of ['none', 'zstd', 'xz'] as const) {
    yield* figure(
      `2 GB, ${method}: memory of its own process`,
      row('large', OWN, method),
      ({ run }) => run.own,
      LIMIT,
      kibibytes,
    );
  }
}

/** 150 MB in KiB. */
const LIMIT = 150e6 / 1024;

function* relation(
  what: string,
  key: Key,
  one: Result | undefined,
  other: Result | undefined,
  most: number,
): Generator<string[]> {
  if (!one || !other) return;
  const value = key(one) / key(other);
  yield [what, `${value.toFixed(2)} ×`, `≤ ${most} ×`, verdict(value <= most)];
}

function* figure(
  what: string,
  one: Result | undefined,
  key: Key,
  most: number,
  show: (value: number) => string,
): Generator<string[]> {
  if (one) yield [what, show(key(one)), `≤ ${show(most)}`, verdict(key(one) <= most)];
}

function verdict(met: boolean): string {
  return met ? 'met' : '**missed**';
}
