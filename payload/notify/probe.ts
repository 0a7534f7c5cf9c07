/**
 * One question to the service itself: are you healthy?
 */
import net from 'node:net';
import type { Kind, Listener } from './servers.ts';

/** What a probe found. `found` completes the sentence "not healthy: …". */
export interface Finding {
  healthy: boolean;
  found: string;
}

type Target = net.NetConnectOpts;

/** The status that a server answers with; 204 for one that has no pages. */
type Question = (target: Target, path: string, timeout: number) => Promise<number>;

/** Captured before the app, or what watches it, can put something else in its place. */
const { connect } = net;

/** Enough for the head of any answer, in characters. */
const LONGEST_HEAD = 65_536;

/** The first answer that is more than a notice (1xx). */
const STATUS = /^(?:HTTP\/1\.\d 1\d\d.*\r\n(?:.+\r\n)*\r\n)*HTTP\/1\.\d ([2-5]\d\d)/;

let asked = 0;

/** How many questions have been put in HTTP/1.1 so far. */
export function questionsAsked(): number {
  return asked;
}

class TimeUp extends Error {}

/**
 * Asks for `path` at the server's own address and waits at most `timeout` milliseconds. What is no web server
 * is healthy when it takes the connection. Never throws, never needs a name resolved.
 */
export async function probe(listener: Listener, path: string | undefined, timeout: number): Promise<Finding> {
  const question = path === undefined ? reach : questions[listener.kind];
  let finding: Finding = { healthy: false, found: 'connection refused' };
  for (const target of listener.targets) {
    finding = await attempt(() => question(target, path ?? '', timeout), path ?? 'the port', timeout);
    if (finding.found !== 'connection refused') break;
  }
  return finding;
}

async function attempt(ask: () => Promise<number>, place: string, timeout: number): Promise<Finding> {
  try {
    const status = await ask();
    return { healthy: status >= 200 && status < 300, found: `${place} answered ${status}` };
  } catch (error) {
    if (error instanceof TimeUp) return { healthy: false, found: `${place} did not answer within ${timeout} ms` };
    const { code, message } = error as NodeJS.ErrnoException;
    const refused = code === 'ECONNREFUSED' || code === 'EADDRNOTAVAIL' || code === 'ENOENT';
    return { healthy: false, found: refused ? 'connection refused' : `${place} could not be asked: ${message}` };
  }
}

/** The service's own certificate, asked at a number instead of its name, is not what a probe is about. */
async function connectTls(target: Target, protocol: string): Promise<net.Socket> {
  const tls = await import('node:tls');
  return tls.connect({ ...target, rejectUnauthorized: false, ALPNProtocols: [protocol] });
}

const questions: Record<Kind, Question> = {
  http: (target, path, timeout) => ask(connect(target), path, timeout),
  https: async (target, path, timeout) => ask(await connectTls(target, 'http/1.1'), path, timeout),
  http2: (target, path, timeout) => askHttp2(connect(target), path, timeout),
  https2: async (target, path, timeout) => askHttp2(await connectTls(target, 'h2'), path, timeout),
  tcp: (target, _, timeout) => reach(target, '', timeout),
  // What the workers speak can't be seen from the primary.
  async cluster(target, path, timeout) {
    try {
      return await questions.http(target, path, timeout);
    } catch (error) {
      const isAnswer = error instanceof TimeUp || (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
      return isAnswer ? Promise.reject(error) : questions.https(target, path, timeout);
    }
  },
};

/**
 * A question in HTTP/1.1. By hand: apps, and what watches them, change node:http's client to their needs.
 */
function ask(socket: net.Socket, path: string, timeout: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = '';
    let isAnswered = false;
    bound(socket, timeout);
    socket.setEncoding('latin1');
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed without an answer')));
    socket.once('connect', () => {
      asked += 1;
    });
    socket.on('data', (chunk: string) => {
      // What follows is read to the end: a connection cut off in the middle would be an error to the server.
      if (isAnswered) return;
      head += chunk;
      const status = STATUS.exec(head);
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

async function askHttp2(socket: net.Socket, path: string, timeout: number): Promise<number> {
  const http2 = await import('node:http2');
  bound(socket, timeout);
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

function reach(target: Target, _path: string, timeout: number): Promise<number> {
  return new Promise((resolve, reject) => {
    // A connection that is cut while the server greets would be an error to it.
    const socket = connect(target, () => {
      resolve(204);
      socket.end();
    }).resume();
    bound(socket, timeout);
    socket.on('error', reject);
  });
}

/** Whatever becomes of it, a connection ends in time. */
function bound(socket: net.Socket, timeout: number): void {
  const timer = setTimeout(() => socket.destroy(new TimeUp()), timeout).unref();
  socket.once('close', () => clearTimeout(timer));
}
