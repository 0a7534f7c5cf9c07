/**
 * A kernel that fails at any step, for the transport of messages to systemd.
 */
import { EventEmitter } from 'node:events';
import * as assert from 'uvu/assert';
import type * as Transport from '../../../payload/notify/messages/transport.ts';
import { isolate } from '../isolated.ts';

const PERL = '/usr/bin/perl';

type Done = (error?: Error | null) => void;

/** A kernel with one socket, and a command systemd-notify. */
export class Kernel {
  /** The inode of each open socket by its descriptor. A file has none. */
  readonly sockets = new Map<number, bigint | undefined>([[3, 7n]]);
  readonly closed: number[] = [];
  readonly written: string[] = [];
  readonly commands: string[] = [];
  readonly told: string[] = [];
  refusesWrites = false;
  refusesCommands = false;
  /** systemd-notify lacks its libraries. */
  isBroken = false;
  #children: EventEmitter[] = [];

  /** Where the command lies. */
  bin = '/usr/bin';

  readonly fs = {
    existsSync: (file: string) => file.startsWith(`${this.bin}/`),
    fstatSync: (descriptor: number, options: object) => {
      // Numbers would disturb Node's own use of them.
      assert.equal(options, { bigint: true });
      if (!this.sockets.has(descriptor)) throw new Error('EBADF');
      const ino = this.sockets.get(descriptor);
      return { isSocket: () => ino !== undefined, ino: ino ?? 7n };
    },
    writeSync: (descriptor: number, text: string) => {
      if (this.refusesWrites) throw new Error('ENOBUFS');
      this.written.push(`${descriptor}: ${text}`);
    },
    closeSync: (descriptor: number) => void this.closed.push(descriptor),
    close: Object.assign(
      (descriptor: number, done: Done) => {
        this.closed.push(descriptor);
        done();
      },
      { own: 1 },
    ),
  };

  readonly command = {
    spawn: (file: string, args: string[], { stdio, ...options }: { stdio: string }) => {
      assert.is(stdio, 'ignore');
      this.#run(file, args, options);
      const child = Object.assign(new EventEmitter(), { unref: () => void this.told.push('unref') });
      this.#children.push(child);
      return child;
    },
    execFileSync: (file: string, args: string[], { stdio, ...options }: { stdio: string }) => {
      assert.is(stdio, 'ignore');
      this.#run(file, ['sync', ...args], options);
      if (this.isBroken && file !== PERL) throw new Error('exit code 127');
    },
  };

  #run(file: string, args: string[], options: object): void {
    if (this.refusesCommands) throw new Error('EAGAIN');
    assert.equal(options, { env: { NOTIFY_SOCKET: '/run/s' }, timeout: 5000 });
    if (file !== PERL) assert.is(file, `${this.bin}/systemd-notify`);
    this.commands.push(args.map((word) => word.replace(/^use Socket;.*/s, 'perl')).join(' '));
  }

  /** The command that runs has ended, or could not be started. */
  ends(code: number | Error = 0): void {
    const child = this.#children.shift();
    if (typeof code === 'number') child?.emit('exit', code);
    else child?.emit('error', code);
  }

  open(descriptor: number | undefined): Transport.Transport {
    const { openTransport } = isolate<typeof Transport>('messages/transport.ts', {
      globals: { console: { error: (text: string) => this.told.push(text) } },
      modules: { 'node:fs': this.fs, 'node:child_process': this.command },
    });
    return openTransport('/run/s', descriptor);
  }
}
