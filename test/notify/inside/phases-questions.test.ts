/**
 * The questions about health in the phases of a service, with a clock of the test's.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ready } from './agents.ts';

const phases = suite('notify agent: questions');

phases('a service that stops is asked no more, by the watchdog and after a reload', async () => {
  for (const own of [{ watchdogMs: 4000 }, { reload: true }]) {
    const { clock, api, process, sigterm } = await ready(own);
    let questions = 0;
    api.watchdog(() => {
      questions += 1;
      return false;
    });
    process.on('SIGTERM', () => {});
    if (own.reload) process.emit('SIGHUP', 'SIGHUP', 1);
    await clock.pass(1900);
    const before = questions;
    sigterm();
    await clock.pass(5000);
    assert.equal([questions, before > 0], [before, own.reload === true]);
  }
});

phases.run();
