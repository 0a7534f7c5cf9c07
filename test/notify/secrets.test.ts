/**
 * Secrets: systemd passes files, and the agent makes them environment variables of the program.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endAll, Service } from './systemd.ts';

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

secrets('a secret that is no text is refused rather than mutilated', async () => {
  for (const token of [Buffer.from([0x61, 0xff, 0x62]), 'a\0b']) {
    const service = await start(token);
    assert.is(await service.ended, 'exit 78');
    assert.is(service.stdout, '');
    assert.match(service.stderr, /^the secret TOKEN is no text: /);
  }
});

secrets('a secret that is missing is named, and the program does not run', async () => {
  const service = await start();
  assert.is(await service.ended, 'exit 78');
  assert.is(service.stdout, '');
  assert.match(service.stderr, /^the secret TOKEN is missing: /);
});

secrets.run();
