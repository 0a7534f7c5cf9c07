/**
 * How a message reaches systemd: one write on the descriptor that the unit's OpenFile= passed, or,
 * where systemd is older than 253, the command systemd-notify. Nothing here ever throws into the app.
 */
import fs from 'node:fs';
import { assignments, type Message } from './message.ts';

export interface Transport {
  /** Sends a message after all earlier ones; does not wait for it. */
  send(message: Message): void;
  /** Resolves when everything sent so far is delivered, or will not be. */
  settled(): Promise<void>;
  /** Sends the last message before the process ends; returns when it is delivered. */
  sendLast(message: Message): void;
}

const SYSTEMD_NOTIFY = '/usr/bin/systemd-notify';

/** systemd-notify waits until systemd has read the message; a system that takes longer is out of order. */
const COMMAND_TIMEOUT = 5000;

/** The transport for this process: `descriptor` if systemd passed one, else systemd-notify with `socket`. */
export function openTransport(socket: string, descriptor: number | undefined): Transport {
  const command = commandTransport(socket);
  return descriptor === undefined ? command : descriptorTransport(descriptor, command);
}

function descriptorTransport(descriptor: number, fallback: Transport): Transport {
  const opened = socketInode(descriptor);
  // From now on only this process speaks for the service (systemd 254; older ones ignore the word):
  // NotifyAccess=all in the unit is for systems where systemd-notify has to speak.
  let prefix: Message | undefined = { NOTIFYACCESS: 'main' };
  let complained = false;
  const write = (message: Message): boolean => {
    // Native code may have closed it all the same, and something else may be open under this number since.
    if (opened !== undefined && socketInode(descriptor) === opened) {
      try {
        fs.writeSync(descriptor, assignments({ ...prefix, ...message }).join('\n'));
        prefix = undefined;
        return true;
      } catch {
        return false;
      }
    }
    // Children, systemd-notify among them, have no say any more once we asked for that.
    if (!prefix && !complained)
      console.error('the app has closed the notification socket: systemd hears no more of it');
    complained = true;
    return false;
  };
  // At once: what the app starts while it is being loaded has no say either. So this is the only way, and kept open.
  write({});
  if (opened !== undefined) keepOpen(descriptor, () => socketInode(descriptor) === opened);
  return {
    send: (message) => void (write(message) || fallback.send(message)),
    settled: fallback.settled,
    sendLast: (message) => void (write(message) || fallback.sendLast(message)),
  };
}

/** No process has a descriptor of this number: whoever closes it hears EBADF, as for any that is not open. */
const NOT_OPEN = 2 ** 31 - 1;

/** An app that closes descriptors it does not know is told that this one is not open, while `isOurs` says it is. */
function keepOpen(descriptor: number, isOurs: () => boolean): void {
  const { close, closeSync } = fs;
  const asked = (number: number): number => (number === descriptor && isOurs() ? NOT_OPEN : number);
  fs.closeSync = (number) => closeSync(asked(number));
  fs.close = Object.assign((number: number, done?: fs.NoParamCallback) => close(asked(number), done), close);
}

/** The inode of an open socket; undefined if the descriptor is closed or something else. */
function socketInode(descriptor: number): bigint | undefined {
  try {
    // Node 18 and 20 keep the last plain answer, and realpathSync then takes any folder it knows for a socket, and stops
    // there: modules behind symbolic links would not be found. Answers in bigints are kept elsewhere.
    const stat = fs.fstatSync(descriptor, { bigint: true });
    return stat.isSocket() ? stat.ino : undefined;
  } catch {
    return undefined;
  }
}

/** Loaded when first used: where there is a descriptor, never. */
function childProcess(): typeof import('node:child_process') {
  return require('node:child_process');
}

function commandTransport(socket: string): Transport {
  const options = { env: { NOTIFY_SOCKET: socket }, timeout: COMMAND_TIMEOUT };
  const waiting: Message[] = [];
  let running = false;
  let idle = (): void => {};
  const next = (): void => {
    const message = waiting.shift();
    running = message !== undefined;
    if (message === undefined) {
      idle();
      return;
    }
    try {
      childProcess().execFile(SYSTEMD_NOTIFY, assignments(message), options, next).unref();
    } catch {
      next();
    }
  };
  return {
    send(message) {
      waiting.push(message);
      if (!running) next();
    },
    settled() {
      return running ? new Promise((resolve) => (idle = resolve)) : Promise.resolve();
    },
    sendLast(message) {
      try {
        childProcess().execFileSync(SYSTEMD_NOTIFY, assignments(message), { ...options, stdio: 'ignore' });
      } catch {
        // systemd is gone or refuses us: the process ends all the same.
      }
    },
  };
}
