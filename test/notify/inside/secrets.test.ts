/**
 * The files of secrets, and the variables that the agent makes of them.
 */
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { World } from '../world.ts';

type Modules = typeof import('../../../payload/notify/secrets.ts') &
  typeof import('../../../payload/notify/messages/foreign-text.ts');

const secrets = suite('notify agent: files of secrets');
let folder = '';
secrets.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-secrets-'));
});
secrets.after.each(() => rm(folder, { recursive: true, force: true }));

/** The end of the process, which comes at once. */
class Exit extends Error {}

/** Takes the secrets of these files, in a process of its own. */
async function take(files: Record<string, string | Uint8Array>, variables: Record<string, string | undefined>) {
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  const world = new World();
  const { takeSecrets, foreign } = world.load<Modules>('secrets.ts', 'messages/foreign-text.ts');
  const env: Record<string, string | undefined> = { CREDENTIALS_DIRECTORY: folder, ...variables };
  const reasons: string[] = [];
  let code: unknown;
  world.process.exit = (given) => {
    code = given;
    throw new Exit();
  };
  try {
    takeSecrets(env, (reason) => void reasons.push(reason));
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
  }
  return { env, foreign, reasons, code, complaints: world.complaints };
}

secrets('a secret stays as it is, but for one newline at its end', async () => {
  for (const [content, value] of [
    ['  open\tsesame \t', '  open\tsesame \t'],
    [' a \n', ' a '],
    [' a \r\n', ' a '],
    ['\na\n\n', '\na\n'],
    ['a\r', 'a\r'],
    ['one\ntwo', 'one\ntwo'],
    [' ', ' '],
    ['\n\n', '\n'],
    ['\ufeffa€', '\ufeffa€'],
  ]) {
    const { env, reasons, code } = await take({ TOKEN: content ?? '' }, { NOTIFY_SECRETS: 'TOKEN' });
    assert.equal(env, { CREDENTIALS_DIRECTORY: folder, TOKEN: value }, JSON.stringify(content));
    assert.equal([reasons, code], [[], undefined]);
  }
});

secrets('several secrets, with blanks between their names', async () => {
  const { env } = await take({ A: '1', B: '2', C: '3' }, { NOTIFY_SECRETS: ' A  B ' });
  assert.equal(env, { CREDENTIALS_DIRECTORY: folder, A: '1', B: '2' });
});

secrets(
  'a secret that is no text is refused rather than mutilated, and one that is missing or empty is told',
  async () => {
    const HINT = 'the comment in "systemctl cat" of this unit says where it belongs';
    const refused = async (files: Record<string, string | Uint8Array>, variables = {}) => {
      const { env, reasons, code, complaints } = await take(files, { NOTIFY_SECRETS: 'FIRST TOKEN', ...variables });
      assert.is(env.TOKEN, undefined);
      assert.is(code, 78);
      assert.is(reasons.length, 1);
      assert.equal(complaints, [`${reasons[0]}: ${HINT}`]);
      return reasons[0];
    };
    assert.is(await refused({ FIRST: 'a', TOKEN: Buffer.from([0x61, 0xff, 0x62]) }), 'the secret TOKEN is no text');
    assert.is(await refused({ FIRST: 'a', TOKEN: 'a\0b' }), 'the secret TOKEN is no text');
    for (const empty of ['', '\n', '\r\n'])
      assert.is(await refused({ FIRST: 'a', TOKEN: empty }), 'the secret TOKEN is empty');
    await rm(path.join(folder, 'TOKEN'));
    assert.is(await refused({ FIRST: 'a' }), 'the secret TOKEN is missing');
    mkdirSync(path.join(folder, 'TOKEN'));
    assert.is(await refused({ FIRST: 'a' }), 'the secret TOKEN is no text');
    // A file of the working directory is no secret.
    const NOTIFY_SECRETS = 'package.json TOKEN';
    const reason = await refused({}, { NOTIFY_SECRETS, CREDENTIALS_DIRECTORY: undefined });
    assert.is(reason, 'the secret package.json is missing');
  },
);

secrets('every secret is blanked in text, and so is a credential that no variable is for', async () => {
  const other = 'credential of a drop-in';
  const { env, foreign } = await take({ TOKEN: ' open sesame ', DROPPED: `${other}\n` }, { NOTIFY_SECRETS: 'TOKEN' });
  assert.equal(Object.keys(env), ['CREDENTIALS_DIRECTORY', 'TOKEN']);
  assert.is(foreign(`"open sesame", "${other}", and more`), '"***", "***", and more');
  for (const secret of [' open sesame ', other]) {
    assert.is(foreign(`Basic ${Buffer.from(secret).toString('base64').replace(/=*$/, '')}`), 'Basic ***', secret);
  }
});

secrets('a folder that cannot be read is one without further credentials', async () => {
  const { env, foreign, code } = await take({}, { CREDENTIALS_DIRECTORY: path.join(folder, 'absent') });
  assert.equal([env.NOTIFY_SECRETS, code, foreign('text')], [undefined, undefined, 'text']);
});

secrets.run();
