/**
 * Random names of files on a real Debian, by the thousand: each file lands with its owner and mode, and a purge takes all.
 */
import { lstat, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { secretKind } from '../../builder/project/secrets/names.ts';
import { names, soundName } from '../fuzz/file-names.ts';
import { build } from './building.ts';
import { Machine } from './machine.ts';
import { difference, files } from './snapshot.ts';
import { chapter } from './story.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 1e9);

/** Directories of the project, with the number of files in each and the place on the target. */
const PARTS = [
  { from: 'public', to: '/usr/share/shop/public', count: 5000, owner: 'shop', mode: '0640' },
  { from: 'conf', to: '/etc/shop/conf', count: 500, owner: 'shop', mode: '0600' },
  { from: 'data', to: '/usr/lib/shop/data', count: 1500, owner: 'root', mode: '0755' },
  { from: 'src', to: '/usr/lib/shop/app/src', count: 3000, owner: 'root', mode: '0644' },
] as const;

const packageJson = {
  ...{ name: 'shop', version: '1.0.0', description: 'Sells', author: 'Ada <ada@shop.example>', license: 'MIT' },
  engines: { node: '>=18' },
  deb: {
    ...{ entry: 'server.js', payload: 'modules', include: ['src', 'server.js'], compression: 'none' },
    files: PARTS.filter(({ from }) => from !== 'src').map(({ from, to, owner, mode }) => {
      // A glob and a folder take different ways through the build.
      return { from: from === 'data' ? 'data/**' : from, to, owner, mode };
    }),
  },
};

/** Names that make a build leave a file out, such as `a~`, are no matter of this test. */
function plainNames(count: number, seed: number): string[] {
  return names(soundName, 2 * count, seed)
    .filter((name) => !secretKind(name))
    .slice(0, count);
}

/**
 * So many paths of up to three names. No file has a part of a directory's name: dpkg takes
 * `a%` for a backup of `a`.
 */
function paths(count: number, seed: number): string[] {
  const folders = plainNames(40, seed);
  const found = plainNames(count + folders.length, seed).filter(
    (name) => !folders.some((folder) => folder.includes(name)),
  );
  return found.slice(0, count).map((name, at) => {
    const [one, other] = [folders[at % 40], folders[(at * 7) % 40]];
    return at % 3 === 0 ? name : at % 3 === 1 ? `${one}/${name}` : `${one}/${other}/${name}`;
  });
}

async function write(project: string): Promise<Map<string, (typeof PARTS)[number]>> {
  const expected = new Map<string, (typeof PARTS)[number]>();
  await writeFile(path.join(project, 'package.json'), JSON.stringify(packageJson));
  await writeFile(path.join(project, 'LICENSE'), 'MIT\n');
  await writeFile(path.join(project, 'server.js'), "require('node:http').createServer().listen(8080);\n");
  for (const [at, part] of PARTS.entries()) {
    for (const place of paths(part.count, SEED + at)) {
      const file = path.join(project, part.from, place);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, place);
      expected.set(`${part.to}/${place}`, part);
    }
  }
  return expected;
}

chapter(
  `names of files, SEED=${SEED}`,
  {
    '10,000 random names are installed with owner and mode, verified and purged': async (machine) => {
      const project = await mkdtemp(path.join(tmpdir(), 'build-deb-names-'));
      try {
        const expected = await write(project);
        const file = await build(machine, project);
        const before = await files(machine);
        await works(machine, `dpkg -i ${file}`);
        assert.is(await works(machine, 'dpkg -V shop'), '');
        const [, uid] = /^shop:x:(\d+):/.exec(await works(machine, 'getent passwd shop')) ?? [];
        for (const [place, { owner, mode }] of expected) {
          const found = await lstat(machine.path(place));
          const is = `${found.uid}:${found.gid} 0${(found.mode & 0o7777).toString(8)} ${found.isFile()}`;
          const id = owner === 'root' ? '0' : uid;
          assert.is(is, `${id}:${id} ${mode} true`, `${JSON.stringify(place)}, SEED=${SEED}`);
        }
        for (const { to, count } of PARTS) {
          const all = await readdir(machine.path(to), { recursive: true, withFileTypes: true });
          const landed = all.filter((entry) => entry.isFile()).length;
          assert.is(landed, [...expected.keys()].filter((place) => place.startsWith(`${to}/`)).length);
          assert.ok(landed > count / 2);
        }
        await works(machine, 'dpkg --purge shop');
        assert.equal(difference(before, await files(machine)), []);
      } finally {
        await rm(project, { recursive: true });
      }
    },

    'dpkg --root gives files to the users of that root': async (machine) => {
      const file = await build(machine, 'test/system/attacked');
      // The machine has no such user, and the other root counts its users from another number.
      await works(
        machine,
        'mkdir -p /srv/root/etc /srv/root/usr/lib /srv/root/var/lib/dpkg/updates /srv/root/var/lib/misc',
      );
      await machine.write('/srv/root/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n');
      await machine.write('/srv/root/etc/group', `root:x:0:\n${range(990, 999, (id) => `g${id}:x:${id}:`)}\n`);
      await works(machine, 'cd /srv/root/var/lib/dpkg && touch status available');
      const dpkg = 'dpkg --root=/srv/root --force-script-chrootless,depends';
      const odd = '/usr/share/shop/lists/two 50% [x] {y}';
      await works(machine, `dpkg-statoverride --root /srv/root --add root root 0604 '${odd}'`);
      await works(machine, `${dpkg} -i ${file}`);
      const stat = `stat -c '%a %u:%g %n' '${odd}' /etc/shop/prices.json /usr/share/shop/lists/one /etc/shop/keys`;
      const shown = await works(machine, stat.replaceAll(/(?<= '?)\/(?=etc|usr)/g, '/srv/root/'));
      const [, id] = /^shop:x:(\d+:\d+):/m.exec(await works(machine, 'cat /srv/root/etc/passwd')) ?? [];
      const modes = shown.split('\n').map((line) => line.split(' ').slice(0, 2).join(' '));
      assert.equal(modes, ['604 0:0', `640 ${id}`, `600 ${id}`, `750 ${id}`]);
      assert.is((await machine.chroot('getent passwd shop')).exitCode, 2);
    },
  },
  { make: Machine.assemble },
);

function range(from: number, to: number, line: (id: number) => string): string {
  return Array.from({ length: to - from + 1 }, (_, at) => line(from + at)).join('\n');
}

/** The output of a command on the disk of the machine, which must succeed. */
async function works(machine: Machine, command: string): Promise<string> {
  const { exitCode, stdout, stderr } = await machine.chroot(command);
  assert.is(exitCode, 0, `${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  return stdout.trim();
}
