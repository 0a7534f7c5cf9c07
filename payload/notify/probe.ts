/**
 * One request to the service itself, which tells whether it is healthy.
 */
import net, { type NetConnectOpts, type Socket } from 'node:net';
import type { Listener, Protocol } from './servers.ts';

export interface ProbeResult {
  healthy: boolean;
  /** The app lives: it decided on this answer, even if the answer does not prove that the service can do its work. */
  alive: boolean;
  /** Completes the sentence "not healthy: …". */
  reason: string;
}

interface Question {
  target: NetConnectOpts;
  path: string;
  timeoutMs: number;
}

/** The status that a server answers, or 204 for a server without pages. */
type Ask = (question: Question) => Promise<number>;

/** Captured early: the app, or a tool that watches it, may replace this function. */
const { connect } = net;

/** Longest head of an answer, in characters. */
const LONGEST_HEAD = 65_536;

/** The status of the first answer that is final: a status 1xx comes before the answer. */
const FINAL_STATUS = /^(?:HTTP\/1\.\d 1\d\d.*\r\n(?:.+\r\n)*\r\n)*HTTP\/1\.\d ([2-5]\d\d)/;

/** The address has no server. */
const NO_SERVER = 'connection refused';

let sent = 0;

/** The number of requests in HTTP/1.1 so far. */
export function probesSent(): number {
  return sent;
}

/** Answers that prove no health, with their cause and its remedy. */
const CAUSES: readonly [RegExp, string][] = [
  [/^40[13]$/, ': the page asks for a login; open it to 127.0.0.1, or name another page in "health" of deb.service'],
  [/^3/, ', a redirect: name the page that it leads to in "health" of deb.service'],
];

class ProbeTimeout extends Error {}

/**
 * Requests `path` at the server's own address, and waits at most `timeoutMs`. Without a path, or from a server of plain
 * TCP, an accepted connection is enough. Never throws, and never resolves a name.
 */
export async function probe(listener: Listener, path: string | undefined, timeoutMs: number): Promise<ProbeResult> {
  const ask = path === undefined ? connectOnly : ways[listener.protocol];
  let result: ProbeResult = { healthy: false, alive: false, reason: NO_SERVER };
  for (const target of listener.targets) {
    result = await resultOf(() => ask({ target, path: path ?? '', timeoutMs }), path ?? 'the port', timeoutMs);
    if (result.reason !== NO_SERVER) break;
  }
  return result;
}

async function resultOf(ask: () => Promise<number>, place: string, timeoutMs: number): Promise<ProbeResult> {
  try {
    return judge(await ask(), place);
  } catch (error) {
    if (error instanceof ProbeTimeout)
      return { healthy: false, alive: false, reason: `${place} did not answer within ${timeoutMs} ms` };
    const { code, message } = error as NodeJS.ErrnoException;
    const isRefused = code === 'ECONNREFUSED' || code === 'EADDRNOTAVAIL' || code === 'ENOENT';
    return { healthy: false, alive: false, reason: isRefused ? NO_SERVER : `${place} could not be asked: ${message}` };
  }
}

/** A rate limit is a decision of an app that works (express-rate-limit answers 429). A server error is none. */
function judge(status: number, place: string): ProbeResult {
  const healthy = (status >= 200 && status < 300) || status === 429;
  const cause = CAUSES.find(([pattern]) => pattern.test(String(status)))?.[1];
  return { healthy, alive: status < 500, reason: `${place} answered ${status}${cause ?? ''}` };
}

/** Accepts every certificate: the probe asks at an address, and a certificate is for a name. */
async function connectTls(target: NetConnectOpts, protocol: string): Promise<Socket> {
  const tls = await import('node:tls');
  return tls.connect({ ...target, rejectUnauthorized: false, ALPNProtocols: [protocol] });
}

const ways: Record<Protocol, Ask> = {
  http: (question) => askHttp1(connect(question.target), question),
  https: async (question) => askHttp1(await connectTls(question.target, 'http/1.1'), question),
  http2: (question) => askHttp2(connect(question.target), question),
  https2: async (question) => askHttp2(await connectTls(question.target, 'h2'), question),
  tcp: connectOnly,
  // The primary does not know the protocol of its workers.
  async cluster(question) {
    try {
      return await ways.http(question);
    } catch (error) {
      const isFinal = error instanceof ProbeTimeout || (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
      return isFinal ? Promise.reject(error) : ways.https(question);
    }
  },
};

/** Writes the request by hand: apps, and tools that watch them, change the client of node:http. */
function askHttp1(socket: Socket, { path, timeoutMs }: Question): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = '';
    let isAnswered = false;
    endAfter(socket, timeoutMs);
    socket.setEncoding('latin1');
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed without an answer')));
    socket.once('connect', () => {
      sent += 1;
    });
    socket.on('data', (chunk: string) => {
      // Reads the rest, too: a connection that is cut in the middle would be an error for the server.
      if (isAnswered) return;
      head += chunk;
      const status = FINAL_STATUS.exec(head);
      if (status) {
        isAnswered = true;
        resolve(Number(status[1]));
      } else if (head.length > LONGEST_HEAD || !head.startsWith('HTTP/1.'.slice(0, head.length))) {
        socket.destroy(new Error('the answer is not HTTP'));
      }
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: notify-agent\r\nConnection: close\r\n\r\n`);
  });
}

async function askHttp2(socket: Socket, { path, timeoutMs }: Question): Promise<number> {
  const http2 = await import('node:http2');
  endAfter(socket, timeoutMs);
  const session = http2.connect('http://localhost', { createConnection: () => socket });
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject);
      session.on('error', reject);
      const stream = session.request({ ':path': path, 'user-agent': 'notify-agent' });
      stream.on('response', (answer) => resolve(Number(answer[':status'])));
      stream.on('error', reject);
    });
  } finally {
    session.destroy();
  }
}

function connectOnly({ target, timeoutMs }: Question): Promise<number> {
  return new Promise((resolve, reject) => {
    // Reads the server's greeting: a connection that is cut in the middle would be an error for the server.
    const socket = connect(target, () => {
      resolve(204);
      socket.end();
    }).resume();
    endAfter(socket, timeoutMs);
    socket.on('error', reject);
  });
}

/** Ends a connection in time, in any state. */
function endAfter(socket: Socket, timeoutMs: number): void {
  const timer = setTimeout(() => socket.destroy(new ProbeTimeout()), timeoutMs).unref();
  socket.once('close', () => clearTimeout(timer));
}
