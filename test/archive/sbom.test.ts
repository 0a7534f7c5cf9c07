/**
 * The bill of materials beside a package: both appear, or neither.
 */
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writePackage } from '../../builder/archive/deb.ts';
import { BuildError } from '../../builder/errors.ts';
import { type Manifest, textEntry } from '../../builder/manifest.ts';
import { pretending, systemError } from '../support/faults.ts';
import { HELLO, manifestOf, NAMES } from '../support/packages.ts';

const beside = suite('a bill of materials beside the package');
const NEVER = new AbortController().signal;
const NAME = 'tree_1_all.cdx.json';
const ALL = [...NAMES, NAME].sort();
let out = '';

beside.before.each(async () => {
  out = await fs.mkdtemp(path.join(tmpdir(), 'notifydemo-sbom-'));
});
beside.after.each(() => fs.rm(out, { recursive: true, force: true }));

function withSbom(text: string): Manifest {
  const place = '/usr/share/doc/tree/tree.cdx.json';
  return { ...manifestOf([...HELLO, textEntry(place, text)]), sbom: place };
}

async function inFolder(): Promise<string[]> {
  return (await fs.readdir(out)).sort();
}

function content(): Promise<string> {
  return fs.readFile(path.join(out, NAME), 'utf8');
}

beside('it has the name of the package file, and the content of the entry', async () => {
  const { sbom } = await writePackage(withSbom('one'), out, { signal: NEVER });
  assert.is(sbom, path.join(out, NAME));
  assert.is(await content(), 'one');
  assert.equal(await inFolder(), ALL);
  await writePackage(withSbom('two'), out, { signal: NEVER });
  assert.is(await content(), 'two');
});

beside('a package without one removes that of an earlier build of the version', async () => {
  await writePackage(withSbom('one'), out, { signal: NEVER });
  await fs.writeFile(path.join(out, 'tree_0_all.cdx.json'), 'of another version');
  const { sbom } = await writePackage(manifestOf(HELLO), out, { signal: NEVER });
  assert.is(sbom, undefined);
  assert.equal(await inFolder(), [...NAMES, 'tree_0_all.cdx.json'].sort());
});

beside('a failure at each rename leaves the earlier pair, or neither file', async () => {
  const { rename } = fs;
  for (const earlier of [undefined, 'one']) {
    if (earlier) await writePackage(withSbom(earlier), out, { signal: NEVER });
    const before = earlier && (await fs.readFile(path.join(out, 'tree_1_all.deb')));
    for (const ending of [NAME, 'tree_1_all.deb']) {
      const failing = (from: string, to: string): Promise<void> => {
        const isRestored = from.endsWith('.replaced');
        return to === path.join(out, ending) && !isRestored
          ? Promise.reject(systemError('EDQUOT', 'rename'))
          : rename(from, to);
      };
      const error = await pretending(fs, { rename: failing }, () =>
        writePackage(withSbom('two'), out, { signal: NEVER }).catch((reason: unknown) => reason),
      );
      assert.instance(error, BuildError);
      assert.equal(await inFolder(), earlier === undefined ? [] : ALL, ending);
      if (earlier === undefined) continue;
      assert.is(await content(), earlier);
      assert.equal(await fs.readFile(path.join(out, 'tree_1_all.deb')), before);
    }
  }
});

beside('a folder in its place is refused before the package appears', async () => {
  await fs.mkdir(path.join(out, NAME));
  await fs.writeFile(path.join(out, NAME, 'mine'), '');
  const error = await writePackage(withSbom('one'), out, { signal: NEVER }).catch((reason: unknown) => reason);
  assert.instance(error, BuildError);
  assert.match((error as Error).message, `cannot write to ${out}: `);
  assert.equal(await inFolder(), [NAME]);
});

beside('what a killed build leaves is removed by the next one', async () => {
  for (const part of ['sbom', 'replaced']) {
    // A process of this machine that has ended: its number is beyond the highest one (proc(5), pid_max).
    const { temporaryMark } = await import('../../builder/leftovers.ts');
    const mark = temporaryMark().replace(/-\d+-\d+-/, '-4999999-1-');
    await fs.writeFile(path.join(out, `.tree_1_all.deb.${mark}.${part}`), '');
  }
  await writePackage(withSbom('one'), out, { signal: NEVER });
  assert.equal(await inFolder(), ALL);
});

beside.run();
