/**
 * SIGHUP: when it is a reload, and which listeners there are.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Message } from '../../../payload/notify/messages/message.ts';
import { settled } from '../clock.ts';
import { World } from '../world.ts';

type Modules = typeof import('../../../payload/notify/watch/reloading.ts');

const reloading = suite('notify agent: reloading');

/** A process that follows SIGHUP, and all that happens in it. */
async function follow(isExpected: boolean) {
  const world = new World();
  const { onReload } = world.load<Modules>('watch/reloading.ts');
  const events: string[] = [];
  const state = { isReady: true };
  const transport = {
    isCostly: false,
    send: (message: Message) => void events.push(Object.keys(message).join(' ')),
    sendLast: () => assert.unreachable(),
    settled: () => Promise.resolve(),
    hasEnded: () => false,
  };
  onReload(transport, {
    isExpected,
    isReady: () => state.isReady,
    onReloaded: () => void events.push('reloaded'),
  });
  /** SIGHUP, and its events. `died`: no listener, so that Node ends the process. */
  const hangUp = async (): Promise<string[]> => {
    if (!world.process.emit('SIGHUP')) events.push('died');
    await settled();
    return events.splice(0);
  };
  return { process: world.process, events, state, hangUp, world };
}

const TOLD = 'RELOADING MONOTONIC_USEC STATUS';

for (const isExpected of [false, true]) {
  reloading(`systemd hears first, then the app; expected by the unit: ${isExpected}`, async () => {
    const { process, events, hangUp } = await follow(isExpected);
    process.on('SIGHUP', () => void events.push('app 1'));
    process.prependListener('SIGHUP', () => void events.push('app 0'));
    assert.equal(await hangUp(), ['app 0', TOLD, 'app 1', 'reloaded']);
    assert.is(process.listenerCount('SIGHUP'), 3);
  });

  reloading(`before READY and during a stop the app alone hears of it; expected: ${isExpected}`, async () => {
    const { process, events, hangUp, state } = await follow(isExpected);
    process.on('SIGHUP', () => void events.push('app'));
    state.isReady = false;
    assert.equal(await hangUp(), ['app']);
    state.isReady = true;
    assert.equal(await hangUp(), [TOLD, 'app', 'reloaded']);
  });
}

reloading('the time in the message is the one of this moment, in microseconds', async () => {
  const world = new World();
  const { onReload } = world.load<Modules>('watch/reloading.ts');
  const sent: Message[] = [];
  const transport = { send: (message: Message) => void sent.push(message) };
  onReload(transport as never, { isExpected: true, isReady: () => true, onReloaded: () => {} });
  world.now = 2000;
  world.process.emit('SIGHUP');
  assert.equal(sent, [{ RELOADING: 1, MONOTONIC_USEC: '2000000', STATUS: 'reloading' }]);
});

reloading(
  'without a listener of the app SIGHUP ends the process as ever, and so it does after the last one',
  async () => {
    const { process, events, hangUp } = await follow(false);
    assert.equal(await hangUp(), ['died']);
    const [first, second] = ['first', 'second'].map((name) => () => void events.push(name));
    process.on('SIGHUP', first as () => void);
    process.on('SIGHUP', second as () => void);
    process.on('SIGUSR2', first as () => void);
    process.removeListener('SIGUSR2', first as () => void);
    assert.equal(await hangUp(), [TOLD, 'first', 'second', 'reloaded']);
    process.removeListener('SIGHUP', first as () => void);
    assert.equal(await hangUp(), [TOLD, 'second', 'reloaded']);
    process.removeListener('SIGHUP', second as () => void);
    assert.equal(await hangUp(), ['died']);
    // An app may begin to listen again.
    process.once('SIGHUP', first as () => void);
    assert.equal(await hangUp(), [TOLD, 'first', 'reloaded']);
    assert.equal(await hangUp(), ['died']);
  },
);

reloading('a unit that expects reloads never loses the listener', async () => {
  const { process, events, hangUp } = await follow(true);
  assert.equal(await hangUp(), [TOLD, 'reloaded']);
  process.removeAllListeners('SIGHUP');
  assert.equal(await hangUp(), [TOLD, 'reloaded']);
  process.once('SIGHUP', () => void events.push('app'));
  assert.equal(await hangUp(), [TOLD, 'app', 'reloaded']);
  process.on('SIGHUP', () => void events.push('app'));
  process.removeListener('SIGHUP', process.listeners('SIGHUP')[0] as () => void);
  assert.equal(await hangUp(), [TOLD, 'app', 'reloaded']);
  process.removeAllListeners('SIGHUP').removeAllListeners('SIGUSR2');
  assert.equal(await hangUp(), [TOLD, 'reloaded']);
  assert.is(process.listenerCount('SIGHUP'), 1);
});

reloading.run();
