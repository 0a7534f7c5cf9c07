/**
 * Package managers in CI: how an image of Node gets them, and their commands.
 */
import type { Json } from '../../config/config.ts';
import { BuildError } from '../../errors.ts';
import type { Lock } from '../../project/lock-files.ts';
import { readRegular } from '../../project/read-file.ts';

export interface Manager {
  /** Commands that install the manager itself. */
  setup: readonly string[];
  install: string;
  /** The same without scripts of packages. */
  installUnrun: string;
  /** The command that runs the script `build`. */
  build: string;
}

/** Corepack gives each project the Yarn of its field `packageManager`. Node 25 and later come without it. */
const COREPACK = ['npm install --global --force corepack@0.36.0', 'corepack enable yarn'];

/** The last release for each form of pnpm's lock file. */
const PNPM: readonly [form: RegExp, version: string][] = [
  [/^lockfileVersion: '?5/m, '7.33.7'],
  [/^lockfileVersion: '?6/m, '8.15.9'],
  [/^lockfileVersion: /m, '10.34.9'],
];

/**
 * The manager of a lock file. `settings` are the package.json of the project and of its workspace.
 * @throws BuildError for one that no CI file is written for.
 */
export function managerOf({ manager, name, file }: Lock, settings: readonly Json[]): Manager {
  const named = settings.map(({ packageManager }) => /^(\w+)@(\d+\.\d+\.\d+)\b/.exec(String(packageManager)));
  if (file === undefined || manager === 'npm') {
    const install = file === undefined ? 'npm install' : 'npm ci';
    return { setup: [], install, installUnrun: `${install} --ignore-scripts`, build: 'npm run build' };
  }
  if (manager === 'other') {
    throw new BuildError(`the project has ${name}, and init --ci knows npm, pnpm and Yarn`, [
      'the files for these in docs/guide.md show the commands that follow the installation',
    ]);
  }
  const text = readRegular(file).toString();
  if (manager === 'pnpm') {
    const own = named.find((match) => match?.[1] === 'pnpm')?.[2];
    const version = own ?? PNPM.find(([form]) => form.test(text))?.[1] ?? '10.34.9';
    const install = 'pnpm install --frozen-lockfile';
    const setup = [`npm install --global pnpm@${version}`];
    return { setup, install, installUnrun: `${install} --ignore-scripts`, build: 'pnpm run build' };
  }
  const isBerry = text.includes('\n__metadata:');
  const install = isBerry ? 'yarn install --immutable' : 'yarn install --frozen-lockfile';
  // Later versions of Yarn have this option by another name (yarnpkg.com, "yarn install").
  const installUnrun = isBerry ? `${install} --mode=skip-build` : `${install} --ignore-scripts`;
  return { setup: COREPACK, install, installUnrun, build: 'yarn run build' };
}
