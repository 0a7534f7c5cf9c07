/**
 * The app in a virtual process: its servers, its answers, its handlers.
 */
import { Boot } from './boot.ts';
import type { Clock } from './clock.ts';
import type { VirtualProcess } from './process.ts';
import { type Answer, type AnyServer, connectTo, type Request } from './servers.ts';

/** The settings of a unit and of its app. */
export interface Settings {
  mode: 'http' | 'listening' | 'app' | 'loaded';
  /** NOTIFY_PORT. */
  port: number | undefined;
  /** How the agent talks to systemd: OpenFile=, or systemd-notify. */
  way: 'descriptor' | 'socket';
  /** WatchdogSec= in milliseconds, or 0. */
  watchdogMs: number;
  startMs: number;
  stopMs: number;
  /** Type=notify-reload. */
  reload: boolean;
  /** The app closes its servers at SIGTERM, and ends with code 3. */
  ownStop: boolean;
  /** The app has a handler for uncaught errors, and goes on. */
  catches: boolean;
}

/** An answer of the app to each question, or none. */
export type Health = 200 | 404 | 429 | 503 | 'none';

/** The check of the app by the API. */
export type Check = 'absent' | 'good' | 'bad' | 'throws';

const PORTS = [5001, 5002];

export class Service {
  health: Health = 200;
  check: Check = 'absent';
  saysReady = false;
  /** The time of the last answer that proves life, without long blocks. */
  lastGoodAt = Number.NEGATIVE_INFINITY;
  /** The time of the first question without an answer, since the last answer. In running time. */
  lostSince: number | undefined;
  /** The times of all questions without an answer. In running time. */
  readonly lost: number[] = [];
  lastLostAt = Number.NEGATIVE_INFINITY;
  /** Requests of clients to each port since the beginning. */
  readonly requests = new Map<number, number>();
  readonly inFlight: Answer[] = [];
  readonly boot: Boot;
  /** The calls of listen() and ready(): each makes the agent ask at once. */
  news = 0;
  readonly #onHup = (): void => {};
  readonly #process: VirtualProcess;
  readonly #clock: Clock;
  protected readonly settings: Settings;
  readonly #servers: AnyServer[];
  /** In the order in which they began to listen. */
  #open: AnyServer[] = [];

  constructor(process: VirtualProcess, clock: Clock, settings: Settings) {
    this.#process = process;
    this.#clock = clock;
    this.settings = settings;
    this.boot = new Boot(clock);
    this.#servers = PORTS.map((port) => this.#makeServer(port));
    if (settings.ownStop) process.on('SIGTERM', () => this.#stop());
    if (settings.catches) process.on('uncaughtException', () => {});
  }

  listen(index: number): void {
    const server = this.#servers[index];
    if (!server || this.#open.includes(server)) return;
    this.#open.push(server);
    this.news += 1;
    server.listen(PORTS[index] as number);
  }

  /** Another process has the port for a moment. */
  listenInVain(index: number): void {
    const [server, port] = [this.#servers[index], PORTS[index] as number];
    if (!server || this.#process.ports.has(port)) return;
    this.#process.ports.set(port, server);
    server.listen(port);
    this.#process.ports.delete(port);
  }

  /** The app throws a closed server away, and makes another one for its port. */
  renew(index: number): void {
    const server = this.#servers[index];
    if (server && !this.#open.includes(server)) this.#servers[index] = this.#makeServer(PORTS[index] as number);
  }

  close(index: number): void {
    const server = this.#servers[index];
    if (!server?.listening) return;
    this.boot.closed(server);
    server.close();
  }

  sayReady(): void {
    this.saysReady = true;
    this.news += 1;
    this.#process.notify.ready();
  }

  hearHup(hears: boolean): void {
    this.#process.removeListener('SIGHUP', this.#onHup);
    if (hears) this.#process.on('SIGHUP', this.#onHup);
  }

  get hearsHup(): boolean {
    return this.#process.listeners('SIGHUP').includes(this.#onHup);
  }

  setCheck(check: Check): void {
    this.check = check;
    const run = (): boolean => {
      if (check === 'throws') throw new Error('no database');
      return check === 'good';
    };
    this.#process.notify.watchdog(check === 'absent' ? undefined : run);
  }

  /** A client asks, and waits for `answer()`. @returns whether it was connected */
  ask(index: number, text = 'GET /work HTTP/1.1\r\n\r\n'): boolean {
    if (!this.#servers[index]?.listening) return false;
    const client = connectTo(this.#process.ports, { host: '127.0.0.1', port: PORTS[index] as number });
    client.on('error', () => {}).resume();
    if (text !== '') client.write(text);
    return true;
  }

  answer(): void {
    this.inFlight.shift()?.end(200);
  }

  /** The port of the server whose health counts: of those that are open, the configured one or the first. */
  get chosen(): number | undefined {
    const open = this.#open.filter(({ listening }) => listening).map((server) => server.port);
    return open.find((port) => this.settings.port === undefined || port === this.settings.port);
  }

  get checkIsGood(): boolean {
    return this.check === 'absent' || this.check === 'good';
  }

  get isLoaded(): boolean {
    return this.saysReady || this.#process.mainModule.loaded;
  }

  /** Whether a server takes connections. */
  get listens(): boolean {
    return this.#open.some(({ listening }) => listening);
  }

  #makeServer(port: number): AnyServer {
    const server = new this.#process.classes.HttpServer();
    server.on('error', () => {});
    server.on('close', () => (this.#open = this.#open.filter((other) => other !== server)));
    server.on('request', ({ url, rawHeaders }: Request, answer: Answer) => {
      if (url === '/work') {
        this.requests.set(port, (this.requests.get(port) ?? 0) + 1);
        this.inFlight.push(answer);
        answer.once('close', () => this.inFlight.splice(this.inFlight.indexOf(answer) >>> 0, 1));
      } else if (!rawHeaders.includes('notify-agent')) throw new Error(`a question of no agent: ${rawHeaders}`);
      else this.#answerAgent(server, answer);
    });
    return server;
  }

  #answerAgent(server: AnyServer, answer: Answer): void {
    const now = this.#clock.now - this.#clock.blocked;
    if (this.health === 'none') {
      this.boot.notAnswered(server);
      this.lostSince ??= now;
      this.lost.push(now);
      this.lastLostAt = this.#clock.now - this.#clock.excused;
      return;
    }
    this.boot.answered(server, this.health);
    this.lostSince = undefined;
    if (this.health < 500 && this.checkIsGood) this.lastGoodAt = this.#clock.now - this.#clock.excused;
    answer.end(this.health);
  }

  #stop(): void {
    const open = [...this.#open];
    let left = open.length;
    const closed = (): void => {
      left -= 1;
      if (left <= 0) this.#process.exit(3);
    };
    if (open.length === 0) closed();
    for (const server of open) server.close(closed);
  }
}
