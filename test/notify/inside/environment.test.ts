/**
 * The variables of the unit and of systemd: each is read, and removed for the app's children.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SETTINGS, takeEnvironment } from '../../../payload/notify/base/environment.ts';
import { PID, take, type Variables } from './taken.ts';

const environment = suite('notify agent: environment');

environment('without a notification socket nothing is read or removed', () => {
  for (const NOTIFY_SOCKET of [undefined, '']) {
    const env = { NOTIFY_SOCKET, NOTIFY_NAME: 'demo', NOTIFY_SOCKETS: 'PORT=80', WATCHDOG_USEC: '1', LISTEN_PID: '7' };
    const before = { ...env };
    assert.is(takeEnvironment(env, PID), undefined);
    assert.equal(env, before);
  }
});

environment('every setting has its value', () => {
  const { taken, left, complaints } = take({
    NOTIFY_NAME: 'shop',
    NOTIFY_READY: 'loaded',
    NOTIFY_HEALTH: '/up',
    NOTIFY_PORT: '81',
    NOTIFY_START_TIMEOUT: '7',
    NOTIFY_STOP_TIMEOUT: '0.5',
    NOTIFY_RELOAD: '1',
    NOTIFY_EXPLAIN: '1',
    NOTIFY_UNIX_SOCKET: '/run/shop.sock',
    NOTIFY_HELD: '1',
    RUNTIME_DIRECTORY: '/run/shop:/run/other',
    WATCHDOG_USEC: '2500500',
    PATH: '/bin',
  });
  assert.equal(taken, {
    name: 'shop',
    mode: 'loaded',
    healthPath: '/up',
    port: 81,
    startTimeoutMs: 7000,
    stopTimeoutMs: 500,
    reload: true,
    explain: true,
    socket: '/run/notify',
    descriptor: undefined,
    watchdogMs: 2500.5,
    activated: new Map(),
    unixSocket: '/run/shop.sock',
    runtimeDirectory: '/run/shop',
    isHeld: true,
  });
  assert.equal(left, { PATH: '/bin', RUNTIME_DIRECTORY: '/run/shop:/run/other' });
  assert.equal(complaints, []);
});

environment('what is missing or makes no sense has a default', () => {
  const defaults = {
    name: 'service',
    mode: 'http',
    healthPath: '/health',
    port: undefined,
    startTimeoutMs: 30_000,
    stopTimeoutMs: 30_000,
    reload: false,
    explain: false,
    socket: '/run/notify',
    descriptor: undefined,
    watchdogMs: undefined,
    activated: new Map(),
    unixSocket: undefined,
    runtimeDirectory: undefined,
    isHeld: false,
  };
  assert.equal(take({}).taken, defaults);
  const senseless = {
    NOTIFY_NAME: '',
    NOTIFY_READY: 'later',
    NOTIFY_HEALTH: '',
    NOTIFY_PORT: '0',
    NOTIFY_START_TIMEOUT: '0',
    NOTIFY_STOP_TIMEOUT: '-1',
    NOTIFY_RELOAD: '0',
    NOTIFY_HELD: '0',
    NOTIFY_EXPLAIN: 'yes',
    WATCHDOG_USEC: '0',
  };
  assert.equal(take(senseless).taken, defaults);
  assert.is(take({ NOTIFY_START_TIMEOUT: 'soon', WATCHDOG_USEC: 'x' }).taken.startTimeoutMs, 30_000);
  for (const mode of ['http', 'listening', 'app', 'loaded']) assert.is(take({ NOTIFY_READY: mode }).taken.mode, mode);
});

environment('the trial of a new version has a tenth of its time less, and three seconds less at most', () => {
  const timeout = (seconds: string, NOTIFY_TRIAL?: string): number =>
    take({ NOTIFY_START_TIMEOUT: seconds, NOTIFY_TRIAL }).taken.startTimeoutMs;
  assert.equal(
    ['3', '30', '300'].map((seconds) => timeout(seconds, '1')),
    [2700, 27_000, 297_000],
  );
  assert.equal([timeout('30', '0'), timeout('30')], [30_000, 30_000]);
});

environment('each setting of the unit is removed, and no other variable', () => {
  const settings = Object.fromEntries(SETTINGS.map((name) => [`NOTIFY_${name}`, '1']));
  const others = { NOTIFY_SECRETS: 'TOKEN', NOTIFY_STOP: '1', WATCHDOG: '1', LISTEN_PIDFDID: '1' };
  assert.equal(take({ ...settings, ...others, WATCHDOG_USEC: '1', WATCHDOG_PID: '9' }).left, others);
});

environment('the port is a number, or the name of a variable with the number', () => {
  const cases: [Variables, number | undefined][] = [
    [{ NOTIFY_PORT: 'PORT', PORT: '3000' }, 3000],
    [{ NOTIFY_PORT: '_P1', _P1: '3000' }, 3000],
    [{ NOTIFY_PORT: 'PORT' }, undefined],
    [{ NOTIFY_PORT: 'PORT', PORT: 'pipe' }, undefined],
    [{ NOTIFY_PORT: 'port', port: '3000' }, 3000],
    [{ NOTIFY_PORT: '' }, undefined],
    [{ NOTIFY_PORT: '1' }, 1],
    [{ NOTIFY_PORT: '-1' }, undefined],
  ];
  for (const [variables, port] of cases) assert.is(take(variables).taken.port, port, JSON.stringify(variables));
});

environment('the watchdog counts for its own process, or for all', () => {
  const USEC = { WATCHDOG_USEC: '3000000' };
  assert.is(take(USEC).taken.watchdogMs, 3000);
  assert.is(take({ WATCHDOG_USEC: '1' }).taken.watchdogMs, 0.001);
  assert.is(take({ ...USEC, WATCHDOG_PID: '' }).taken.watchdogMs, 3000);
  assert.is(take({ ...USEC, WATCHDOG_PID: '7' }).taken.watchdogMs, 3000);
  assert.is(take({ ...USEC, WATCHDOG_PID: '8' }).taken.watchdogMs, undefined);
});

environment.run();
