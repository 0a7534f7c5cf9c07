/**
 * Secrets: systemd passes files, and the agent makes them environment variables of the program.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { AGENT, endAll, Service } from './systemd.ts';

const secrets = suite('notify agent: secrets');
secrets.after.each(endAll);
let folder = '';
secrets.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-secrets-'));
});
secrets.after.each(() => rm(folder, { recursive: true, force: true }));

/** A program that needs the secret TOKEN, and the text of this secret. */
async function start(token?: string | Uint8Array): Promise<Service> {
  const file = path.join(folder, 'task.cjs');
  await writeFile(file, SHOW);
  if (token !== undefined) await writeFile(path.join(folder, 'TOKEN'), token);
  return new Service({ file, env: { NOTIFY_SECRETS: 'TOKEN', CREDENTIALS_DIRECTORY: folder } });
}

const SHOW =
  "console.log(process.env.TOKEN, process.env.NOTIFY_SECRETS, require('fs').readFileSync('/proc/self/environ', 'utf8').includes('sesame'));";

secrets('a secret is a variable of the program, and appears in no other place', async () => {
  const service = await start('open sesame\n');
  assert.is(await service.ended, 'exit 0');
  assert.is(service.stdout, 'open sesame undefined false\n');
});

secrets('a secret that is missing is named, and the program does not run', async () => {
  const service = await start();
  assert.is(await service.ended, 'exit 78');
  assert.is(service.stdout, '');
  assert.match(service.stderr, /^the secret TOKEN is missing: /);
  assert.is(service.messages.at(-1), 'STATUS=failed: the secret TOKEN is missing');
});

secrets('a task on a schedule, for which systemd waits without a notification, gets its secrets, too', async () => {
  const { NODE_UNDER_TEST = 'node' } = process.env;
  const file = path.join(folder, 'task.cjs');
  await writeFile(file, SHOW);
  const env = { PATH: process.env.PATH, NOTIFY_SECRETS: 'TOKEN', CREDENTIALS_DIRECTORY: folder };
  const ask = () => run(NODE_UNDER_TEST, ['--require', AGENT, file], { env });
  const { exitCode, stderr } = await ask();
  assert.equal([exitCode, stderr.split(':')[0]], [78, 'the secret TOKEN is missing']);
  await writeFile(path.join(folder, 'TOKEN'), 'open sesame\n');
  assert.equal(await ask(), { exitCode: 0, stdout: 'open sesame undefined false\n', stderr: '' });
});

secrets.run();
