/**
 * Parts of the apps in these tests, as source text.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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

/**
 * The first of eight ports for this process of tests. They lie below net.ipv4.ip_local_port_range: the kernel gives higher
 * ports to any connection.
 */
export const PORT = 10_000 + 8 * (process.pid % 2800);

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
