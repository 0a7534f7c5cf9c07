/**
 * A process as systemd would start it, with every message it sends (see systemd.pl).
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { buildSync } from 'esbuild';

/** A folder of this process's own: several run at the same time, on other releases of Node. */
const BUILT = path.resolve(`node_modules/.cache/build-deb/test-${process.pid}`);
process.on('exit', () => rmSync(BUILT, { recursive: true, force: true }));

/** The agent as it is shipped, and the API for apps that want to say more. */
export const AGENT = `${BUILT}/notify.cjs`;
export const API = `${BUILT}/api.cjs`;

buildSync({
  entryPoints: { notify: 'payload/notify/index.ts', api: 'payload/notify/api.ts' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  outdir: BUILT,
  outExtension: { '.js': '.cjs' },
});

/** Milliseconds after which a process that does not end is killed: a test fails then, and does not wait for ever. */
const LIFETIME = 120_000;

/** How the notification socket is handed over. */
export type Way = 'descriptor' | 'socket';

export interface StartOptions {
  way?: Way;
  /** JavaScript of the app, or else the file that it is in. */
  app?: string;
  file?: string;
  env?: NodeJS.ProcessEnv;
  node?: string;
}

const alive = new Set<Service>();

/** Ends what a test that failed has left behind: the next one wants its port. */
export async function endAll(): Promise<void> {
  const ends = [...alive].map((service) => {
    service.kill();
    return service.ended;
  });
  await Promise.all(ends);
}

export class Service {
  readonly messages: string[] = [];
  stderr = '';
  stdout = '';
  /** `exit CODE` or `signal NUMBER`. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcessWithoutNullStreams;

  constructor({
    way = 'descriptor',
    app = '',
    file,
    env = {},
    node = process.env.NODE_UNDER_TEST ?? 'node',
  }: StartOptions) {
    const clean = { PATH: process.env.PATH, NOTIFY_NAME: 'demo', ...env };
    const command = [node, '--require', AGENT, ...(file === undefined ? ['-e', app] : [file])];
    this.#child = spawn('perl', ['test/notify/systemd.pl', way, ...command], { env: clean });
    this.#child.stderr.on('data', (chunk) => (this.stderr += chunk));
    const lines = createInterface(this.#child.stdout);
    let end = 'lost';
    lines.on('line', (line) => {
      if (/^(exit|signal) \d+$/.test(line)) end = line;
      else if (/^([0-9a-f]{2})+$/.test(line)) this.#received(Buffer.from(line, 'hex').toString());
      else this.stdout += `${line}\n`;
    });
    alive.add(this);
    const limit = setTimeout(() => this.kill(), LIFETIME);
    this.ended = once(this.#child, 'close').then(() => {
      clearTimeout(limit);
      alive.delete(this);
      return end;
    });
  }

  #received(message: string): void {
    // systemd-notify's own question whether it was heard: no word of the agent's.
    if (message !== 'BARRIER=1') this.messages.push(message);
  }

  /** What the app prints first, once it has: by custom here, its port. */
  async said(): Promise<string> {
    for (const deadline = Date.now() + 5000; Date.now() < deadline; await pause(10)) {
      const [first] = this.stdout.split('\n');
      if (first) return first;
    }
    throw new Error(`the app says nothing; on stderr: ${this.stderr}`);
  }

  /** Without its input systemd.pl kills what it has started. */
  kill(): void {
    this.#child.stdin.end();
  }

  /** Sends the app a signal. */
  signal(name: string): void {
    this.#child.stdin.write(`kill ${name.replace(/^SIG/, '')}\n`);
  }

  /** Ends the app with a signal, and starts it once more, as `systemctl restart` or Restart= would. */
  restart(name: string): void {
    this.#child.stdin.write('again\n');
    this.signal(name);
  }

  /** The first message that matches, once it has come. */
  async message(pattern: RegExp, seconds = 5): Promise<string> {
    for (const deadline = Date.now() + 1000 * seconds; Date.now() < deadline; await pause(10)) {
      const found = this.messages.find((message) => pattern.test(message));
      if (found !== undefined) return found;
    }
    throw new Error(`no message ${pattern}; there were ${JSON.stringify(this.messages)}, and on stderr ${this.stderr}`);
  }
}
