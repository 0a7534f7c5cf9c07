/**
 * Pauses before restarts, and the limit of a crash loop.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { restartView, trialFile } from '../../builder/plan/restarts.ts';
import { configOf } from '../support/plans.ts';

const restarts = suite('restarts');

restarts('a crash loop with the longest pauses fits into its time', () => {
  const growing = {
    restartDelay: '',
    restartSteps: 4,
    restartMaxDelay: 5,
    startLimitBurst: 10,
    startLimitInterval: 150,
  };
  const view = (restartDelay: number | undefined, sockets = 0) => {
    const [service] = configOf({ service: { socket: sockets > 0 } }).services;
    return restartView({ sockets: service.sockets, ...(restartDelay === undefined ? {} : { restartDelay }) });
  };
  const fixed = (restartDelay: number) => ({ restartDelay: String(restartDelay), restartMaxDelay: restartDelay });
  assert.equal(view(undefined), growing);
  assert.equal(view(0), { ...growing, ...fixed(0), startLimitInterval: 100 });
  assert.equal(view(60), { ...growing, ...fixed(60), startLimitInterval: 700 });
  // With a socket, clients wait: the first pause is short, whatever the project says of the longest.
  const held = { ...growing, restartSteps: 8, startLimitBurst: 14, startLimitInterval: 210 };
  assert.equal(view(undefined, 1), held);
  assert.equal(view(1, 1), { ...held, restartMaxDelay: 1, startLimitInterval: 154 });
  assert.equal(view(2, 1), { ...held, restartMaxDelay: 2, startLimitInterval: 168 });
  assert.equal(view(0, 1), { ...held, ...fixed(0), startLimitInterval: 140 });
});

restarts('only the trial that leaves clients without a service has less time', () => {
  const file = (deb: object): string => {
    const config = configOf(deb);
    return trialFile(config, config.services[0]);
  };
  assert.match(file({}), /^\/run\/[a-z-]+\.on-trial$/);
  assert.is(file({ service: { socket: true } }), '');
  assert.match(file({ service: { socket: true, upgrade: 'restart' } }), /on-trial$/);
  for (const onStartFailure of ['warn', 'fail']) assert.is(file({ onStartFailure }), '', onStartFailure);
});

restarts.run();
