/**
 * Input that no repository should carry, and directories that are none: a failure changes no file.
 */
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import { filesBelow } from '../../builder/publish/stage.ts';
import { run } from '../../builder/shell.ts';
import { Workshop } from '../support/published.ts';
import { isWhole, refused } from '../support/states.ts';
import { needing } from '../support/tools.ts';

const repository = suite('refusals of a repository');
const test = needing('apt-ftparchive', repository);
let shop: Workshop;

repository.before.each(() => {
  shop = new Workshop();
});
repository.after.each(() => shop.close());

test('bad input has one message each, and changes no file', async () => {
  const good = await shop.package(['app', '1']);
  const name = (file: string): string => path.join(shop.folder, file);
  await writeFile(name('text.deb'), 'no package');
  await run('mkfifo', [name('pipe.deb')]);
  const tries = async (): Promise<void> => {
    await refused(shop, () => shop.publish([name('text.deb')]), /text\.deb is no Debian package/);
    await refused(shop, () => shop.publish([name('gone.deb')]), /gone\.deb does not exist/);
    await refused(shop, () => shop.publish([name('pipe.deb')]), /pipe\.deb: it is a named pipe/);
    await refused(shop, () => shop.publish([shop.folder]), /it is a directory/);
    await refused(
      shop,
      async () => shop.publish([await shop.package(['app', '2'], { architecture: 'i386' })]),
      /it is for i386/,
    );
    await refused(shop, async () => shop.publish([good], { key: 'nobody' }), /your keyring has no key nobody/);
    await refused(
      shop,
      async () => shop.publish([await shop.package(['app', '3'], { control: 'SHA256: 0\n' })]),
      /has the field sha256/,
    );
  };
  await tries();
  await refused(shop, () => shop.publish([]), /no package to begin one with/);
  await shop.publish([good]);
  await tries();
  await refused(
    shop,
    async () => shop.publish([await shop.package(['app', '1'], { content: 'x' })]),
    /with other content/,
  );
  await refused(shop, () => shop.publish([good], { origin: 'Other' }), /the origin of this repository is "acme"/);
  await refused(shop, () => shop.publish([], { withdraw: 'app=9' }), /has no app 9/);
});

test('a directory with other files is no repository, and files of its host are no others', async () => {
  await mkdir(path.join(shop.repository, '.git'), { recursive: true });
  await writeFile(path.join(shop.repository, 'CNAME'), 'example.org');
  await writeFile(path.join(shop.repository, 'notes.txt'), 'mine');
  const file = await shop.package(['app', '1']);
  await refused(shop, () => shop.publish([file]), /holds other files and no repository: notes\.txt/);
  await rm(path.join(shop.repository, 'notes.txt'));
  await shop.publish([file]);
  await isWhole(shop);
});

test('symbolic links in the directory lead nowhere', async () => {
  await shop.publish([await shop.package(['app', '1'])]);
  const next = await shop.package(['app', '2']);
  for (const folder of ['pool', 'pool/main/a', 'dists', 'dists/stable']) {
    const place = path.join(shop.repository, folder);
    const aside = path.join(shop.folder, 'aside');
    await rename(place, aside);
    await symlink(aside, place);
    await refused(shop, () => shop.publish([next]), /is a symbolic link/);
    await rm(place);
    await rename(aside, place);
  }
  await shop.publish([next]);
  await isWhole(shop);
});

/** Does `work` while `gpg` is a script in which `$gpg` is the real one. */
async function withGpg(script: string, work: () => Promise<unknown>): Promise<void> {
  const { PATH } = process.env;
  const { stdout } = await run('sh', ['-c', 'command -v gpg']);
  const folder = path.join(shop.folder, 'programs');
  await mkdir(folder);
  await writeFile(path.join(folder, 'gpg'), `#!/bin/sh\ngpg=${stdout}${script}\n`, { mode: 0o755 });
  process.env.PATH = `${folder}:${PATH}`;
  try {
    await work();
  } finally {
    process.env.PATH = PATH;
    await rm(folder, { recursive: true });
  }
}

test('a signature of another text, or by another key, is refused', async () => {
  await shop.key('stranger');
  const file = await shop.package(['app', '1']);
  const publish = () =>
    refused(shop, () => shop.publish([file]), /the signatures that gpg has made cannot be verified/);
  // InRelease has a line more than Release.
  await withGpg(
    `for last; do :; done
    case " $* " in *' --clearsign '*) ;; *) exec "$gpg" "$@" ;; esac
    cp "$last" "$last.kept" && echo 'Extra: yes' >>"$last" && "$gpg" "$@" && mv "$last.kept" "$last"`,
    publish,
  );
  // As an option of gpg.conf may do it.
  await withGpg(
    `case " $* " in *' --clearsign '*) exec "$gpg" $(echo "$*" | sed 's/--local-user [^ ]*/--local-user stranger/') ;; esac
    exec "$gpg" "$@"`,
    publish,
  );
  await shop.publish([file]);
  await isWhole(shop);
});

test('only what was signed before is signed again', async () => {
  await shop.publish([await shop.package(['app', '1'])]);
  const kept = path.join(shop.folder, 'kept');
  await cp(shop.repository, kept, { recursive: true });
  const next = await shop.package(['app', '2']);
  const inside = (file: string): string => path.join(shop.repository, 'dists/stable', file);
  const edit = async (file: string): Promise<void> => {
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('app', 'bad'));
  };
  const attacks: [attack: () => Promise<unknown>, message: RegExp][] = [
    [
      () => edit(inside('InRelease')).then(() => writeFile(inside('InRelease'), 'x')),
      /signature .* cannot be verified/,
    ],
    [
      async () => writeFile(inside('InRelease'), (await readFile(inside('InRelease'), 'utf8')).replace('acme', 'evil')),
      /cannot be verified/,
    ],
    [
      async () => {
        for (const file of await filesBelow(path.join(shop.repository, 'dists'))) {
          if (/Packages$|by-hash/.test(file)) await edit(path.join(shop.repository, 'dists', file));
        }
      },
      /is not the file that was signed/,
    ],
    [
      async () => {
        const key = await shop.key('a stranger');
        await run('gpg', [
          '--batch',
          '--yes',
          '-u',
          key,
          '--output',
          inside('InRelease'),
          '--clearsign',
          inside('Release'),
        ]);
      },
      /another key has signed it/,
    ],
    [
      () =>
        cp(path.join(shop.repository, 'dists/stable'), path.join(shop.repository, 'dists/other'), { recursive: true }),
      /it has the suites/,
    ],
  ];
  for (const [attack, message] of attacks) {
    await attack();
    await refused(shop, () => shop.publish([next]), message);
    await rm(shop.repository, { recursive: true });
    await cp(kept, shop.repository, { recursive: true });
  }
});

repository.run();
