/**
 * The way of a message to systemd: one write on the descriptor from the unit's OpenFile=, or the command systemd-notify
 * if systemd is older than 253. No function of this file throws.
 */
import { existsSync, fstatSync, writeSync } from 'node:fs';
import { assignments, type Message } from './message.ts';
import { spareDescriptors } from './spare-descriptors.ts';

export interface Transport {
  /** Whether each message takes a process of its own. */
  isCostly: boolean;
  /** Sends a message after all earlier messages, and does not wait for its delivery. */
  send(message: Message): void;
  /** Resolves when all messages so far are delivered, or have failed. */
  settled(): Promise<void>;
  /** Sends the last message before the process ends. Returns when the message is delivered. */
  sendLast(message: Message): void;
  /** Whether a last message was sent. */
  hasEnded(): boolean;
}

/** Debian 11 may have a /bin of its own, and in it the command. */
function systemdNotify(): string {
  return existsSync('/usr/bin/systemd-notify') ? '/usr/bin/systemd-notify' : '/bin/systemd-notify';
}

/** systemd-notify waits until systemd has read the message. A healthy system needs less time. */
const COMMAND_TIMEOUT_MS = 5000;

/** systemd finds the service of a message by the process that has sent it: the process lives for a second more. */
const SEND_IN_PERL = `use Socket;
my $socket = $ENV{NOTIFY_SOCKET} =~ s/^@/\\0/r;
socket(my $out, PF_UNIX, SOCK_DGRAM, 0);
send($out, join("\\n", @ARGV), 0, sockaddr_un($socket)) && sleep 1`;

/**
 * The commands that send a message; each stands in for a failed one. While Debian 12 is upgraded, systemd-notify lacks
 * libraries for many seconds. perl-base is essential and works at each step of an upgrade (Debian Policy 3.8).
 */
function commandsOf(message: Message): (readonly [file: string, words: string[]])[] {
  const words = assignments(message);
  return [
    [systemdNotify(), words],
    ['/usr/bin/perl', ['-e', SEND_IN_PERL, ...words]],
  ];
}

/** The transport of this process: through `descriptor`, or through systemd-notify with `socket`. */
export function openTransport(socket: string, descriptor: number | undefined): Transport {
  const isPlain = descriptor === undefined;
  // Without a descriptor of its own, each message needs some.
  const command = commandTransport(socket, isPlain ? spareDescriptors() : (work) => work());
  const way = isPlain ? command : descriptorTransport(descriptor, command);
  let hasEnded = false;
  return {
    ...way,
    sendLast(message) {
      hasEnded = true;
      way.sendLast(message);
    },
    hasEnded: () => hasEnded,
  };
}

/** A means of sending. */
type Way = Omit<Transport, 'hasEnded'>;

function descriptorTransport(descriptor: number, fallback: Way): Way {
  const inode = socketInode(descriptor);
  // From now on systemd ignores messages of other processes (systemd 254). The unit has NotifyAccess=all for systems that
  // need systemd-notify.
  let prefix: Message | undefined = { NOTIFYACCESS: 'main' };
  let hasWarned = false;
  const isOpen = (): boolean => inode !== undefined && socketInode(descriptor) === inode;
  const write = (message: Message): boolean => {
    // Native code may have closed the socket, and another file may have its number now.
    if (isOpen()) {
      try {
        writeSync(descriptor, assignments({ ...prefix, ...message }).join('\n'));
        prefix = undefined;
        return true;
      } catch {
        return false;
      }
    }
    // After NOTIFYACCESS=main, systemd-notify cannot help: it is a child process.
    if (!prefix && !hasWarned) console.error('the app has closed the notification socket: systemd hears no more of it');
    hasWarned = true;
    return false;
  };
  // At once, so that systemd also ignores the children that the app starts while it is loaded.
  write({});
  if (inode !== undefined) keepOpen(descriptor, isOpen);
  return {
    isCostly: false,
    send: (message) => void (write(message) || fallback.send(message)),
    settled: fallback.settled,
    sendLast: (message) => void (write(message) || fallback.sendLast(message)),
  };
}

/** No process has a descriptor of this number: closing it fails with EBADF. */
const NEVER_OPEN = 2 ** 31 - 1;

/** Some apps close all descriptors that they did not open. For them, the notification socket is not open. */
function keepOpen(descriptor: number, isOpen: () => boolean): void {
  const fs = require('node:fs') as typeof import('node:fs');
  const { close, closeSync } = fs;
  const closable = (number: number): number => (number === descriptor && isOpen() ? NEVER_OPEN : number);
  fs.closeSync = (number) => closeSync(closable(number));
  fs.close = Object.assign(
    (number: number, done?: (error: NodeJS.ErrnoException | null) => void) => close(closable(number), done),
    close,
  );
}

/** The inode of an open socket. Undefined if the descriptor is closed, or another kind of file. */
function socketInode(descriptor: number): bigint | undefined {
  try {
    // Node 18 and 20 reuse the numbers of the last fstat in realpathSync, which then takes folders for sockets and does
    // not find modules behind symbolic links. Node keeps the answers in bigints apart.
    const stat = fstatSync(descriptor, { bigint: true });
    return stat.isSocket() ? stat.ino : undefined;
  } catch {
    return undefined;
  }
}

/** Loaded at its first use. A process with a descriptor does not need this module. */
function childProcess(): typeof import('node:child_process') {
  return require('node:child_process');
}

function commandTransport(socket: string, withSpare: (work: () => void) => void): Way {
  const options = { env: { NOTIFY_SOCKET: socket }, timeout: COMMAND_TIMEOUT_MS, stdio: 'ignore' } as const;
  const waiting: Message[] = [];
  let isRunning = false;
  let onIdle = (): void => {};
  const next = (): void => {
    const message = waiting.shift();
    isRunning = message !== undefined;
    if (message === undefined) onIdle();
    else runOne(commandsOf(message));
  };
  const runOne = ([command, ...others]: ReturnType<typeof commandsOf>): void => {
    if (command === undefined) {
      next();
      return;
    }
    let hasEnded = false;
    const end = (isDone: boolean): void => {
      if (!hasEnded) runOne(isDone ? [] : others);
      hasEnded = true;
    };
    try {
      const [file, words] = command;
      withSpare(() => {
        const child = childProcess().spawn(file, words, options);
        child.once('exit', (code) => end(code === 0)).on('error', () => end(false));
        child.unref();
      });
    } catch {
      end(false);
    }
  };
  return {
    isCostly: true,
    send(message) {
      waiting.push(message);
      if (!isRunning) next();
    },
    settled() {
      return isRunning ? new Promise((resolve) => (onIdle = resolve)) : Promise.resolve();
    },
    sendLast(message) {
      for (const [file, words] of commandsOf(message)) {
        try {
          withSpare(() => childProcess().execFileSync(file, words, options));
          return;
        } catch {
          // The process ends even if systemd does not hear of it.
        }
      }
    },
  };
}
