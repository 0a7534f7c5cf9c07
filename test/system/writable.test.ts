/**
 * A service in its packaged project: it reads files there by each kind of path, and writes to the declared directories
 * alone. The package is that of test/system/papers.
 */
import * as assert from 'uvu/assert';
import { build } from './building.ts';
import type { Machine } from './machine.ts';
import { difference, snapshot } from './snapshot.ts';
import { chapter, eventually, journal, property } from './story.ts';

const PAPERS = 'test/system/papers';
const STATE = '/var/lib/papers';

const LEVELS = ['off', 'standard', 'strict', 'sealed'] as const;

const get = (machine: Machine, path: string): Promise<string> =>
  machine.sh(`curl -sS --max-time 20 'http://127.0.0.1:8080${path}'`);

async function installAt(machine: Machine, harden: (typeof LEVELS)[number]): Promise<void> {
  const level = { harden, ...(harden === 'sealed' ? { socket: true } : {}) };
  const service = { ready: 'listening', restartDelay: 0, ...level };
  const clerk = {
    entry: 'src/clerk.cjs',
    user: 'clerk',
    ready: 'loaded',
    harden: harden === 'sealed' ? 'strict' : harden,
  };
  const night = { entry: 'src/night.cjs', schedule: '*-*-* 03:00:00', harden };
  const version = `1.${LEVELS.indexOf(harden)}.0`;
  await machine.sh(
    `dpkg -i ${await build(machine, PAPERS, { version, deb: { service, services: { clerk, night } } })}`,
  );
}

const saidBy = (machine: Machine, unit = 'papers'): Promise<string> => journal(machine, `-o cat -u ${unit}`);

/** The same at each level, after an upgrade to it. */
async function works(machine: Machine, level: string): Promise<void> {
  assert.is(await property(machine, 'ActiveState', 'papers'), 'active', level);
  assert.is(await get(machine, '/page'), 'a page\na page\na page');
  for (const place of ['uploads/a', 'logs/a', '.cache/pages/a']) {
    assert.is(await get(machine, `/write?file=${place}-${level}`), 'done', `${level} ${place}`);
  }
  assert.is(await get(machine, '/log'), 'done');
  // Two mounts, and a file system of its own.
  for (const place of ['uploads/b', '/tmp/b']) {
    assert.is(await get(machine, `/write?file=${place}`), 'done', place);
    assert.is(await get(machine, `/move?file=${place}`), 'done', `${level} ${place}`);
    assert.is(await get(machine, '/read?file=logs/moved'), 'written', level);
    assert.is(await get(machine, `/read?file=${place}`), 'ENOENT', level);
  }
  const refused = level === 'off' ? 'EACCES' : 'EROFS';
  // Node's word for EROFS in a recursive mkdir.
  assert.is(await get(machine, `/make?file=drafts-${level}/new`), level === 'off' ? 'EACCES' : 'ENOENT');
  assert.is(await get(machine, `/write?file=views/${level}.txt`), refused);
  assert.is(await get(machine, `/write?file=${level}.txt`), refused);
  const said = await saidBy(machine);
  assert.match(
    said,
    `refused: the program writes to drafts-${level}/new, which is read-only; declare the directory in`,
  );
  assert.match(said, `"deb": { "writable": ["drafts-${level}"] }`);
  assert.match(
    said,
    `the program writes to views/${level}.txt, which is read-only; declare the directory in package.json: "deb": { "writable": ["views"] }`,
  );
  assert.match(
    said,
    `writes to ${level}.txt, which is read-only; declare the directory in package.json: "deb": { "writable": ["."] }`,
  );
  const strict = level === 'strict' || level === 'sealed';
  assert.is(await get(machine, '/run?file=uploads/tool'), strict ? 'EACCES' : 'ran', level);
}

chapter('a service in its project', {
  'reads by each kind of path, and writes to the declared directories alone, which upgrades keep': async (machine) => {
    const before = await snapshot(machine);
    for (const level of LEVELS) {
      await installAt(machine, level);
      await works(machine, level);
      // The initial content came with the first version. Each user has a copy of its own.
      if (level === 'off') await machine.sh(`echo changed >${STATE}/uploads/first.txt`);
      assert.is(await get(machine, '/read?file=uploads/first.txt'), 'changed', level);
      await machine.run('systemctl start papers-night');
      assert.is(await get(machine, '/read?file=uploads/first.txt'), 'changed\nnight', level);
      await machine.sh(`echo changed >${STATE}/uploads/first.txt`);
    }
    assert.match(await machine.sh(`cat ${STATE}_clerk/uploads/first.txt`), /^first\nclerk\nclerk/);
    assert.match(await saidBy(machine, 'papers-night'), '"deb": { "writable": ["reports"] }');
    const owners = `stat -c '%U %a' ${STATE}/uploads/a-off ${STATE}/logs /var/cache/papers/cache-pages /var/cache/papers_clerk`;
    assert.is(await machine.sh(owners), 'papers 600\npapers 700\npapers 700\nclerk 750');
    assert.is(
      await machine.sh(`ls ${STATE} /usr/lib/papers/app/uploads /usr/lib/papers/app/logs`),
      ['/usr/lib/papers/app/logs:\n\n/usr/lib/papers/app/uploads:\n', '/var/lib/papers:\nlogs\nuploads'].join('\n'),
    );

    await machine.sh('rm -rf /root/*.deb && dpkg --purge papers');
    assert.equal(difference(before, await snapshot(machine)), []);
  },

  'an account that puts a link in the place of its directory shows nothing of the system to a service': async (
    machine,
  ) => {
    await installAt(machine, 'sealed');
    await machine.sh('mkdir -m 755 /srv/secrets && echo precious >/srv/secrets/diary');
    const files = "find /srv/secrets -printf '%p %M %u:%g\\n' | sort";
    const before = await machine.sh(files);
    const replace = `cd ${STATE} && mv uploads old && ln -s /srv/secrets uploads`;
    await machine.sh(`runuser -u papers -- sh -c '${replace}'`);
    assert.is.not((await machine.run('systemctl restart papers')).exitCode, 0);
    assert.is(await property(machine, 'AssertResult', 'papers'), 'no');
    const status = await machine.run('systemctl status papers');
    assert.match(status.stdout, `AssertPathIsSymbolicLink=!${STATE}/uploads was not met`);
    assert.is(await machine.sh(files), before);
    // A directory that is missing is made again, and a broken copy of a start that was interrupted does no harm.
    await machine.sh(`rm ${STATE}/uploads && runuser -u papers -- mkdir ${STATE}/uploads.papers.new`);
    await machine.sh('systemctl restart papers');
    await eventually('an answer', async () => (await get(machine, '/read?file=uploads/first.txt')) === 'first');
    assert.is(await machine.sh(`ls ${STATE}`), 'logs\nold\nuploads');
    await machine.sh('dpkg --purge papers');
    assert.is(await machine.sh(files), before);
  },
});
