/**
 * The variables of the unit and of systemd: each is read, and removed for the app's children.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AgentEnvironment, SETTINGS, takeEnvironment } from '../../payload/notify/base/environment.ts';

const environment = suite('notify agent: environment');

/** The process that systemd has started. */
const PID = 7;

type Variables = Record<string, string | undefined>;

/** The settings, the variables that stay, and the complaints. */
function take(variables: Variables, pid = PID): { taken: AgentEnvironment; left: Variables; complaints: string[] } {
  const env: Variables = { NOTIFY_SOCKET: '/run/notify', ...variables };
  const complaints: string[] = [];
  const { error } = console;
  console.error = (line: string) => complaints.push(line);
  try {
    const taken = takeEnvironment(env, pid);
    assert.ok(taken);
    return { taken, left: env, complaints };
  } finally {
    console.error = error;
  }
}

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
    NOTIFY_EXPLAIN: 'yes',
    WATCHDOG_USEC: '0',
  };
  assert.equal(take(senseless).taken, defaults);
  assert.is(take({ NOTIFY_START_TIMEOUT: 'soon', WATCHDOG_USEC: 'x' }).taken.startTimeoutMs, 30_000);
  for (const mode of ['http', 'listening', 'app', 'loaded']) assert.is(take({ NOTIFY_READY: mode }).taken.mode, mode);
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
    [{ NOTIFY_PORT: 'port', port: '3000' }, undefined],
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

/** Variables of sd_listen_fds(3) with these names of descriptors. */
const listen = (names: string, more: Variables = {}): Variables => ({
  LISTEN_PID: String(PID),
  LISTEN_FDS: String(names.split(':').length),
  LISTEN_FDNAMES: names,
  ...more,
});

environment('descriptors have their numbers from 3 on, and count for their own process alone', () => {
  const none: [number | undefined, [number, number[]][]] = [undefined, []];
  const SOCKETS = { NOTIFY_SOCKETS: '80 81' };
  const cases: [Variables, typeof none][] = [
    [listen('notify'), [3, []]],
    [listen('port-80:notify'), [4, []]],
    [listen('port-80:notify', SOCKETS), [4, [[80, [3]]]]],
    [
      listen('port-80:port-81:port-80', SOCKETS),
      [
        undefined,
        [
          [80, [3, 5]],
          [81, [4]],
        ],
      ],
    ],
    // A descriptor with an address comes first.
    [listen('unix-80:mine:port-80:unix-80:notify', SOCKETS), [7, [[80, [5, 3, 6]]]]],
    [listen('unix-80:notify', SOCKETS), [4, [[80, [3]]]]],
    [listen('notify:port-80', { ...SOCKETS, LISTEN_FDS: '1' }), [3, []]],
    [listen('port-80:notify', { ...SOCKETS, LISTEN_PID: '8' }), none],
    [listen('port-80:notify', { ...SOCKETS, LISTEN_PID: undefined }), none],
    [listen('', { LISTEN_FDNAMES: undefined }), none],
    [listen('port-1:notify', SOCKETS), [4, [[1, [3]]]]],
    [listen('port-0:report-80:port-80x:unixport-80:port-x', SOCKETS), none],
  ];
  for (const [variables, [descriptor, activated]] of cases) {
    const { taken } = take(variables);
    assert.equal([taken.descriptor, [...taken.activated]], [descriptor, activated], JSON.stringify(variables));
  }
});

environment('an app that activates sockets by itself still finds them', () => {
  const LISTEN = ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES'];
  const cases: [Variables, boolean][] = [
    [listen('notify'), false],
    [listen('port-80:unix-80:notify', { NOTIFY_SOCKETS: '80' }), false],
    [listen('port-80:notify'), true],
    [listen('mine:notify'), true],
    [listen('port-80:mine:notify', { NOTIFY_SOCKETS: '80' }), true],
    // systemd passes the sockets under other names than the unit says: they stay.
    [listen('port-0:notify', { NOTIFY_SOCKETS: '80' }), true],
  ];
  for (const [variables, stay] of cases) {
    const { left } = take(variables);
    for (const name of LISTEN) assert.is(left[name], stay ? variables[name] : undefined, JSON.stringify(variables));
  }
});

environment('the variable of a port gets the port of the unit, and a different setting is told', () => {
  const ports = listen('port-80:port-8443:notify');
  const told = (variables: Variables): [Variables, string[]] => {
    const { left, complaints } = take({ ...ports, ...variables });
    return [left, complaints];
  };
  assert.equal(told({ NOTIFY_SOCKETS: '80 TLS_2=8443' }), [{ TLS_2: '8443' }, []]);
  assert.equal(told({ NOTIFY_SOCKETS: 'PORT=80', PORT: '80' }), [{ PORT: '80' }, []]);
  assert.equal(told({ NOTIFY_SOCKETS: 'PORT=80', PORT: '8080' }), [
    { PORT: '80' },
    ['PORT=8080 is ignored: systemd holds the port, and its socket unit says which'],
  ]);
  assert.equal(told({ NOTIFY_SOCKETS: 'PORT=80', PORT: '' }), [
    { PORT: '80' },
    ['PORT= is ignored: systemd holds the port, and its socket unit says which'],
  ]);
  assert.equal(told({ NOTIFY_SOCKETS: '80 PORT=90' }), [
    { PORT: '90' },
    ['systemd does not hold port 90: restart its socket unit'],
  ]);
  assert.equal(told({ NOTIFY_SOCKETS: ' port=80 80x PORT= ' }), [{}, []]);
  assert.equal(told({ NOTIFY_SOCKETS: '81' }), [{}, ['systemd does not hold port 81: restart its socket unit']]);
});

environment.run();
