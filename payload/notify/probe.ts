/**
 * One question to the service itself: are you healthy?
 */
import http from 'node:http';
import net from 'node:net';
import type { Kind, Listener } from './servers.ts';

/** What a probe found. `found` completes the sentence "not healthy: …". */
export interface Finding {
  healthy: boolean;
  found: string;
}

/** Captured before the app, or what watches it, can put something else in their place. */
const { request } = http;
const { connect } = net;
const agent = new http.Agent();

/**
 * Asks for `path` at the server's own address and waits at most `timeout` milliseconds. What is no web server
 * is healthy when it takes the connection. Never throws, never needs a name resolved.
 */
export async function probe(listener: Listener, path: string | undefined, timeout: number): Promise<Finding> {
  let finding: Finding = { healthy: false, found: 'connection refused' };
  for (const target of listener.targets) {
    const question = path === undefined ? undefined : ask[listener.kind];
    finding = await attempt(timeout, path, (signal) => question?.(target, path ?? '', signal) ?? reach(target, signal));
    if (finding.found !== 'connection refused') break;
  }
  return finding;
}

type Question = (target: net.NetConnectOpts, path: string, signal: AbortSignal) => Promise<number>;

const headers = { 'User-Agent': 'notify-agent' };

/** The status that each kind of server answers with. */
const ask: Record<Kind, Question | undefined> = {
  http: (target, path, signal) => answerTo(request({ ...addressed(target), path, signal, agent, headers })),
  async https(target, path, signal) {
    const { request } = await import('node:https');
    // The service's own certificate, asked at a number instead of its name: not what a probe is about.
    return answerTo(request({ ...addressed(target), path, signal, agent: false, headers, rejectUnauthorized: false }));
  },
  http2: (target, path, signal) => askHttp2('http', target, path, signal),
  https2: (target, path, signal) => askHttp2('https', target, path, signal),
  // What the workers speak can't be seen from the primary.
  cluster: (target, path, signal) =>
    answerTo(request({ ...addressed(target), path, signal, agent, headers })).catch((error) => {
      return ['ECONNREFUSED', 'ABORT_ERR'].includes(error.code)
        ? Promise.reject(error)
        : (ask.https?.(target, path, signal) ?? 0);
    }),
  tcp: undefined,
};

/** A Unix socket's `path` is called otherwise where `path` means the page. */
function addressed(target: net.NetConnectOpts): http.RequestOptions {
  return 'path' in target ? { socketPath: target.path } : { host: target.host ?? null, port: target.port };
}

function answerTo(asked: http.ClientRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    asked.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      asked.destroy();
    });
    asked.on('error', reject);
    asked.end();
  });
}

async function askHttp2(
  scheme: string,
  target: net.NetConnectOpts,
  path: string,
  signal: AbortSignal,
): Promise<number> {
  const http2 = await import('node:http2');
  const options = { ...target, rejectUnauthorized: false, ALPNProtocols: ['h2'] };
  const tls = scheme === 'https' ? await import('node:tls') : undefined;
  const session = http2.connect(`${scheme}://127.0.0.1`, {
    createConnection: () => (tls ? tls.connect(options) : connect(options)),
  });
  try {
    return await new Promise((resolve, reject) => {
      session.on('error', reject);
      const stream = session.request({ ':path': path }, { signal });
      stream.on('response', (answer) => resolve(Number(answer[':status'])));
      stream.on('error', reject);
    });
  } finally {
    session.destroy();
  }
}

/** 204 when the connection is taken. */
function reach(target: net.NetConnectOpts, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(target);
    const end = (): void => void socket.destroy();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    signal.addEventListener('abort', end, { once: true });
    socket.once('connect', () => resolve(204)).once('connect', end);
    socket.once('error', reject);
  });
}

async function attempt(
  timeout: number,
  path: string | undefined,
  question: (signal: AbortSignal) => Promise<number>,
): Promise<Finding> {
  const signal = AbortSignal.timeout(timeout);
  const place = path ?? 'the port';
  try {
    const status = await question(signal);
    return { healthy: status >= 200 && status < 300, found: `${place} answered ${status}` };
  } catch (error) {
    if (signal.aborted) return { healthy: false, found: `${place} did not answer within ${Math.round(timeout)} ms` };
    const { code, message } = error as NodeJS.ErrnoException;
    const refused = code === 'ECONNREFUSED' || code === 'EADDRNOTAVAIL' || code === 'ENOENT';
    return { healthy: false, found: refused ? 'connection refused' : `${place} could not be asked: ${message}` };
  }
}
