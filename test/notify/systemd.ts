/**
 * A process as systemd starts it, with every message that it sends (see systemd.pl).
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { bundleAgent } from '../../builder/programs/agent.ts';
import { bundle } from '../../builder/programs/bundle.ts';

/** A folder of this process: the same tests run on other releases of Node at the same time. */
const BUILT = path.resolve(`node_modules/.cache/build-deb/test-${process.pid}`);
process.on('exit', () => rmSync(BUILT, { recursive: true, force: true }));

/** The agent and the API as they are shipped. */
export const AGENT = `${BUILT}/notify.cjs`;
export const API = `${BUILT}/api.cjs`;

mkdirSync(BUILT, { recursive: true });
writeFileSync(AGENT, (await bundleAgent(process.cwd())).code);
writeFileSync(API, (await bundle(process.cwd(), 'payload/notify/api.ts')).code);

/** A process that does not end is killed after this time: its test then fails, instead of waiting for ever. */
const LIFETIME_MS = 120_000;

/** An event that a test expects is missing after this time. A test that passes waits less, even on a busy machine. */
const EVENT_TIMEOUT_S = 20;

/** The way in which the process gets its notification socket. */
export type Way = 'descriptor' | 'socket';

export interface StartOptions {
  way?: Way;
  /** JavaScript of the app, or else its file. */
  app?: string;
  file?: string;
  env?: NodeJS.ProcessEnv;
  node?: string;
  /** The file of the agent. */
  agent?: string;
  /** JavaScript that runs before the agent: it keeps the timers that it finds. */
  before?: string;
}

const alive = new Set<Service>();

/** A file with this text. */
function fileOf(text: string): string {
  const file = path.join(BUILT, `${createHash('sha256').update(text).digest('hex')}.cjs`);
  writeFileSync(file, text);
  return file;
}

/** Ends the processes of a test that failed: the next test needs their port. */
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
  #hasRestarted = false;
  /** Each line of the process. */
  readonly #lines = new EventEmitter();
  readonly #child: ChildProcessWithoutNullStreams;

  constructor({
    way = 'descriptor',
    app = '',
    file,
    env = {},
    node = process.env.NODE_UNDER_TEST ?? 'node',
    agent = AGENT,
    before,
  }: StartOptions) {
    const clean = { PATH: process.env.PATH, NOTIFY_NAME: 'demo', ...env };
    const preloads = [...(before === undefined ? [] : [fileOf(before)]), agent].flatMap((each) => ['--require', each]);
    const command = [node, ...preloads, ...(file === undefined ? ['-e', app] : [file])];
    // A group of its own, which ends as a whole even if systemd.pl itself hangs.
    this.#child = spawn('perl', ['test/notify/systemd.pl', way, ...command], { env: clean, detached: true });
    this.#child.stderr.on('data', (chunk) => (this.stderr += chunk));
    // The process may have ended by itself, and systemd.pl with it.
    this.#child.stdin.on('error', () => {});
    const lines = createInterface(this.#child.stdout);
    let end = 'lost';
    lines.on('line', (line) => {
      if (/^(exit|signal) \d+$/.test(line)) end = line;
      else if (line === 'restarted') this.#hasRestarted = true;
      else if (line.startsWith('message ')) this.#received(Buffer.from(line.slice(8), 'hex').toString());
      else this.stdout += `${line}\n`;
      this.#lines.emit('line');
    });
    alive.add(this);
    const limit = setTimeout(() => this.killGroup(), LIFETIME_MS);
    this.ended = once(this.#child, 'close').then(() => {
      clearTimeout(limit);
      alive.delete(this);
      return end;
    });
  }

  #received(message: string): void {
    // systemd-notify asks by itself whether systemd has read the message.
    if (message !== 'BARRIER=1') this.messages.push(message);
  }

  /** Waits until `condition` holds. @param event names it, for the error */
  async until(event: string, condition: () => boolean, seconds = EVENT_TIMEOUT_S): Promise<void> {
    for (const deadline = Date.now() + 1000 * seconds; !condition(); await this.#change()) {
      if (Date.now() < deadline) continue;
      const { messages, stdout, stderr } = this;
      throw new Error(`not within ${seconds} s: ${event}; there was ${JSON.stringify({ messages, stdout, stderr })}`);
    }
  }

  /** Waits for a line of the process, or for a moment: conditions may depend on clients, too. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        clearTimeout(timer);
        this.#lines.off('line', goOn);
        resolve();
      };
      const timer = setTimeout(goOn, 50);
      this.#lines.on('line', goOn);
    });
  }

  /** The first line that the app prints: in many tests its port. */
  async said(): Promise<string> {
    await this.prints(/./);
    return this.stdout.split('\n', 1)[0] ?? '';
  }

  /** Waits until the output of the app matches. */
  async prints(pattern: RegExp): Promise<void> {
    await this.until(`output ${pattern}`, () => pattern.test(this.stdout));
  }

  /** All messages but those about the progress of a start, which depend on the speed of the machine. */
  get laterMessages(): string[] {
    return this.messages.filter((message) => !message.startsWith('STATUS=starting: '));
  }

  /** At the end of its input, systemd.pl kills the process. */
  kill(): void {
    this.#child.stdin.end();
  }

  /** Kills the process and systemd.pl, which may hang. */
  killGroup(): void {
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL');
  }

  /** Sends the app a signal. */
  signal(name: string): void {
    this.#child.stdin.write(`kill ${name.replace(/^SIG/, '')}\n`);
  }

  /** Ends the app with a signal, and starts it once more, like `systemctl restart` or Restart=. */
  restart(name: string): void {
    this.#child.stdin.write('again\n');
    this.signal(name);
  }

  /** Waits for the moment of a restart: the old process has ended, and the new one starts. */
  async restarted(): Promise<void> {
    await this.until('a restart', () => this.#hasRestarted);
  }

  /** Waits until the process that has started again is ready. */
  async readyAgain(): Promise<void> {
    await this.restarted();
    const readies = (): string[] => this.messages.filter((message) => /^READY=1/.test(message));
    await this.until('READY after a restart', () => readies().length > 1);
  }

  /** Waits for a message that matches. */
  async message(pattern: RegExp, seconds = EVENT_TIMEOUT_S): Promise<string> {
    const find = (): string | undefined => this.messages.find((message) => pattern.test(message));
    await this.until(`message ${pattern}`, () => find() !== undefined, seconds);
    return find() ?? '';
  }
}
