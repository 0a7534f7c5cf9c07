/**
 * Services with socket activation, and their clients.
 */
import { mkdirSync } from 'node:fs';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { OK, PORT, SCRATCH } from './apps.ts';
import { Service, type StartOptions } from './systemd.ts';

/** The port that the app asks for. systemd listens on another. */
export const ASKED = 5001;

/** The service's own directory, as in /run. */
export const RUNTIME_DIRECTORY = `${SCRATCH}/run`;
mkdirSync(RUNTIME_DIRECTORY, { recursive: true });

/** A service for which systemd listens at `places`: by default at PORT on 127.0.0.1. */
export function start(app: string, places = [`127.0.0.1:${PORT}`], { env, ...options }: StartOptions = {}): Service {
  const SOCKETS = places.map((place) => `port-${ASKED}=${place}`).join(' ');
  return new Service({
    app,
    env: { SOCKETS, NOTIFY_SOCKETS: String(ASKED), RUNTIME_DIRECTORY, ...env },
    ...options,
  });
}

/** A service beside others, with a directory and a port of its own. */
export function startBeside(app: string, port: number): Service {
  const own = `${SCRATCH}/run-${port}`;
  mkdirSync(own, { recursive: true });
  return start(app, [`127.0.0.1:${port}`], { env: { RUNTIME_DIRECTORY: own } });
}

/** An app that is ill for the first second, and tells its clients so. */
export const SLOW = `let state = 'ill'; setTimeout(() => (state = 'well'), 900);
  const server = require('node:http').createServer((request, answer) => {
    answer.statusCode = state === 'well' ? 200 : 503;
    answer.end(state);
  }).listen(${ASKED}, () => console.log('address: ' + server.address()?.port));`;

/** An answer that a test expects is missing after this time. A test that passes waits less. */
const LONGEST_MS = 20_000;

/** The body of an answer. The request is sent once, by default on a connection of its own. */
export function get(
  port = PORT,
  { host = '127.0.0.1', path = '/', agent = false as http.Agent | false } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host, port, path, agent }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk)).on('end', () => resolve(body));
    });
    request.on('error', reject);
    request.setTimeout(LONGEST_MS, () => request.destroy(new Error('no answer in time')));
  });
}

/** Tries again until the test's own systemd has opened the port. */
export async function patient(attempt: () => Promise<string>): Promise<string> {
  for (const deadline = Date.now() + LONGEST_MS; ; await pause(5)) {
    try {
      return await attempt();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED' || Date.now() > deadline) throw error;
    }
  }
}

/**
 * Clients with and without keep-alive send requests during `event`, which begins when each has got an answer. After it
 * each asks once more. A lost request is an error.
 */
export async function sendDuring(event: () => Promise<unknown>, clients: number, longestPause: number): Promise<void> {
  let over = false;
  let silent = 2 * clients;
  let begin = (): void => {};
  const allAsk = new Promise<void>((resolve) => (begin = resolve));
  const client = async (agent: http.Agent | false): Promise<void> => {
    let isLast = false;
    for (let asked = 1; !isLast; asked += 1) {
      isLast = over;
      assert.is(await get(PORT, { agent }), 'OK');
      if (asked === 1 && --silent === 0) begin();
      await pause(Math.random() * longestPause);
    }
    if (agent) agent.destroy();
  };
  const agents = Array.from({ length: clients }, () => new http.Agent({ keepAlive: true, maxSockets: 1 }));
  const ends = Promise.all([...agents, ...agents.map(() => false as const)].map(client));
  await Promise.race([ends, allAsk]);
  await Promise.race([ends, event()]);
  over = true;
  await ends;
}

/** Stops the service with SIGTERM. */
export async function stop(service: Service): Promise<void> {
  service.signal('SIGTERM');
  assert.is(await service.ended, 'exit 0', service.stderr);
}

/** The beginning of an app that answers OK to every request. */
export const SERVER = `require('node:http').createServer(${OK})`;
