/**
 * Which payloads there are, and who competes over each.
 */
import path from 'node:path';
import { buildDeb, type Contestant, limit, type Method, MODULES, OWN, rebuild, WHOLE } from './contestants.ts';
import { measureDemo } from './demo.ts';
import { peersOn } from './packers.ts';
import { MIB, makeMany, makeMixed, makeNodeRed, makeProject } from './payloads.ts';
import { compete, type Job, type Result } from './rounds.ts';

/** Small files, and bytes of the large payload. */
const MANY = 100_000;
const LARGE = 2000 * MIB;

export interface Section {
  title: string;
  about: string;
  measure: (job: Job) => Promise<Result[]>;
}

export const SECTIONS = {
  demo: {
    title: 'The demonstration',
    about:
      `This project. \`${WHOLE}\` is the whole command: npm, the tool bundled from its source, the service bundled, the package. ` +
      '`build-deb` is its own process alone. The others pack the two finished files of the program.',
    measure: measureDemo,
  },
  'node-red': {
    title: 'Node-RED',
    about:
      'Node-RED 4.0.9 as npm installs it, 94 MB in 6,300 files. With `modules` build-deb finds out what the program needs, ' +
      'and writes who holds the rights to each npm package; with `files` it packs a folder as the others do.',
    measure: measureNodeRed,
  },
  many: {
    title: '100,000 small files',
    about:
      'Of text, 1 KiB each or less, mostly without compression. node-deb starts some processes for each, and is left out.',
    measure: measureMany,
  },
  large: {
    title: '2 GB',
    about:
      'In 40 files: one fifth text, two fifths that cannot be compressed, two fifths zeros. Once each. electron-installer-debian does what dpkg-deb does, and copies twice.',
    measure: measureLarge,
  },
} satisfies Record<string, Section>;

async function measureNodeRed({ scratch, peers, rounds, signal }: Job): Promise<Result[]> {
  const { modules, files } = await makeNodeRed(scratch);
  const tree = path.join(files, 'content');
  const work = path.join(scratch, 'nodered');
  const ours = (method: Method): Contestant[] => {
    const first = buildDeb(MODULES, modules, method, path.join(work, `modules-${method}`));
    const second = buildDeb('build-deb, `files`', files, method, path.join(work, `files-${method}`));
    return method === 'none' ? [first, second] : [first, rebuild(first), second, limit(tree, work, method)];
  };
  const compressed = (['xz', 'zstd'] as const).flatMap((method) => [
    ...ours(method),
    ...peersOn(tree, work, method, peers),
  ]);
  return compete([...compressed, ...ours('none')], rounds, signal);
}

async function measureMany({ scratch, peers, rounds, signal }: Job): Promise<Result[]> {
  const project = path.join(scratch, 'many');
  const tree = makeProject(project, {});
  makeMany(tree, MANY);
  const work = path.join(scratch, 'small');
  const packed = peersOn(tree, work, 'xz', peers).filter(({ name }) => name === 'cargo-deb');
  const none = [limit(tree, work, 'none'), ...peersOn(tree, work, 'none', peers)];
  const ours = (method: Method): Contestant => buildDeb(OWN, project, method, path.join(work, `ours-${method}`));
  const xz = [{ ...ours('xz'), once: true }, ...packed];
  return compete([ours('none'), rebuild(ours('none')), ...none, ...xz], rounds, signal);
}

async function measureLarge({ scratch, peers, signal }: Job): Promise<Result[]> {
  const project = path.join(scratch, 'large');
  const tree = makeProject(project, {});
  makeMixed(tree, LARGE);
  const work = path.join(scratch, 'big');
  const ours = (method: Method): Contestant => buildDeb(OWN, project, method, path.join(work, `ours-${method}`));
  const others = peersOn(tree, work, 'zstd', peers).filter(({ name }) => name !== 'electron-installer-debian');
  const zstd = [ours('zstd'), limit(tree, work, 'zstd'), ...others];
  return compete([ours('none'), limit(tree, work, 'none'), ...zstd, ours('xz')], 1, signal);
}
