/**
 * Rules about the ports and Unix sockets of services.
 */
import { type Rule, service, value, worker } from './values.ts';

const [PORT, ADMIN_PORT] = [value('8080'), value('9000')];
const long = (length: number) => ({ name: 'x'.repeat(length), service: { user: 'web', unixSocket: {} } });

export const SOCKET_RULES: Record<string, Rule> = {
  'sealed services': {
    takes: [
      service({ harden: 'sealed', socket: true }),
      service({ harden: 'sealed', unixSocket: {} }),
      { services: { night: { schedule: 'daily', harden: 'sealed' } } },
      service({ harden: 'strict' }),
    ],
    refuses: [[worker({ harden: 'sealed' }), 'deb.services.worker.harden: is "sealed"; cannot open a port by itself']],
  },
  'ports of sockets': {
    takes: [
      service({ socket: true }),
      { settings: {}, service: { socket: true, port: 1 } },
      service({ socket: ['PORT', '127.0.0.1:9090', '127.0.0.2:9090', 65535] }),
      { ...service({ socket: ['PORT'] }), ...worker({ socket: ['A'], settings: { A: value('1') } }) },
      { settings: { A: value('8081'), PORT }, service: { socket: [8081] } },
      { settings: { PORT: value('65535') }, service: { socket: true } },
      {
        ...service({ socket: ['PORT'] }),
        services: {
          8080: { ready: 'loaded' },
          'worker-9000': { ready: 'loaded' },
          worker: { ready: 'loaded', socket: [9000] },
        },
      },
    ],
    refuses: [
      [service({ socket: true, unit: 'a' }), 'deb.service.socket: means nothing with a unit file of your own'],
      [{ settings: {}, service: { socket: true } }, 'deb.service.socket: the port is not known'],
      ...['0', '65536', '080', '80a', ''].map((port): [object, string] => [
        { settings: { PORT: value(port) }, service: { socket: true } },
        `deb.service.socket: PORT is "${port}"; it must be a port from 1 to 65535`,
      ]),
      [service({ socket: ['99999'] }), 'deb.service.socket.0: 99999 is "99999"; it must be a port from 1 to 65535'],
      [service({ socket: ['PORT', 'X'] }), 'deb.service.socket.1: there is no such setting as X'],
      [
        service({ socket: [8080] }),
        'deb.service.socket.0: 8080 is the value of the setting PORT; name that, as in "socket": ["PORT"]',
      ],
      [
        { ...service({ socket: [9000] }), ...worker({ socket: [9000] }) },
        'deb.services.worker.socket.0: deb.service.socket.0 has this port already',
      ],
      [
        { ...service({ socket: true }), ...worker({ socket: ['PORT'] }) },
        'deb.services.worker.socket.0: deb.service.socket has this port already',
      ],
      [
        worker({ socket: [9000, 9000] }),
        'deb.services.worker.socket.1: deb.services.worker.socket.0 has this port already',
      ],
      [
        { ...service({ socket: [9000, 9001] }), services: { 9001: { ready: 'loaded' } } },
        'deb.services.9001: a socket of deb.service has this name; rename it',
      ],
      [
        { services: { worker: { ready: 'loaded', socket: [9000, 9001] }, 'worker-9001': { ready: 'loaded' } } },
        'deb.services.worker-9001: a socket of deb.services.worker has this name; rename it',
      ],
    ],
  },
  'Unix sockets': {
    takes: [
      service({ unixSocket: {} }),
      service({ socket: [9000], unixSocket: {} }),
      { settings: {}, service: { socket: [9000], unixSocket: {} } },
      { settings: {}, service: { port: 80, unixSocket: {} } },
      long(95),
      { ...service({ unixSocket: {} }), services: { unix: { ready: 'loaded' } } },
      {
        settings: { PORT, ADMIN_PORT },
        services: { a: { socket: ['PORT'], unixSocket: {} }, unix: { ready: 'loaded' } },
      },
    ],
    refuses: [
      [
        worker({ unixSocket: {}, unit: 'a' }),
        'deb.services.worker.unixSocket: means nothing with a unit file of your own',
      ],
      [
        { settings: {}, service: { unixSocket: {} } },
        'deb.service.unixSocket: the port that the program asks for is not known',
      ],
      [
        service({ port: 8080, unixSocket: {} }),
        'deb.service.unixSocket: 8080 is the value of the setting PORT; name that, as in "port": "PORT"',
      ],
      [
        long(96),
        `deb.service.unixSocket: /run/${'x'.repeat(96)}/socket is too long for a socket; at most 107 characters`,
      ],
      [
        { ...long(89), service: { user: 'web' }, ...worker({ unixSocket: {} }) },
        `deb.services.worker.unixSocket: /run/${'x'.repeat(89)}-worker/socket is too long`,
      ],
      [
        { ...service({ socket: true, unixSocket: {} }), services: { unix: { ready: 'loaded' } } },
        'deb.services.unix: a socket of deb.service has this name',
      ],
      [
        {
          settings: { PORT, ADMIN_PORT },
          services: { a: { socket: ['PORT'], unixSocket: {} }, 'a-unix': { ready: 'loaded' } },
        },
        'deb.services.a-unix: a socket of deb.services.a has this name',
      ],
    ],
  },
};
