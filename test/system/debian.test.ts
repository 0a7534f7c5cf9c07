/**
 * What Debian's own tools say of the package: those of each release, on its own system.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { Machine } from './machine.ts';
import { chapter, deliver, PACKAGE } from './story.ts';
import { put } from './variants.ts';

/** Where apt finds the version that is upgraded from. */
const REPOSITORY = '/srv/repository';

/** Makes apt know of a version that is older than the package under test. */
async function provideOlder(machine: Machine): Promise<void> {
  await machine.write(`${REPOSITORY}/.keep`, '');
  const file = path.basename(await put(machine, { version: '0.9.0' }));
  const { stdout } = await machine.chroot(`mv /root/${file} ${REPOSITORY}; dpkg-deb --field ${REPOSITORY}/${file}`);
  const content = await readFile(machine.path(`${REPOSITORY}/${file}`));
  const sum = createHash('sha256').update(content).digest('hex');
  const stanza = `${stdout.trim()}\nFilename: ./${file}\nSize: ${content.length}\nSHA256: ${sum}\n`;
  await machine.write(`${REPOSITORY}/Packages`, stanza);
  await machine.write('/etc/apt/sources.list.d/older.list', `deb [trusted=yes] file:${REPOSITORY} ./\n`);
}

chapter(
  'what Debian says',
  {
    'lintian --pedantic has nothing to say': async (machine) => {
      await deliver(machine);
      const installed = await machine.chroot('apt-get install -y -qq --no-install-recommends lintian >/dev/null 2>&1');
      assert.is(installed.exitCode, 0);
      const command = 'lintian --allow-root --pedantic --display-experimental --tag-display-limit=0';
      const held = await put(machine, { version: '1.0.0', deb: { service: { socket: true } } });
      const deb = { name: 'stepper', service: { restartAfterUpgrade: false }, before: { entry: 'migrate.js' } };
      const stepping = await put(machine, { version: '1.0.0', deb });
      const { exitCode, stdout, stderr } = await machine.chroot(`${command} notifydemo.deb ${held} ${stepping}`);
      assert.is(`${stdout}${stderr}`.replace(/^N:.*\n/gm, ''), '');
      assert.is(exitCode, 0);
    },
  },
  // The oldest lintian and the newest: their tags differ.
  { make: Machine.assemble, on: ['bookworm', 'forky'] },
);

chapter(
  'what Debian tries',
  {
    'piuparts installs, upgrades and purges it without a complaint': async (machine) => {
      await provideOlder(machine);
      const options = ['--no-eatmydata', '--keep-sources-list', '--existing-chroot', machine.root];
      const { exitCode, stdout } = await run('piuparts', [...options, '-d', machine.suite, path.resolve(PACKAGE)], {
        cwd: '/',
        // Where its copy of the system can have devices; a place in memory often forbids them.
        env: { ...process.env, TMPDIR: '/var/tmp' },
      });
      const said = stdout.split('\n').filter((line) => /(ERROR|WARN|FAIL|PASS):/.test(line));
      assert.is(exitCode, 0, said.join('\n'));
      for (const passed of ['Installation and purging test', 'Installation, upgrade and purging tests']) {
        assert.match(stdout, `PASS: ${passed}.`);
      }
      // A new system has such links, before any package comes.
      const complaints = said.filter((line) => !/PASS|Broken symlinks/.test(line));
      assert.equal(complaints, []);
    },
  },
  // The released ones: testing changes under piuparts' own feet.
  { make: Machine.assemble, on: ['bookworm', 'trixie'] },
);
