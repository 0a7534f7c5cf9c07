/**
 * Secrets in messages: systemd passes them to this service alone, and every local user can read STATUS.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HEALTHY } from './apps.ts';
import { API, endAll, Service } from './systemd.ts';

const hiding = suite('notify agent: secrets in messages');
const folder = mkdtempSync(path.join(tmpdir(), 'notifydemo-foreign-'));
hiding.after.each(endAll);
const programs = mkdtempSync(path.join(tmpdir(), 'notifydemo-foreign-programs-'));
hiding.after(() => {
  for (const place of [folder, programs]) rmSync(place, { recursive: true, force: true });
});

const SECRET = 'hunter2-the-password';

/** An app with the secret TOKEN. */
function start(app: string, secret = SECRET): Service {
  writeFileSync(path.join(folder, 'TOKEN'), secret);
  return new Service({ app, env: { NOTIFY_SECRETS: 'TOKEN', CREDENTIALS_DIRECTORY: folder } });
}

async function lastMessage(service: Service): Promise<string> {
  await service.ended;
  return service.messages.at(-1) ?? '';
}

hiding('an error is its kind and its place in a unit with secrets', async () => {
  const sources: [source: string, told: (file: string) => string][] = [
    ['JSON.parse(process.env.TOKEN)', (file) => `SyntaxError at ${file}:1`],
    ['\nthrow new TypeError(process.env.TOKEN.slice(3))', (file) => `TypeError at ${file}:2`],
    ["throw new Error('a\\n    at /etc/hunter2:1:1')", (file) => `Error at ${file}:1`],
    ["throw Object.assign(new Error(''), { name: process.env.TOKEN })", (file) => `Error at ${file}:1`],
    ['throw process.env.TOKEN.slice(3)', () => 'a thrown string'],
    ['throw { message: process.env.TOKEN }', () => 'a thrown object'],
    ["throw Object.assign(new Error('x'), { stack: process.env.TOKEN })", () => 'Error'],
    ["throw Object.assign(new Error('x'), { stack: 5 })", () => 'Error'],
    ["Promise.reject(new RangeError('x'))", (file) => `RangeError at ${file}:1`],
  ];
  writeFileSync(path.join(folder, 'TOKEN'), SECRET);
  const ends = sources.map(async ([source, told], at) => {
    const file = path.join(programs, `app-${at}.cjs`);
    writeFileSync(file, source);
    const env = { NOTIFY_SECRETS: 'TOKEN', CREDENTIALS_DIRECTORY: folder };
    assert.is(await lastMessage(new Service({ file, env })), `STATUS=failed: ${told(file)}`, source);
  });
  await Promise.all(ends);
});

hiding('no message of the app or of its health shows a secret', async () => {
  const api = `const { notify } = require('${API}');`;
  const said = start(`${api} notify.status('with ' + process.env.TOKEN + '!'); setTimeout(() => process.exit(), 100)`);
  await said.message(/^STATUS=with \*\*\*!$/);
  const check = `notify.watchdog(() => { throw new Error('no login with ' + process.env.TOKEN); });`;
  const ill = start(`${api} ${check} ${HEALTHY}`);
  await ill.message(/^STATUS=starting: the app says that it is not healthy: Error at /);
  ill.signal('SIGTERM');
  await ill.ended;
  assert.not.match(`${ill.stderr}${ill.messages.join()}`, /hunter2/);
});

hiding('a credential that the app reads by itself counts, and a variable of a file that it reads later', async () => {
  writeFileSync(path.join(folder, 'OTHER'), 'open sesame\n');
  const api = `const { notify } = require('${API}');`;
  const read = "require('node:fs').readFileSync(process.env.CREDENTIALS_DIRECTORY + '/OTHER', 'utf8')";
  const app = `${api} notify.status(${read}.trim()); process.env.API_KEY = 'later4711'; notify.status('key later4711');`;
  const service = new Service({ app, env: { CREDENTIALS_DIRECTORY: folder } });
  await service.ended;
  rmSync(path.join(folder, 'OTHER'));
  assert.equal(service.messages.slice(1, 3), ['STATUS=***', 'STATUS=key ***']);
});

hiding('a secret that is missing is named in STATUS', async () => {
  const service = new Service({ app: '', env: { NOTIFY_SECRETS: 'ABSENT', CREDENTIALS_DIRECTORY: folder } });
  assert.is(await lastMessage(service), 'STATUS=failed: the secret ABSENT is missing');
});

hiding('a secret that is like a word of the agent does not show in its messages', async () => {
  const service = start(`${HEALTHY}; process.on('SIGUSR2', () => { throw new Error('demo') });`, 'demo');
  assert.match(await service.message(/READY=1/), /STATUS=demo ready on :\d+$/);
  service.signal('SIGUSR2');
  assert.match(await lastMessage(service), /^STATUS=failed: Error/);
});

hiding.run();
