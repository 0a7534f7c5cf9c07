/**
 * Types the commands of README.md in a fresh clone, on booted Debians with Debian's own Node, and compares their output with the
 * page: `npm run test:readme`. It needs root, and the network for npm and apt. SUITES names the Debians.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { type Run, run } from '../../builder/shell.ts';
import { WHOLE_LISTS } from '../system/base.ts';
import { Machine } from '../system/machine.ts';
import { suites } from '../system/story.ts';
import { isAsShown, sessionOf } from './session.ts';

const HOME = '/home/dev';
const CLONE = `${HOME}/build-deb`;

/** Certificates that a machine needs for downloads as this one makes them. */
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** A reader who may use sudo, and who answers apt with yes. */
const READER = `
useradd --create-home --shell /bin/bash dev
echo 'dev ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/dev
echo 'APT::Get::Assume-Yes "true";' >/etc/apt/apt.conf.d/99yes
printf 'silent\\nshow-error\\n' >${HOME}/.curlrc # as at a terminal
chown -R dev: ${HOME}`;

/** Each command is typed in a shell of its own, which begins where the last one ended. */
const SHELL = `
cd "$(head -n 1 ~/.place)" && OLDPWD=$(tail -n 1 ~/.place)
eval "$1"; code=$?
printf '%s\\n' "$PWD" "$OLDPWD" >~/.place
exit $code`;

async function prepare(machine: Machine): Promise<void> {
  await mkdir(machine.path(HOME), { recursive: true });
  const cloned = await run('git', ['clone', '--quiet', '--no-hardlinks', '.', machine.path(CLONE)]);
  if (cloned.exitCode !== 0) throw new Error(cloned.stderr);
  await machine.write('/etc/resolv.conf', await readFile('/etc/resolv.conf', 'utf8'));
  // systemd-nspawn mounts the host's /etc/localtime, which tzdata would replace: it comes before the boot.
  const installed = await machine.chroot(`${WHOLE_LISTS} && apt-get install -y -qq sudo ca-certificates tzdata`);
  if (installed.exitCode !== 0) throw new Error(installed.stderr);
  await machine.write(CERTIFICATES, await readFile(CERTIFICATES, 'utf8'));
  await machine.write('/etc/npmrc', `cafile=${CERTIFICATES}\n`);
  await machine.write(`${HOME}/shell`, SHELL);
  const reader = await machine.chroot(READER);
  if (reader.exitCode !== 0) throw new Error(reader.stderr);
  await machine.start();
}

/** Types a command. Only one that asks the service itself needs the network of the machine, as the others need the host's. */
function type(machine: Machine, command: string): Promise<Run> {
  const quoted = `'${command.replaceAll("'", "'\\''")}'`;
  const line = `runuser -u dev -- env HOME=${HOME} npm_config_globalconfig=/etc/npmrc bash ${HOME}/shell ${quoted} </dev/null 2>&1`;
  return command.startsWith('curl ') ? machine.run(line) : machine.online(line);
}

/** Each section begins in the clone. */
async function follow(machine: Machine): Promise<number> {
  await prepare(machine);
  let wrong = 0;
  for (const section of (await readFile('README.md', 'utf8')).split(/^(?=## )/m)) {
    await machine.write(`${HOME}/.place`, `${CLONE}\n`);
    await machine.sh(`chown dev: ${HOME}/.place`);
    wrong += await typeAll(machine, section);
  }
  return wrong;
}

/** The number of commands of a section whose output is another one. */
async function typeAll(machine: Machine, section: string): Promise<number> {
  let wrong = 0;
  for (const { command, shown } of sessionOf(section)) {
    const began = performance.now();
    const { exitCode, stdout } = await type(machine, command);
    const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s`;
    const isRight = exitCode === 0 && isAsShown(shown, stdout);
    console.log(`${isRight ? 'ok   ' : 'wrong'}  ${machine.suite}  ${seconds}  ${command}`);
    if (!isRight) console.log(`exit code ${exitCode}\n${stdout.slice(-4000)}`);
    if (!isRight) wrong += 1;
  }
  return wrong;
}

let wrong = 0;
for (const suite of suites.filter((name) => name !== 'bullseye')) {
  const machine = await Machine.assemble(suite);
  try {
    wrong += await follow(machine);
  } finally {
    await machine.destroy();
  }
}
process.exitCode = wrong === 0 ? 0 : 1;
