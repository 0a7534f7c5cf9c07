/**
 * Warnings about actions that a level refuses: sources that cause one, and sources that do not.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Service } from '../../builder/config/config.ts';
import { refusedWarnings } from '../../builder/programs/harden-warnings.ts';

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

refused.run();
