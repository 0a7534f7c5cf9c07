/**
 * Configurations by the thousand, sensible ones and hostile ones: each is refused with a message, or makes a package that
 * dpkg-deb, sh and systemd take, in which no value is anything but a value.
 */
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AR_MAGIC, arHeader, arPadding } from '../builder/archive/ar.ts';
import { tar } from '../builder/archive/tar.ts';
import type { Config } from '../builder/config/config.ts';
import { parseConfig } from '../builder/config/parse.ts';
import { schema } from '../builder/config/schema/schema.ts';
import { startedPrograms } from '../builder/config/step.ts';
import { unitsOf, verifyUnits } from '../builder/deliver/check.ts';
import { BuildError } from '../builder/errors.ts';
import { type Entry, type Manifest, planned, textEntry } from '../builder/manifest.ts';
import { planPackage } from '../builder/plan/plan.ts';
import { type Facts, readFacts } from '../builder/project/facts.ts';
import { run } from '../builder/shell.ts';
import { packageJson } from './fuzz/configurations.ts';
import { escapes, FRAGMENT, knownLines } from './fuzz/escapes.ts';
import { ALL, placesIn } from './fuzz/places.ts';
import { bundledPrograms, contextOf } from './support/programs.ts';

/** A thousand reach each key of the schema. RUNS=10000 tries more. */
const RUNS = Number(process.env.RUNS ?? 2000);

/** Packages that the tools of Debian are asked about at a time. */
const BATCH = 400;

const signal = new AbortController().signal;
const fuzz = suite('fuzz');
let folder = '';
let facts: Facts;
fuzz.before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-fuzz-'));
  const own = parseConfig(await readFile('package.json', 'utf8'));
  facts = { ...(await readFacts(own, contextOf(process.cwd()), process.env)), releases: [] };
});
fuzz.after(() => rm(folder, { recursive: true, force: true }));

function plan(config: Config): Manifest {
  const home = `/usr/lib/${config.name}`;
  const starts = new Map(startedPrograms(config).map(({ unit, entry }) => [unit, `${home}/app/${entry}`]));
  const owned = config.files.flatMap((file) => {
    return 'directory' in file
      ? [{ type: 'd' as const, path: file.directory, mode: file.mode ?? '0750', owner: file.owner ?? 'root' }]
      : [];
  });
  const unitFiles = Object.fromEntries(
    config.services.flatMap(({ unit, unitFile }) => (unitFile ? [[unit, OWN_UNIT]] : [])),
  );
  const projectFragments = Object.fromEntries(Object.keys(config.scripts).map((script) => [script, FRAGMENT]));
  const bundled = bundledPrograms(config.name, 'app\n', 'agent\n');
  const entries = [...bundled.entries, ...planned('deb.files[0]', config.files.flatMap(extraEntry))];
  return planPackage(config, { ...facts, unitFiles, projectFragments }, { ...bundled, entries, starts, owned });
}

/** A further file or link as it lands in the package. */
function extraEntry(file: Config['files'][number]): Entry[] {
  if ('directory' in file) return [];
  if ('link' in file) return [{ type: 'link', path: file.to, target: file.link, mode: 0o777, owner: 'root' }];
  const { conffile = false, mode = '0644' } = file;
  return [{ ...textEntry(file.to, 'content\n'), conffile, mode: Number.parseInt(mode, 8) }];
}

/** What comes of the text of a package.json: a package, or the error that refuses it. */
function packaged(text: string): { config: Config; manifest: Manifest } | BuildError {
  try {
    const config = parseConfig(text);
    return { config, manifest: plan(config) };
  } catch (error) {
    if (error instanceof BuildError) return error;
    throw new Error(`${text}: ${(error as Error).stack}`);
  }
}

const OWN_UNIT = '[Service]\nExecStart=/usr/bin/node /usr/lib/own.cjs\n';

/** A package without compression: dpkg-deb takes it, and thousands take no time. Returns its data.tar. */
async function writePlain(manifest: Manifest, file: string): Promise<Uint8Array> {
  const { entries, members, time } = manifest;
  const control = members.map(({ name, mode, content }) => {
    return {
      type: 'text' as const,
      path: `/${name}`,
      mode,
      owner: 'root',
      content: Buffer.from(content),
      conffile: false,
    };
  });
  const archive = (content: readonly Entry[]): Buffer =>
    Buffer.concat(Array.from(tar(content, time), (piece) => Buffer.from(piece)));
  const parts: Uint8Array[] = [AR_MAGIC, arHeader('debian-binary', 4, time), Buffer.from('2.0\n')];
  const data = archive(entries);
  for (const [name, bytes] of [['control.tar', archive(control)] as const, ['data.tar', data] as const]) {
    parts.push(arHeader(name, bytes.length, time), bytes, arPadding(bytes.length));
  }
  await writeFile(file, Buffer.concat(parts));
  return data;
}

/** Scripts that sh has read already: many configurations make the same. */
const SEEN = new Set<string>();

/** What the tools of Debian say of packages; nothing if they take them. */
async function judge(manifests: readonly Manifest[]): Promise<string[]> {
  const place = await mkdtemp(path.join(folder, 'batch-'));
  const units = new Map<string, Uint8Array>();
  for (const [at, manifest] of manifests.entries()) {
    await appendFile(path.join(place, 'data'), await writePlain(manifest, path.join(place, `${at}.deb`)));
    // Each under a name of its own, so that systemd can be asked about all at once.
    for (const [name, content] of unitsOf(manifest)) {
      const own = (text: string): string =>
        text.replaceAll(new RegExp(`\\b${manifest.package}(?=[\\w-]*\\.(service|timer|socket)\\b)`, 'g'), `fuzz${at}`);
      units.set(own(name), Buffer.from(own(Buffer.from(content).toString())));
    }
    for (const { name, content } of manifest.members) {
      if (!content.startsWith('#!') || SEEN.has(content)) continue;
      SEEN.add(content);
      await writeFile(path.join(place, `${at}.${name}`), content);
    }
  }
  const asked = [
    // All at once; one that fails is found by itself.
    'cat *.p* | sh -n 2>/dev/null || for file in *.p*; do sh -n "$file" || echo "$file" >&2; done',
    'ls *.deb | xargs -n 1 -P 2 dpkg-deb --field >/dev/null',
    // What dpkg-deb --contents would have tar do, of all in one go.
    'tar --list --verbose --ignore-zeros --file=data >/dev/null',
  ].join('; ');
  const [shell, verified] = await Promise.all([run('sh', ['-c', asked], { cwd: place }), verifyUnits(units, signal)]);
  await rm(place, { recursive: true });
  return [...shell.stderr.split('\n').filter(Boolean), ...verified];
}

fuzz(`${RUNS} configurations are refused with a message, or make packages that Debian takes`, async () => {
  const known = knownLines(facts.templates);
  const accepted: Manifest[] = [];
  const tried = new Set<string>();
  let refused = 0;
  let judged = 0;
  const judgeAll = async (): Promise<void> => {
    if (accepted.length === 0) return;
    const found = await judge(accepted);
    assert.equal(found, [], found.join('\n').slice(0, 3000));
    judged += accepted.length;
    accepted.length = 0;
  };
  const attempt = async (json: unknown): Promise<void> => {
    const text = JSON.stringify(json);
    const outcome = packaged(text);
    if (outcome instanceof BuildError) {
      assert.not.match([outcome.message, ...outcome.notes].join('\n'), /undefined|\[object|NaN/);
      refused += 1;
      return;
    }
    const found = escapes(outcome.manifest, outcome.config, known);
    assert.equal(found, [], `${text}\n${found.join('\n')}`);
    for (const place of placesIn(schema.properties.deb, JSON.parse(text).deb, 'deb')) tried.add(place);
    accepted.push(outcome.manifest);
    if (accepted.length >= BATCH) await judgeAll();
  };
  const attempts = (numRuns: number): Promise<void> =>
    fc.assert(fc.asyncProperty(packageJson, attempt), { numRuns, endOnFailure: true, includeErrorInReport: true });
  await attempts(RUNS);
  await judgeAll();
  // Neither all too good nor all too bad, or little would have been tried.
  assert.ok(judged > RUNS / 5 && refused > RUNS / 5, `${judged} packages, ${refused} refused`);
  const untried = (): string[] => [...placesIn(schema.properties.deb, ALL, 'deb')].filter((place) => !tried.has(place));
  // One run of a thousand misses a rare value.
  if (untried().length > 0) await attempts(2 * RUNS);
  await judgeAll();
  assert.equal(untried(), [], 'keys and values of the schema that no accepted configuration has');
});

fuzz.run();
