/**
 * Parts of the apps in these tests, as source text.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';

/** Answers every request. */
export const OK = '(_, response) => response.end("OK")';

/** An app that is healthy as soon as it listens. */
export const HEALTHY = `require('node:http').createServer(${OK}).listen(0, '127.0.0.1')`;

/** A callback of listen() that prints the port. */
export const TELL_PORT = `function () { process.stdout.write(this.address().port + '\\n'); }`;

/** A folder that lasts as long as the process. */
export const SCRATCH = mkdtempSync(path.join(tmpdir(), 'notifydemo-notify-'));
process.on('exit', () => rmSync(SCRATCH, { recursive: true, force: true }));

/** Ports of a process of tests, and blocks of as many and one below net.ipv4.ip_local_port_range. */
const PORTS = 8;
const BLOCKS = 2500;

/**
 * The first of eight ports for this process of tests. The kernel gives them to no connection, and no other process of tests
 * has them as long as this one listens on the ninth.
 */
export const PORT = await reservePorts();

async function reservePorts(): Promise<number> {
  for (let block = process.pid; ; block += 1) {
    const first = 10_000 + (PORTS + 1) * (block % BLOCKS);
    const servers = await Promise.all(Array.from({ length: PORTS + 1 }, (_, at) => opened(first + at)));
    const isFree = servers.every((server) => server.listening);
    const closed = (isFree ? servers.slice(0, PORTS) : servers).filter((server) => server.listening);
    await Promise.all(closed.map((server) => new Promise((resolve) => server.close(resolve))));
    if (isFree) return first;
  }
}

/** A server that listens on this port, if no other one does. It keeps no process alive. */
function opened(port: number): Promise<net.Server> {
  const server = net.createServer().unref();
  return new Promise((resolve) => {
    server.once('error', () => resolve(server)).listen(port, () => resolve(server));
  });
}

/**
 * Runs before the agent, and slows its timers but for its pauses: the app is as patient with a client on a busy machine as
 * with one on an idle machine. The tests of the agent with a clock of their own know the exact times.
 */
export const PATIENT = `const start = setTimeout;
  const isPause = () => /\\bat pause /.test(new Error().stack);
  globalThis.setTimeout = (work, ms, ...rest) => start(work, isPause() ? ms : 20 * ms, ...rest);`;

/** A self-signed certificate, made once. */
export async function certificate(): Promise<string[]> {
  const [key, cert] = [`${SCRATCH}/key.pem`, `${SCRATCH}/cert.pem`];
  if (!existsSync(cert)) {
    const subject = [
      '-subj',
      '/CN=localhost',
      '-days',
      '30',
      '-nodes',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
    ];
    const made = await run('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', cert]);
    assert.is(made.exitCode, 0, made.stderr);
  }
  return Promise.all([readFile(key, 'utf8'), readFile(cert, 'utf8')]);
}
