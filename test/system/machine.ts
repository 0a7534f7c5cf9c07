/**
 * Throwaway machines: a base system under an overlay, booted with its own systemd by systemd-nspawn.
 */
import { existsSync, rmSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Run, run } from '../../builder/shell.ts';
import { baseSystem, type Suite } from './base.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Runs what follows in a clean environment. */
const CLEAN = ['env', '-i', `PATH=${PATH}`, 'HOME=/root', 'LC_ALL=C.UTF-8', 'DEBIAN_FRONTEND=noninteractive'];

/** What machines write lands in memory where it can: dpkg syncs every file, and disks take their time for that. */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** systemd mounts file systems of its own here. They hide the directories of the disk. */
const HIDDEN = /^\/(dev|proc|run|sys|tmp)\//;

/** Milliseconds until a machine that does not come up is given up. */
const BOOT_TIMEOUT = 180_000;

/** Milliseconds until a command inside is given up: the test fails then, and does not wait for ever. */
const COMMAND_TIMEOUT = 15 * 60_000;

/** Where processes are grouped: the unified hierarchy, and on a hybrid system the one that systemd names its own. */
const CONTROL_GROUPS = existsSync('/sys/fs/cgroup/unified')
  ? ['/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd']
  : ['/sys/fs/cgroup'];

export class Machine {
  readonly suite: Suite;
  readonly #folder: string;
  /** The root file system, as the host sees it. */
  readonly root: string;
  /** What it began with, shared with other machines. */
  readonly base: string;
  /** What the machine has changed of that: the upper layer of an overlay. */
  readonly changes: string;
  #nspawn: Promise<Run> | undefined;

  private constructor(suite: Suite, base: string, folder: string) {
    this.suite = suite;
    this.base = base;
    this.#folder = folder;
    this.root = path.join(folder, 'root');
    this.changes = path.join(folder, 'upper');
  }

  /** A machine that has booted. Call {@link destroy} in a finally. */
  static async boot(suite: Suite): Promise<Machine> {
    const machine = await Machine.assemble(suite);
    await machine.start();
    return machine;
  }

  /** A machine that is not running: {@link chroot} works in it, {@link start} boots it. */
  static async assemble(suite: Suite): Promise<Machine> {
    const base = await baseSystem(suite);
    const machine = new Machine(suite, base, await mkdtemp(path.join(MEMORY, `notifydemo-${suite}-`)));
    alive.add(machine);
    const work = path.join(machine.#folder, 'work');
    await Promise.all([machine.changes, work, machine.root].map((folder) => mkdir(folder)));
    const layers = `lowerdir=${base},upperdir=${machine.changes},workdir=${work}`;
    await succeed('mount', ['-t', 'overlay', 'notifydemo', '-o', layers, machine.root]);
    return machine;
  }

  /** Boots what is on the disk; also after {@link powerOff}. */
  async start(): Promise<void> {
    const name = path.basename(this.#folder);
    const options = ['--quiet', '--boot', '--register=no', '--keep-unit', '--private-network', '--console=pipe'];
    const nspawn = ['systemd-nspawn', ...options, `--machine=${name}`, '-D', this.root];
    // The shell leaves its process number behind, moves into control groups of its own and becomes nspawn:
    // nspawn puts a machine below the group it is started in, where two machines would share all their units.
    const enter = 'pid=$1; shift; for group in $0; do mkdir -p $group; echo $$ >$group/cgroup.procs; done';
    const groups = this.#controlGroups.join(' ');
    this.#nspawn = run('sh', ['-c', `${enter}; echo $$ >$pid; exec "$@"`, groups, this.#pidFile, ...nspawn], {
      env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
    });
    const deadline = Date.now() + BOOT_TIMEOUT;
    for (;;) {
      const { stdout } = await this.run('systemctl is-system-running --wait');
      if (/running|degraded/.test(stdout)) return;
      if (Date.now() > deadline) throw new Error(`${name} did not boot: ${stdout}`);
      await pause(50);
    }
  }

  /** Runs a shell command inside, as root, in a clean environment. */
  async run(command: string): Promise<Run> {
    const leader = await this.#leader();
    if (!leader) return { exitCode: 1, stdout: '', stderr: 'the machine is not running' };
    return limited('nsenter', ['-t', leader, '-a', '--', ...CLEAN, 'sh', '-c', `cd; ${command}`]);
  }

  /** The same with the network of the host: downloads work. */
  async online(command: string): Promise<Run> {
    const leader = await this.#leader();
    const namespaces = ['--mount', '--uts', '--ipc', '--pid', '--cgroup'];
    return limited('nsenter', ['-t', String(leader), ...namespaces, '--', ...CLEAN, 'sh', '-c', `cd; ${command}`]);
  }

  /** The same on the disk of a machine that is not running, as an image is built: there is no systemd. */
  async chroot(command: string): Promise<Run> {
    const enter = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"';
    // With its namespace, all that the command has started ends, in time or not: the disk is at rest afterwards.
    const alone = ['--mount', '--pid', '--fork', '--kill-child'];
    return limited('unshare', [...alone, 'sh', '-c', enter, this.root, ...CLEAN, 'sh', '-c', `cd; ${command}`]);
  }

  /** What a command that must succeed prints, without the last newline. */
  async sh(command: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(command);
    if (exitCode !== 0) throw new Error(`[${this.suite}] ${command}\nexit code ${exitCode}\n${stdout}${stderr}`);
    return stdout.trimEnd();
  }

  /**
   * Connects the network of the machine with that of a process inside that has one of its own, by a pair of virtual
   * cables. Addresses are such as 10.1.1.1/24; the machine has the first one.
   */
  async connect(pid: string, own: string, other: string): Promise<void> {
    const leader = await this.#leader();
    const there = `/proc/${leader}/root/proc/${pid}/ns/net`;
    const commands = [
      'ip link add cable0 type veth peer name cable1',
      `ip link set cable1 netns ${there}`,
      `ip address add ${own} dev cable0 && ip link set cable0 up`,
      `nsenter --net=${there} sh -c 'ip address add ${other} dev cable1 && ip link set cable1 up'`,
    ];
    await succeed('nsenter', ['--target', String(leader), '--net', '--', 'sh', '-c', commands.join(' && ')]);
  }

  /** Copies a file in. */
  async put(source: string, target: string): Promise<void> {
    if (HIDDEN.test(target)) throw new Error(`the machine does not see a file that the host puts to ${target}`);
    await copyFile(source, this.path(target));
  }

  /** Writes a file, and the folders above it. */
  async write(target: string, content: string): Promise<void> {
    if (HIDDEN.test(target)) throw new Error(`the machine does not see a file that the host writes to ${target}`);
    await mkdir(path.dirname(this.path(target)), { recursive: true });
    await writeFile(this.path(target), content);
  }

  /** A path inside, as the host sees it. */
  path(inside: string): string {
    return path.join(this.root, inside);
  }

  /** The power fails: whatever runs ends at once, the disk stays as it is. */
  async powerFailure(): Promise<void> {
    await this.#kill();
    await this.#nspawn;
  }

  /** Shuts down in order. A command inside would be stopped near the end with all others, and nsenter stops with it for ever. */
  async powerOff(): Promise<void> {
    // systemd(1): SIGRTMIN+4 starts poweroff.target.
    await succeed('kill', ['-s', 'RTMIN+4', String(await this.#leader())]);
    await this.#nspawn;
  }

  /** Nothing of the machine is left behind. */
  async destroy(): Promise<void> {
    await this.#kill();
    await this.#nspawn;
    await run('umount', ['--lazy', this.root]);
    await this.#removeControlGroups();
    await rm(this.#folder, { recursive: true, force: true });
    alive.delete(this);
  }

  /** The same when there is no time to wait: the process ends. */
  async abandon(): Promise<void> {
    await this.#kill();
    await this.#removeControlGroups();
    await run('umount', ['--lazy', this.root]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #kill(): Promise<void> {
    // A machine that is only just being started leaves its number behind in a moment.
    for (let tries = 0; this.#nspawn && tries < 40 && !(await this.#pid()); tries += 1) await pause(50);
    const leader = await this.#leader();
    const nspawn = await this.#pid();
    if (leader) await killFirst(leader);
    if (nspawn) await run('kill', ['-KILL', nspawn]);
  }

  /** The kernel keeps them until the last process that was killed is gone, which may be after nspawn itself. */
  async #removeControlGroups(): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      const left = this.#controlGroups.filter((group) => existsSync(group));
      if (left.length === 0) return;
      await run('find', [...left, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';']);
      await pause(20);
    }
  }

  get #controlGroups(): string[] {
    return CONTROL_GROUPS.map((hierarchy) => path.join(hierarchy, path.basename(this.#folder)));
  }

  get #pidFile(): string {
    return path.join(this.#folder, 'pid');
  }

  async #pid(): Promise<string | undefined> {
    const pid = await readFile(this.#pidFile, 'utf8').catch(() => '');
    return pid.trim() || undefined;
  }

  /** The systemd of the machine: nspawn's child. */
  async #leader(): Promise<string | undefined> {
    const pid = await this.#pid();
    if (!pid) return undefined;
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    return children.trim().split(' ').at(-1) || undefined;
  }
}

const alive = new Set<Machine>();

async function abandonAll(): Promise<void> {
  await Promise.all([...alive].map((machine) => machine.abandon()));
  process.exit(1);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void abandonAll());
// A story may fail while it waits for something else: what it began then ends the process.
for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  process.once(event, (error) => {
    console.error(error);
    void abandonAll();
  });
}

/**
 * Kills the first process of a machine, and waits for its end: the kernel ends all others of the machine before
 * (pid_namespaces(7)). Without the wait they would still write while the directories are removed.
 */
async function killFirst(pid: string): Promise<void> {
  await run('kill', ['-KILL', pid]);
  for (let tries = 0; existsSync(`/proc/${pid}`) && tries < 600; tries += 1) await pause(20);
}

/** Runs a command that must come to an end. */
async function limited(command: string, args: string[]): Promise<Run> {
  const signal = AbortSignal.timeout(COMMAND_TIMEOUT);
  return run(command, args, { signal }).catch((error) => {
    throw signal.aborted ? new Error(`not done after ${COMMAND_TIMEOUT / 1000} s: ${args.at(-1)}`) : error;
  });
}

async function succeed(command: string, args: string[]): Promise<void> {
  const { exitCode, stderr } = await run(command, args);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
