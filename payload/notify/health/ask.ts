/**
 * One question to a server, in its protocol: over the network, or within this process (inner-connection.ts).
 */
import { connect as connectSocket, type NetConnectOpts, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { clearTimeout, setTimeout } from '../base/timers.ts';
import type { Protocol } from '../servers/servers.ts';

interface Question {
  /** Where the server listens, or the near end of a connection that is open. */
  target: NetConnectOpts | Duplex;
  path: string;
  timeoutMs: number;
}

/** The status that a server answers, or 204 for a server without pages. */
type Ask = (question: Question) => Promise<number>;

/** The header of each question, which logs and rate limits can look for. */
export const USER_AGENT = 'notify-agent';

/** Captured early: the app, or a tool that watches it, may replace this function. */
const connect = connectSocket;

/** Longest head of an answer, in characters. */
const LONGEST_HEAD = 65_536;

/** The status of the first answer that is final: a status 1xx comes before the answer. */
const FINAL_STATUS = /^(?:HTTP\/1\.\d 1\d\d.*\r\n(?:.+\r\n)*\r\n)*HTTP\/1\.\d ([2-5]\d\d)/;

/** The kernel completes a connection on its own machine at once, unless the queue of the port is full. */
const CONNECT_MS = 1000;

export class ProbeTimeout extends Error {}

function open(target: Question['target']): Duplex {
  return isOpen(target) ? target : bounded(connect(target));
}

function bounded(socket: Socket): Socket {
  const timer = setTimeout(() => socket.destroy(new Error('the queue of the port is full')), CONNECT_MS).unref();
  return socket.once('connect', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
}

function isOpen(target: Question['target']): target is Duplex {
  return 'pipe' in target;
}

/** Accepts every certificate: the probe asks at an address, and a certificate is for a name. */
async function openTls(target: Question['target'], protocol: string): Promise<Duplex> {
  const tls = await import('node:tls');
  const options = { rejectUnauthorized: false, ALPNProtocols: [protocol] };
  return isOpen(target) ? tls.connect({ ...options, socket: target }) : bounded(tls.connect({ ...options, ...target }));
}

export const ways: Record<Protocol, Ask> = {
  http: (question) => askHttp1(open(question.target), question),
  https: async (question) => askHttp1(await openTls(question.target, 'http/1.1'), question),
  http2: (question) => askHttp2(open(question.target), question),
  https2: async (question) => askHttp2(await openTls(question.target, 'h2'), question),
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
function askHttp1(socket: Duplex, { path, timeoutMs }: Question): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = '';
    let isAnswered = false;
    endAfter(socket, timeoutMs);
    socket.setEncoding('latin1');
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed without an answer')));
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
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ${USER_AGENT}\r\nConnection: close\r\n\r\n`);
  });
}

async function askHttp2(socket: Duplex, { path, timeoutMs }: Question): Promise<number> {
  endAfter(socket, timeoutMs);
  const { statusByHttp2 } = await import('./ask-http2.ts');
  return statusByHttp2(socket, { ':path': path, 'user-agent': USER_AGENT });
}

/** An accepted connection is enough. */
export function connectOnly({ target, timeoutMs }: Question): Promise<number> {
  return new Promise((resolve, reject) => {
    // Reads the server's greeting: a connection that is cut in the middle would be an error for the server.
    const socket = open(target).resume();
    socket.once('connect', () => {
      resolve(204);
      socket.end();
    });
    endAfter(socket, timeoutMs);
    socket.on('error', reject);
  });
}

const openConnections = new Set<Duplex>();

/** Ends a connection in time, in any state. */
function endAfter(socket: Duplex, timeoutMs: number): void {
  const timer = setTimeout(() => socket.destroy(new ProbeTimeout()), timeoutMs).unref();
  openConnections.add(socket);
  socket.once('close', () => {
    openConnections.delete(socket);
    clearTimeout(timer);
  });
}

/** Ends all questions without an answer, for a stop. */
export function abandonQuestions(): void {
  for (const socket of openConnections) socket.destroy(new Error('the service stops'));
}
