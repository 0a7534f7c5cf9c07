/**
 * What the apps of these tests are made of, as source text.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Answers everything. */
export const OK = '(_, response) => response.end("OK")';

/** An app that is healthy as soon as it listens. */
export const HEALTHY = `require('node:http').createServer(${OK}).listen(0, '127.0.0.1')`;

/** For the end of a listen(): prints the port. */
export const TELL_PORT = `function () { process.stdout.write(this.address().port + '\\n'); }`;

/** A folder that goes with the process. */
export const SCRATCH = mkdtempSync(path.join(tmpdir(), 'notifydemo-notify-'));
process.on('exit', () => rmSync(SCRATCH, { recursive: true, force: true }));

/** Two ports that no other process of these tests takes. */
export const PORT = 20_000 + 2 * (process.pid % 20_000);
