/**
 * Warnings about actions that a level refuses: sources that cause one, and sources that do not.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Service } from '../../builder/config/config.ts';
import { refusedWarnings, tightest } from '../../builder/programs/harden-warnings.ts';

const refused = suite('refused');
let folder = '';
refused.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-refused-'));
});
refused.after.each(() => rm(folder, { recursive: true, force: true }));

/** The warnings about sources, by their names. */
async function warned(level: Service['harden'], sources: Record<string, string>): Promise<string[]> {
  for (const [file, text] of Object.entries(sources)) {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  const said = await refusedWarnings(folder, level, Object.keys(sources));
  return said.map((line) => line.replace(`"harden": "${level}" refuses what the program asks for: `, ''));
}

refused('a warning of one line for the actions that a level refuses', async () => {
  const sources = {
    'src/mail.ts': "import { spawn } from 'node:child_process';\nspawn('/usr/sbin/sendmail', ['-t']);\n",
    'src/ask.mjs': "import dns from 'dns/promises';\nconst answer = await fetch(`https://example.org/${dns}`);\n",
    'src/where.js': "const { networkInterfaces } = require('os');\nnetworkInterfaces();\n",
    'src/herd.js': "for (const _ of require('os').cpus()) fork();\nconst { cpus } = os; cpus();\n",
    'node_modules/pidusage/index.js': '',
    'node_modules/pg/lib/client.js': '',
  };
  const [sendmail, interfaces] = ['sendmail or sudo (src/mail.ts)', 'the network interfaces (src/where.js)'];
  assert.equal(await warned('off', sources), []);
  assert.equal(await warned('standard', sources), [sendmail]);
  const processors = 'the processors of the machine (src/herd.js, pidusage)';
  assert.equal(await warned('strict', sources), [`${sendmail}; ${interfaces}; ${processors}`]);
  const [sealed = ''] = await warned('sealed', sources);
  const beyond = 'other programs (src/mail.ts); DNS (src/ask.mjs); connections to others (src/ask.mjs, pg)';
  assert.equal(sealed.split('; ').sort(), [sendmail, interfaces, processors, ...beyond.split('; ')].sort());
});

refused('comments, and imports of other packages, cause no warning', async () => {
  const sources = {
    'src/web.js': [
      "// require('child_process') and fetch() would not work here",
      "const http = require('node:http');",
      'http.createServer((request, response) => response.end(list.fetch(1))).listen(8080);',
      "const title = 'how to configure sendmail';",
      "const { lookup } = require('./dns');",
    ].join('\n'),
    'src/dns.js': 'exports.lookup = () => {};',
    'node_modules/cross-spawn/index.js': "require('child_process').spawn('sudo')",
    'node_modules/pg-format/index.js': '',
  };
  assert.equal(await warned('sealed', sources), []);
});

/** Sources by the level from which on each is refused, and by the words for it. */
const LOOKS: [level: Service['harden'], what: string, sources: string[]][] = [
  [
    'standard',
    'sendmail or sudo',
    [
      "run('sendmail')",
      'run("/usr/sbin/sendmail")',
      'run(`bin/sendmail`)',
      'mail({ sendmail: true })',
      "run('sudo ls')",
      'run("sudo")',
    ],
  ],
  ['strict', 'the network interfaces', ['networkInterfaces()', 'os.networkInterfaces()']],
  [
    'strict',
    'the processors of the machine',
    [
      'os.cpus()',
      ...['stat', 'cpuinfo', 'meminfo', 'uptime', 'loadavg', 'net/dev'].map((file) => `read('/proc/${file}')`),
    ],
  ],
  [
    'sealed',
    'other programs',
    ["import 'child_process'", 'import("child_process")', 'require(`node:child_process`)', "from 'node:child_process'"],
  ],
  ['sealed', 'DNS', ["from 'dns'", "require('node:dns/promises')"]],
  [
    'sealed',
    'connections to others',
    [
      ...['fetch(url)', 'new WebSocket(url)', 'http.get(url)', 'https.request(url)', 'http2.connect(url)'],
      ...['net.connect(1)', 'net.createConnection(1)', 'tls.connect(1)'],
    ],
  ],
];
const LEVELS = ['off', 'standard', 'strict', 'sealed'] as const;

refused('each action, from its level on', async () => {
  for (const [from, what, sources] of LOOKS) {
    for (const source of sources) {
      for (const level of LEVELS) {
        const isRefused = LEVELS.indexOf(level) >= LEVELS.indexOf(from);
        assert.equal(
          await warned(level, { 'a.js': source }),
          isRefused ? [`${what} (a.js)`] : [],
          `${level}: ${source}`,
        );
      }
    }
  }
  const harmless = [
    ...[
      "run('sendmailer')",
      'a.fetch(url)',
      'prefetch(url)',
      "run('sudoku')",
      'mycpus()',
      'cpus',
      "from 'child_processes'",
    ],
    ...[
      "read('/proc/self/stat')",
      "read('/proc/statistics')",
      'myhttp.get(1)',
      'http.createServer()',
      'new WebSocketServer()',
      "from './dns'",
    ],
  ];
  for (const source of harmless) assert.equal(await warned('sealed', { 'a.js': source }), [], source);
});

refused('packages with one purpose, and files of each kind', async () => {
  const connecting = [
    ...['pg', 'mysql', 'mysql2', 'mariadb', 'redis', 'ioredis', 'mongodb', 'mongoose', 'nodemailer', 'axios', 'got'],
    ...['node-fetch', 'kafkajs', 'amqplib', 'mqtt', '@aws-sdk/client-s3'],
  ];
  const measuring = ['pidusage', 'systeminformation', 'node-os-utils', 'os-utils'];
  for (const [names, what, from] of [
    [connecting, 'connections to others', 'sealed'],
    [measuring, 'the processors of the machine', 'strict'],
  ] as const) {
    for (const name of names) {
      const file = { [`node_modules/x/node_modules/${name}/a.js`]: '', [`node_modules/${name}/b.js`]: '' };
      for (const level of LEVELS) {
        const isRefused = LEVELS.indexOf(level) >= LEVELS.indexOf(from);
        assert.equal(await warned(level, file), isRefused ? [`${what} (${name}, ${name})`] : [], `${level}: ${name}`);
      }
    }
    for (const name of ['pgx', 'xpg', 'got-x', '@aws-sdk', 'my-pidusage']) {
      assert.equal(await warned('sealed', { [`node_modules/${name}/a.js`]: '' }), [], name);
    }
  }
  const files = ['a.js', 'b.mjs', 'c.cjs', 'd.ts', 'e.cts', 'f.mts', 'g.jsx', 'h.tsx', 'i.json', 'j.js.map', 'k.css'];
  const all = Object.fromEntries(files.map((file) => [file, 'networkInterfaces()']));
  assert.equal(await warned('strict', all), ['the network interfaces (a.js, b.mjs, c.cjs and 5 more)']);
  assert.equal(
    await warned('strict', {
      'a.js': 'networkInterfaces()',
      'b.js': 'networkInterfaces()',
      'c.js': 'networkInterfaces()',
    }),
    ['the network interfaces (a.js, b.js, c.js)'],
  );
});

refused('the tightest level of some services', () => {
  const of = (...levels: Service['harden'][]): string => tightest(levels.map((harden) => ({ harden }) as Service));
  assert.is(of(), 'off');
  assert.is(of('standard', 'off'), 'standard');
  assert.is(of('sealed', 'strict', 'standard'), 'sealed');
  assert.is(of('off', 'strict'), 'strict');
});

refused.run();
