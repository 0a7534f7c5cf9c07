/**
 * Other makers of packages, in fixed versions: fetched once and kept outside the repository. Who is not to be had is
 * left out, and said to be.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { isInstalled, run } from '../../builder/shell.ts';
import { packages } from '../system/npm.ts';

const NFPM = 'v2.43.4';
const CARGO_DEB = '3.8.0';

/** Programs at hand, each with how it is called and which version it is. */
export interface Peers {
  programs: Map<string, { command: string[]; version: string }>;
  /** Who is missing, and why. */
  missing: string[];
}

export async function providePeers(scratch: string, signal: AbortSignal): Promise<Peers> {
  const peers: Peers = { programs: new Map(), missing: [] };
  for (const name of ['dpkg-deb', 'tar', 'xz', 'zstd']) await addInstalled(peers, name);
  await addFromNpm(peers, scratch);
  await addBuilt(peers, 'nfpm', NFPM, 'go', signal, (folder) => ({
    command: ['go', 'install', `github.com/goreleaser/nfpm/v2/cmd/nfpm@${NFPM}`],
    env: { GOBIN: path.join(folder, 'bin') },
  }));
  await addBuilt(peers, 'cargo-deb', CARGO_DEB, 'cargo', signal, (folder) => ({
    command: ['cargo', 'install', 'cargo-deb', '--version', CARGO_DEB, '--locked', '--root', folder],
    env: {},
  }));
  return peers;
}

async function addInstalled({ programs, missing }: Peers, name: string): Promise<void> {
  if (!isInstalled(name)) {
    missing.push(`${name}: not installed`);
    return;
  }
  const { stdout } = await run(name, ['--version']);
  programs.set(name, { command: [name], version: /\d+(\.\d+)+/.exec(stdout)?.[0] ?? 'of an unknown version' });
}

/** Both pack with dpkg-deb under fakeroot; node-deb also reads JSON with jq. */
async function addFromNpm({ programs, missing }: Peers, scratch: string): Promise<void> {
  const folder = path.join(scratch, 'peers');
  mkdirSync(folder);
  const archive = path.resolve(await packages('test/bench/peers'));
  await run('tar', ['--extract', '--file', archive, '--directory', folder]);
  const modules = path.join(folder, 'node_modules');
  const all = [
    { name: 'node-deb', needs: ['dpkg-deb', 'fakeroot', 'jq'], command: [path.join(modules, 'node-deb/node-deb')] },
    {
      name: 'electron-installer-debian',
      needs: ['dpkg-deb', 'fakeroot'],
      command: ['node', path.join(modules, 'electron-installer-debian/src/cli.js')],
    },
  ];
  for (const { name, needs, command } of all) {
    const lacking = needs.filter((program) => !isInstalled(program));
    const { version } = (await import(path.join(modules, name, 'package.json'), { with: { type: 'json' } })).default;
    if (lacking.length === 0) programs.set(name, { command, version });
    else missing.push(`${name}: it needs ${lacking.join(' and ')}`);
  }
}

/** What a compiler on this machine makes of its source; a compiler is not fetched. */
async function addBuilt(
  { programs, missing }: Peers,
  name: string,
  version: string,
  compiler: string,
  signal: AbortSignal,
  recipe: (folder: string) => { command: string[]; env: NodeJS.ProcessEnv },
): Promise<void> {
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'notifydemo');
  const folder = path.join(cache, `bench-${name}-${version}`);
  const program = path.join(folder, 'bin', name);
  if (!existsSync(program)) {
    if (!isInstalled(compiler)) {
      missing.push(`${name}: ${compiler} is not installed, which would build it`);
      return;
    }
    console.error(`building ${name} ${version}`);
    const partial = `${folder}.${process.pid}`;
    try {
      const { command, env } = recipe(partial);
      const [first = '', ...rest] = command;
      const { exitCode, stderr } = await run(first, rest, { env: { ...process.env, ...env }, signal });
      if (exitCode !== 0) {
        console.error(stderr);
        missing.push(`${name}: ${compiler} could not build it`);
        return;
      }
      await rename(partial, folder);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  }
  programs.set(name, { command: [program], version: version.replace(/^v/, '') });
}
