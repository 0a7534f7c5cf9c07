/**
 * Rules about the program, its services and its variables.
 */
import { type Rule, service, value, worker } from './values.ts';

const OTHER = value('9000');

export const PROGRAM_RULES: Record<string, Rule> = {
  'a bundled Node': {
    takes: [{ runtime: 'bundled', node: '18.0.0' }, { node: '>=20' }],
    refuses: [
      ...['17.99.99', '20.1', '>=20.1.1', '20.1.1 || 22.0.0'].map((node): [object, string] => [
        { runtime: 'bundled', node },
        'deb.node: is',
      ]),
    ],
  },
  'a Node that Debian has': {
    takes: [
      { node: '18.x', targets: ['debian12'] },
      { node: '18.x || 24.x', targets: ['debian13', 'testing'] },
    ],
    refuses: [
      [{ node: '22.x' }, 'deb.node: is "22.x"; no Debian has such a Node (debian12 has 18.20.4, debian13 has 20.19.2'],
      [{ node: '>=99' }, 'deb.node: is ">=99"; no Debian has such a Node'],
      [
        { node: '18.x', targets: ['debian13'] },
        'deb.targets: is [ "debian13" ]; Node 18.x is in none of them; name others, as in "targets": ["debian12", "ubuntu24.04"]',
      ],
    ],
  },
  'levels of compression': {
    takes: [
      ...[0, 9].map((compressionLevel) => ({ compressionLevel })),
      ...[1, 19].map((compressionLevel) => ({ compression: 'zstd', compressionLevel })),
      ...[1, 9].map((compressionLevel) => ({ compression: 'gzip', compressionLevel })),
    ],
    refuses: [
      [{ compressionLevel: 10 }, 'deb.compressionLevel: is 10; with "compression": "xz" it must be from 0 to 9'],
      [
        { compression: 'zstd', compressionLevel: 0 },
        'deb.compressionLevel: is 0; with "compression": "zstd" it must be from 1 to 19',
      ],
      [{ compression: 'gzip', compressionLevel: 10 }, 'deb.compressionLevel: is 10;'],
      [{ compression: 'none', compressionLevel: 0 }, 'deb.compressionLevel: means nothing with "compression": "none"'],
    ],
  },
  'options of Node': {
    takes: [
      service({ nodeOptions: ['--max-old-space-size=4096', '--enable-source-maps', '--title', 'web'] }),
      service({ nodeOptions: ['--env-file=/etc/web/more.env', '--import=data:text/javascript,0', '-r', 'node:fs'] }),
      {
        payload: 'modules',
        entry: 'a.js',
        ...service({ nodeOptions: ['-r', './p.js', '--import', 'dotenv/config', '-C', 'x'] }),
      },
      { payload: 'modules', entry: 'web/a.js', ...service({ directory: 'web', nodeOptions: ['-r', '../p.js'] }) },
      service({ nodeOptions: ['--watch'], unit: 'web.service' }),
    ],
    refuses: [
      ...[
        ['--watch', 'restarts the program whenever its files change; leave it out: systemd restarts'],
        ['--watch-path=src', 'restarts the program whenever its files change'],
        ['--inspect', 'opens a debugger, which can do all that the service can; leave it out; the administrator'],
        ['--inspect-brk=0.0.0.0:1', 'opens a debugger'],
        ['--test', 'runs tests instead of the service'],
        ['-e', 'makes Node do something else than run the file'],
        ['--eval=1', 'makes Node do something else than run the file'],
        ['--check', 'makes Node do something else than run the file'],
        ['--permission', 'keeps the agent from its files and processes; leave it out: "harden"'],
        ['--experimental_permission', 'keeps the agent from its files'],
        ['--snapshot-blob=x', 'keeps Node from loading the agent'],
        ['--title', 'has no value; write it behind it'],
        ['--max-old-spce-size=9', 'is no option of any Node that this tool knows; did you mean --max-old-space-size?'],
      ].map(([option = '', problem]): [object, string] => [
        service({ nodeOptions: [option] }),
        `deb.service.nodeOptions: ${option.split('=')[0]} ${problem}`,
      ]),
      [
        service({ nodeOptions: ['server.js'] }),
        'deb.service.nodeOptions: is no option of Node; arguments of the program',
      ],
      [
        { payload: 'modules', entry: 'a.js', ...service({ nodeOptions: ['-r', '../p.js'] }) },
        'deb.service.nodeOptions: -r ../p.js names a file outside the project',
      ],
      [
        { payload: 'modules', entry: 'a.js', ...service({ nodeOptions: ['--import=./src/p.ts'] }) },
        'deb.service.nodeOptions: --import=./src/p.ts names a file that is no JavaScript; compile it, and name the result, as in "--import", "./dist/p.js"',
      ],
      ...[
        ...[['-r', './p.js'], ['--import=dotenv/config'], ['-C', 'x'], ['--env-file=a.env']],
        // Node takes "_" for "-".
        ...[['--experimental_loader=./l.mjs'], ['--preserve_symlinks']],
      ].map((nodeOptions): [object, string] => [
        service({ nodeOptions }),
        `deb.service.nodeOptions: ${nodeOptions.join(' ')} has no effect on the modules in a bundle`,
      ]),
      [worker({ nodeOptions: ['--watch'] }), 'deb.services.worker.nodeOptions: --watch restarts'],
    ],
  },
  'dependencies in the output': {
    takes: [{ payload: 'modules', entry: 'a.js', nodeModules: false }, { nodeModules: true }],
    refuses: [[{ nodeModules: false }, 'deb.nodeModules: means something only with "payload": "modules"']],
  },
  'exclude and compiled entries': {
    takes: [
      { payload: 'modules', include: ['dist'] },
      { payload: 'modules', exclude: ['dist'] },
      { include: [] },
      { payload: 'modules', entry: 'dist/a.mjs' },
      { entry: 'src/a.ts', ...worker({ entry: 'src/b.mts' }) },
      { payload: 'modules', entry: 'src/a.ts', service: { unit: 'web.service' } },
      { payload: 'modules', ...worker({}) },
      { payload: 'modules', ...worker({ entry: 'src/b.ts', unit: 'b.service' }) },
    ],
    refuses: [
      [{ exclude: ['dist'] }, 'deb.exclude: means something only with "payload": "modules"'],
      [
        { payload: 'modules', entry: 'src/a.tsx' },
        'deb.entry: is "src/a.tsx"; with "payload": "modules" it must be JavaScript; compile it, and name the result, as in "entry": "dist/a.js"',
      ],
      [
        { payload: 'modules', ...worker({ entry: 'lib/src/b.mts' }) },
        'deb.services.worker.entry: is "lib/src/b.mts"; with "payload": "modules" it must be JavaScript; compile it, and name the result, as in "entry": "lib/src/b.mjs"',
      ],
    ],
  },
  'a schedule': {
    takes: [
      { services: { night: { schedule: 'daily', arguments: ['a'], user: 'web', startTimeout: 1 } } },
      worker({ watchdog: 0 }),
    ],
    refuses: [
      [
        { services: { night: { schedule: 'daily', health: '/', watchdog: 10 }, worker: { ready: 'loaded' } } },
        'deb.services.night.health: means nothing for a service on a "schedule"',
        'deb.services.night.watchdog: means nothing for a service on a "schedule"',
      ],
    ],
  },
  'users with directories of their own': {
    takes: [
      { services: { a: { user: 'hand' }, b: { user: 'hand' }, c: { user: 'web-shop' } } },
      { services: { a: { user: 'hand' }, b: { user: 'web-hand' } } },
    ],
    refuses: [
      [
        { services: { a: { user: 'web-shop-hand' }, b: { user: 'hand' } } },
        'deb.services.b.user: is "hand"; its directory would be /var/lib/web-shop_hand, which belongs to web-shop-hand; use web-shop-hand',
      ],
    ],
  },
  variables: {
    takes: [
      { secrets: { TOKEN: { description: 'a' } } },
      { secrets: { HTTP_PORT: { description: 'a' } }, service: { port: 'HTTP_PORT' } },
      worker({ port: 'OTHER', settings: { OTHER } }),
      { settings: {}, service: { port: 80 } },
    ],
    refuses: [
      [{ secrets: { PORT: { description: 'a' } } }, 'deb.secrets.PORT: is deb.settings.PORT, too'],
      [
        { secrets: { OTHER: { description: 'a' } }, ...worker({ settings: { OTHER } }) },
        'deb.services.worker.settings.OTHER: is deb.secrets.OTHER, too',
      ],
      [
        service({ port: 'POTR' }),
        'deb.service.port: is "POTR"; there is no such variable in deb.settings; did you mean "port": "PORT"?',
      ],
      [
        { settings: {}, ...worker({ port: 'P' }) },
        'deb.services.worker.port: is "P"; there is no such variable in deb.settings; add it, as in "P": { "value": "8080"',
      ],
      [{ ...worker({ settings: { OTHER } }), service: { port: 'OTHER' } }, 'deb.service.port: is "OTHER"'],
    ],
  },
};
