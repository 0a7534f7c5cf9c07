/**
 * The descriptors that systemd passes, and the variables about them.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PID, take, type Variables } from './taken.ts';

const environment = suite('notify agent: descriptors in the environment');

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
  assert.equal(told({ NOTIFY_SOCKETS: ' port=80' }), [{ port: '80' }, []]);
  assert.equal(told({ NOTIFY_SOCKETS: ' 1port=80 80x PORT= ' }), [{}, []]);
  assert.equal(told({ NOTIFY_SOCKETS: '81' }), [{}, ['systemd does not hold port 81: restart its socket unit']]);
});

environment.run();
