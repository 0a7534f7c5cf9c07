/**
 * What somebody tries who has got into a service (test/system/apps/hostile.cjs does it), and what comes of it at each
 * level of `harden`: docs/security.md shows it, the stories of harden.test.ts find it.
 */
import type { Suite } from './base.ts';

export const LEVELS = ['off', 'standard', 'strict', 'sealed'] as const;
export type Level = (typeof LEVELS)[number];

interface Attempt {
  name: string;
  /** What it is, on that page. */
  what: string;
  /** What comes of it by level: `possible`, what it is refused with, or that it has no effect. */
  outcomes: string;
  /** The same on Debian 12, where it is different. */
  bookworm?: string;
  /** A command outside that succeeds if it has had an effect; none: that it was possible says enough. */
  proof?: string;
}

const POSSIBLE = 'possible possible possible possible';

export const ATTEMPTS: readonly Attempt[] = [
  {
    name: 'write-elsewhere',
    what: 'write to a folder that is open to all',
    outcomes: 'possible EROFS ENOENT ENOENT',
  },
  {
    name: 'share-memory',
    what: 'leave a file in `/dev/shm` for others',
    outcomes: 'possible without-effect without-effect without-effect',
    proof: 'rm /dev/shm/mine',
  },
  { name: 'read-home', what: 'read a file in `/home` that all may read', outcomes: 'possible EACCES ENOENT ENOENT' },
  { name: 'read-others', what: 'read such a file in `/srv`', outcomes: 'possible possible ENOENT ENOENT' },
  { name: 'see-processes', what: 'see the processes of others', outcomes: 'possible nothing nothing nothing' },
  { name: 'call-bus', what: 'talk to D-Bus', outcomes: 'possible possible ENOENT ENOENT' },
  {
    name: 'call-machine',
    what: 'connect to 127.0.0.1 of the machine',
    outcomes: 'possible possible possible EAFNOSUPPORT',
  },
  {
    name: 'call-network',
    what: 'connect to another machine',
    outcomes: 'possible possible possible EAFNOSUPPORT',
  },
  {
    name: 'open-port',
    what: 'open another port',
    outcomes: 'possible possible possible EAFNOSUPPORT',
    proof: 'bash -c ": </dev/tcp/127.0.0.1/7003"',
  },
  {
    name: 'ask-interfaces',
    what: 'ask for the network interfaces',
    outcomes: 'possible possible EAFNOSUPPORT EAFNOSUPPORT',
  },
  { name: 'run-program', what: 'run a shell', outcomes: 'possible possible possible ENOENT' },
  {
    name: 'run-own-program',
    what: 'run a program that it has written',
    outcomes: 'possible possible EACCES EACCES',
  },
  { name: 'become-root', what: 'become root by a setuid program', outcomes: 'possible nothing nothing ENOENT' },
  { name: 'own-namespace', what: 'make a user namespace', outcomes: 'possible EPERM EPERM ENOENT' },
  { name: 'load-module', what: 'load a kernel module', outcomes: 'EPERM EPERM EPERM ENOENT' },
  { name: 'use-io-uring', what: 'use io_uring(7)', outcomes: 'possible possible EPERM ENOENT' },
  { name: 'multiply', what: 'start 1500 processes', outcomes: 'possible EAGAIN EAGAIN ENOENT' },
  { name: 'multiply-node', what: 'start Node 40 times', outcomes: 'possible possible EAGAIN EAGAIN' },
  { name: 'fill-shared-memory', what: 'put 100 MB into `/dev/shm`', outcomes: 'possible ENOSPC ENOSPC ENOSPC' },
  { name: 'fill-temporary', what: 'put 100 MB into `/tmp`', outcomes: POSSIBLE },
  { name: 'fill-state', what: 'put 100 MB into its state', outcomes: POSSIBLE },
  {
    name: 'speak-for-service',
    what: 'speak to systemd in its name, from a child',
    outcomes: 'without-effect without-effect without-effect without-effect',
    // Its agent has to speak through a child itself.
    bookworm: POSSIBLE,
    proof: 'test "$(systemctl show --value -p StatusText notifydemo)" = "taken over"',
  },
];

/** What has to come of an attempt, by level. */
export function expected({ outcomes, bookworm = outcomes }: Attempt, suite: Suite): string[] {
  return (suite === 'bookworm' ? bookworm : outcomes).split(' ');
}

/** The table in docs/security.md. */
export function attemptsTable(): string {
  const cell = (outcome: string): string => {
    if (outcome === 'possible') return '**possible**';
    return /^[A-Z]/.test(outcome) ? `\`${outcome}\`` : outcome.replace('-', ' ');
  };
  const rows = ATTEMPTS.map(({ what, outcomes, bookworm }) => {
    const note = bookworm === undefined ? '' : ' (Debian 12: possible)';
    return [`${what}${note}`, ...outcomes.split(' ').map(cell)];
  });
  const all = [['', ...LEVELS.map((level) => `\`${level}\``)], LEVELS.map(() => '---').concat('---'), ...rows];
  return all.map((row) => `| ${row.join(' | ')} |\n`).join('');
}
