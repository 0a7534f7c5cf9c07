/**
 * Builds that stop at a named moment until a signal has reached them, however busy the machine is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { COMMAND } from '../terminal/sandbox.ts';
import { folder, project } from './shop.ts';

/** A moment: before a call of node:fs/promises whose first path matches, or while a command runs. */
export interface Moment {
  title: string;
  call?: readonly [name: string, pattern: string];
  /** A command, in which of its runs, and the bytes of its input that it has taken by then. */
  command?: readonly [name: string, run: number, taken?: number];
}

/** A module that Node loads before the tool. The tool's own listeners hear the signal first. */
const HOOK = `
const { writeFileSync } = require('node:fs');
const promises = require('node:fs/promises');
const [name, pattern] = JSON.parse(process.env.STOP_BEFORE ?? 'null') ?? [];
if (name && /build-deb\\.mjs$/.test(process.argv[1])) {
  const real = promises[name];
  promises[name] = async (...words) => {
    if (new RegExp(pattern).test(words[0])) {
      promises[name] = real;
      const heard = new Promise((resolve) => ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => process.once(signal, resolve)));
      const alive = setInterval(() => {}, 1000);
      writeFileSync(process.env.STOP_MARK, '');
      await heard;
      clearInterval(alive);
    }
    return real(...words);
  };
  require('node:module').syncBuiltinESMExports();
}
`;

/** Stands for a command: in one of its runs it takes some input, waits as long as a file is there, and never goes on. */
function waiting([name, at, taken = 0]: NonNullable<Moment['command']>): string {
  return `#!/bin/sh
echo >>'${inFolder(name)}.runs'
if [ -e '${inFolder('waits')}' ] && [ "$(wc -l <'${inFolder(name)}.runs')" = ${at} ]; then
  head -c ${taken} >'${inFolder('taken')}'
  : >'${inFolder('mark')}'
  while [ -e '${inFolder('waits')}' ]; do sleep 0.05; done
  exit 1
fi
exec ${name === 'dpkg-shlibdeps' ? 'true' : `/usr/bin/${name}`} "$@"
`;
}

const inFolder = (name: string): string => path.join(folder, name);

/** The variables of a build that keeps its temporary files in the folder of the test, and its commands, which may wait. */
async function circumstances({ call, command }: Moment): Promise<NodeJS.ProcessEnv> {
  for (const name of ['bin', 'tmp', 'cache']) await mkdir(inFolder(name), { recursive: true });
  await writeFile(inFolder('hook.cjs'), HOOK);
  const program = command ?? ['dpkg-shlibdeps', 0];
  await writeFile(inFolder(`bin/${program[0]}`), waiting(program));
  await chmod(inFolder(`bin/${program[0]}`), 0o755);
  return {
    ...process.env,
    PATH: `${inFolder('bin')}:${process.env.PATH}`,
    TMPDIR: inFolder('tmp'),
    XDG_CACHE_HOME: inFolder('cache'),
    NODE_OPTIONS: `--require ${inFolder('hook.cjs')}`,
    STOP_MARK: inFolder('mark'),
    STOP_BEFORE: call && JSON.stringify(call),
  };
}

/** What a build has said, and its exit code, which is null after a signal that no process hears. */
interface Ended {
  exitCode: number | null;
  said: string;
}

/** A build in the project that hears `signal` at this moment, or none. */
export async function interrupted(moment: Moment, signal?: NodeJS.Signals): Promise<Ended> {
  const env = await circumstances(moment);
  await rm(inFolder('mark'), { force: true });
  await rm(inFolder(`${moment.command?.[0]}.runs`), { force: true });
  if (signal) await writeFile(inFolder('waits'), '');
  else delete env.STOP_BEFORE;
  const child = spawn(process.execPath, [COMMAND], { cwd: project, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = once(child, 'exit');
  if (signal) {
    await reached(child, () => said);
    child.kill(signal);
  }
  await ended;
  await rm(inFolder('waits'), { force: true });
  return { exitCode: child.exitCode, said };
}

async function reached(child: ChildProcess, said: () => string): Promise<void> {
  while (!existsSync(inFolder('mark'))) {
    if (child.exitCode !== null) throw new Error(`the build has ended before this moment:\n${said()}`);
    await setTimeout(5);
  }
}
