/**
 * `build-deb init` and `build-deb` in a project, as a newcomer types them.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Run } from '../../builder/shell.ts';
import { Failure } from './outcome.ts';
import { inProject, type Made } from './project.ts';

/** The command, from this checkout. */
const COMMAND = ['node', path.resolve('builder/tool/run.mjs')];

/** Compression takes most of the time of a build, and changes no file. */
const UNCOMPRESSED = { compression: 'none' };

interface Place {
  /** An empty directory, for all that is written. */
  scratch: string;
  signal: AbortSignal;
  /** Whether the lines that the recipe has for it are written to the deb section. */
  isEdited: boolean;
}

export interface Packed {
  /** The file of the package. */
  file: string;
  /** The name of the package, and of its service. */
  name: string;
  /** The deb section. */
  deb: Deb;
  warnings: string[];
  /** All that init and the build said. */
  said: string;
}

type Deb = Record<string, unknown> & { settings?: object; secrets?: object };

/**
 * The package of a project.
 * @throws Failure with the message of init or of the build
 */
export async function packProject(made: Made, { scratch, signal, isEdited }: Place): Promise<Packed> {
  const changes = path.join(scratch, 'changes');
  await mkdir(changes, { recursive: true });
  const tool = (...words: string[]): Promise<Run> => inProject(made, [...COMMAND, ...words], { changes, signal });
  const init = await tool('init');
  if (init.exitCode !== 0) throw new Failure('init', init.stderr.trim());
  const packageJson = path.join(changes, 'upper/package.json');
  const json = JSON.parse(await readFile(packageJson, 'utf8'));
  const edit = isEdited ? JSON.parse(`{${made.recipe.edit.join('\n')}}`) : {};
  json.deb = merged({ ...UNCOMPRESSED, ...json.deb }, edit);
  await writeFile(packageJson, JSON.stringify(json, null, 2));
  const built = await tool('--out', path.join(scratch, 'out'));
  const said = `${init.stdout}${init.stderr}${built.stderr}`;
  if (built.exitCode !== 0) throw new Failure('build', `${messageOf(built.stderr)}\n${missingIn(init.stdout)}`.trim());
  const file = built.stdout.trim();
  const warnings = warningsIn(built.stderr);
  return { file, name: path.basename(file, '.deb'), deb: json.deb, warnings, said };
}

/** `deb` with the fields of `edit`, also in the objects that both have. */
function merged(deb: Deb, edit: Deb): Deb {
  const isObject = (value: unknown): value is Deb =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const fields = Object.entries(edit).map(([key, value]): [string, unknown] => {
    const own = deb[key];
    return [key, isObject(own) && isObject(value) ? merged(own, value) : value];
  });
  return { ...deb, ...Object.fromEntries(fields) };
}

/** An error with its notes, without the lines of the progress. */
function messageOf(stderr: string): string {
  const at = stderr.search(/^error: /m);
  return stderr.slice(Math.max(at, 0)).trim();
}

/** The questions of init that a person has to answer first. */
function missingIn(stdout: string): string {
  return /^missing .*(?:\n {10}.*)*/m.exec(stdout)?.[0] ?? '';
}

/** Each warning, with the lines that belong to it. */
function warningsIn(stderr: string): string[] {
  return [...stderr.matchAll(/^warning: .*(?:\n {2}.*)*/gm)].map(([text]) => text);
}
