/**
 * `build-deb init --ci`: a file for the CI of a project, which installs, builds, checks and publishes.
 */
import { lstatSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Json } from '../../config/config.ts';
import { BuildError, fileSystemReason } from '../../errors.ts';
import { type CiFacts, ciFacts } from './facts.ts';
import { githubWorkflow } from './github.ts';
import { gitlabPipeline } from './gitlab.ts';

interface System {
  /** Relative to the root of the repository. */
  file: string;
  text: (facts: CiFacts) => string;
  /** What the developer does once, outside of the project. */
  next: string;
}

const KEY = 'the secret part of the signing key (gpg --export-secret-keys --armor ID)';

export const CI_SYSTEMS = {
  github: {
    file: '.github/workflows/build-deb.yml',
    text: githubWorkflow,
    next: `put ${KEY} into the secret SIGNING_KEY of Actions, let Pages serve the branch gh-pages, and push a tag such as v1.2.3`,
  },
  gitlab: {
    file: '.gitlab-ci.yml',
    text: gitlabPipeline,
    next: `put ${KEY} into the CI/CD variable SIGNING_KEY of the type File, protected, and push a protected tag such as v1.2.3`,
  },
} as const satisfies Record<string, System>;

export type CiSystem = keyof typeof CI_SYSTEMS;

/** A file that is to be written, and the lines of the report about it. */
interface CiFile {
  write(): Promise<void>;
  lines: readonly (readonly [word: string, text: string])[];
}

/**
 * Plans the file of a CI system. Nothing is written.
 * @throws BuildError if the file exists, or if no such file would work.
 */
export function planCi(system: CiSystem, project: string, json: Json): CiFile {
  const facts = ciFacts(project, json);
  const { file, text, next } = CI_SYSTEMS[system];
  const place = path.join(facts.root, file);
  refuseOther(facts.root, file);
  const shown = path.relative(project, place);
  const content = text(facts);
  return {
    write: () => writeNew(place, shown, content),
    lines: [['wrote', shown], ...facts.questions.map((question) => ['missing', question] as const), ['next', next]],
  };
}

/** Refuses a file that exists, and a link on the way, which may lead out of the repository. */
function refuseOther(root: string, file: string): void {
  const parts = file.split('/');
  for (let count = 1; count <= parts.length; count += 1) {
    const part = parts.slice(0, count).join('/');
    const found = lstatSync(path.join(root, part), { throwIfNoEntry: false });
    if (count === parts.length && found !== undefined) throw existing(part);
    if (found?.isSymbolicLink())
      throw new BuildError(`${part} is a symbolic link`, ['init --ci follows none: remove it']);
  }
}

function existing(shown: string): BuildError {
  return new BuildError(`${shown} exists already, and stays as it is`, [
    'to have one written, move it away first; docs/guide.md shows the steps',
  ]);
}

async function writeNew(place: string, shown: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text, { flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw existing(shown);
    throw new BuildError(`cannot write ${shown}: ${fileSystemReason(cause)}`, [], { cause });
  }
}
