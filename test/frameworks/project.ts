/**
 * Projects made by their recipes and kept outside the repository, and commands of the developer in them.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fetchNode } from '../../builder/programs/runtime.ts';
import { type Run, run } from '../../builder/shell.ts';
import { identity, type Recipe } from './recipe.ts';

const CACHE = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'build-deb', 'frameworks');

/** What `npm init` asks for, and a licence, as a person has them. */
const LICENSE = 'Permission is hereby granted, free of charge, to any person obtaining a copy of this software.\n';
const USUAL = { version: '1.0.0', author: 'Ada Lovelace <ada@example.org>', license: 'MIT', private: true };

/** The tools of the frameworks then ask no questions and call no servers. */
const QUIET = { CI: '1', DO_NOT_TRACK: '1', NEXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1' };

/** A project that is installed and built. */
export interface Made {
  recipe: Recipe;
  folder: string;
  /** The environment of the developer's shell. */
  env: NodeJS.ProcessEnv;
}

/** The name in package.json. Debian has packages that are called as some frameworks are. */
const packageName = ({ name }: Recipe): string => `my-${name}`;

/**
 * The project of a recipe, out of the cache or made now.
 * @throws Error with the end of what the commands print, if they fail
 */
export async function makeProject(recipe: Recipe, signal: AbortSignal): Promise<Made> {
  const kept = path.join(CACHE, `${recipe.name}-${identity(recipe)}`);
  // The program of one build may know the folder, so a project has one place from the beginning.
  const folder = path.join(kept, 'project');
  const made = { recipe, folder, env: await environment(recipe, signal) };
  const done = path.join(kept, 'made');
  if (existsSync(done)) return made;
  await rm(kept, { recursive: true, force: true });
  for (const [file, content] of contents(recipe)) {
    const place = path.join(folder, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, content);
    if (content.startsWith('#!')) await chmod(place, 0o755);
  }
  const { exitCode, stdout, stderr } = await run('sh', ['-ec', recipe.make], { cwd: folder, env: made.env, signal });
  if (exitCode !== 0) throw new Error(`${recipe.make}\n${`${stdout}${stderr}`.split('\n').slice(-40).join('\n')}`);
  await writeFile(`${done}.part`, '');
  await rename(`${done}.part`, done);
  await forgetOthers(recipe, kept);
  return made;
}

/** The files of a project: package.json with what `npm init` writes. */
function contents(recipe: Recipe): Map<string, string> {
  const { files, title } = recipe;
  const given = JSON.parse(files.get('package.json') ?? '{}');
  const usual = { name: packageName(recipe), description: title, ...USUAL };
  const packageJson = `${JSON.stringify({ ...usual, ...given }, null, 2)}\n`;
  return new Map([['LICENSE', LICENSE], ...files, ['package.json', packageJson]]);
}

/** Other makes of the same project. */
async function forgetOthers({ name }: Recipe, kept: string): Promise<void> {
  const isOther = (file: string): boolean => /^-[0-9a-f]{12}$/.test(file.slice(name.length)) && file.startsWith(name);
  const others = (await readdir(CACHE)).filter((file) => isOther(file) && file !== path.basename(kept));
  for (const file of others) await rm(path.join(CACHE, file), { recursive: true, force: true });
}

/** The environment of a developer: npm leaves out what `npm run test:frameworks` passes on. */
async function environment({ node }: Recipe, signal: AbortSignal): Promise<NodeJS.ProcessEnv> {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_ENV$|NODE$|TSX|ESBK)/.test(name));
  const env: NodeJS.ProcessEnv = { ...Object.fromEntries(own), ...QUIET };
  if (node === undefined) return env;
  const { executable } = await fetchNode(node, 'amd64', signal);
  const folder = path.join(CACHE, `node-${node}-whole`);
  if (!existsSync(folder)) await unpackNode(path.join(path.dirname(executable), 'node.tgz'), folder, signal);
  // Addons that npm compiles belong to the Node whose header files they see.
  return { ...env, PATH: `${folder}/bin:${env.PATH}`, npm_config_nodedir: folder };
}

/** Node with its header files, out of npm's tarball. */
async function unpackNode(tarball: string, folder: string, signal: AbortSignal): Promise<void> {
  const part = `${folder}.${process.pid}`;
  await mkdir(part, { recursive: true });
  const { exitCode, stderr } = await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', part], { signal });
  if (exitCode !== 0) throw new Error(stderr);
  await rename(part, folder).catch(() => rm(part, { recursive: true, force: true }));
}

/** The commands of a developer in a project. They change `changes` alone, and the made project stays as it is. */
export async function inProject(
  { folder, env }: Made,
  command: readonly string[],
  { changes, signal }: { changes: string; signal: AbortSignal },
): Promise<Run> {
  const [upper, work] = [path.join(changes, 'upper'), path.join(changes, 'work')];
  await Promise.all([upper, work].map((layer) => mkdir(layer, { recursive: true })));
  // In a mount namespace of its own, which ends with the command.
  const options = `lowerdir=${folder},upperdir=${upper},workdir=${work}`;
  const mount = `mount -t overlay frameworks -o "$1" "$2" && cd "$2" && shift 2 && exec "$@"`;
  return run('unshare', ['--mount', 'sh', '-c', mount, 'sh', options, folder, ...command], { env, signal });
}
