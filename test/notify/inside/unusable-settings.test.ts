/**
 * Settings of the administrator that do not do what they say: each is told with its file and its line.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readAssignments } from '../../../payload/notify/settings/env-file.ts';
import type * as UnusableSettings from '../../../payload/notify/settings/unusable-settings.ts';
import { isolate } from '../isolated.ts';

const { reportUnusableSettings } = isolate<typeof UnusableSettings>('settings/unusable-settings.ts');

const settings = suite('notify agent: settings');
let folder = '';
settings.before.each(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-settings-'));
});
settings.after.each(() => rm(folder, { recursive: true, force: true }));

/** The lines for the journal about one file, without its name. PORT holds a port. */
async function told(content: string | Uint8Array): Promise<string[]> {
  const file = path.join(folder, 'shop');
  await writeFile(file, content);
  const lines: string[] = [];
  reportUnusableSettings({ NOTIFY_SETTINGS: `${file} ${folder}/missing PORT` }, (line) => void lines.push(line));
  assert.ok(lines.every((line) => line.startsWith(`${file}:`)));
  return lines.map((line) => line.slice(file.length + 1));
}

/** What systemd 252, 257 and 262 make of it: env-file.c has each rule. */
settings('a file is read as systemd reads it', () => {
  const values = (text: string) => readAssignments(text).map(({ name, value }) => [name, value]);
  assert.equal(values('A=1\n\n # x\n;y\n  B = two words  \nC="a \\"b\\" $c \\n"\\\n\'d\'"e" \n'), [
    ['A', '1'],
    ['B', 'two words'],
    ['C', 'a "b" $c \\n\'d\'"e"'],
  ]);
  assert.equal(values('A=a\\\nb\\ \nB="x" # y\nC=\nD=a"b"\nE=a=b\r\nF=\'a\\b\'\nG'), [
    ['A', 'ab '],
    ['B', 'x# y'],
    ['C', ''],
    ['D', 'a"b"'],
    ['E', 'a=b'],
    ['F', 'a\\b'],
    ['G', undefined],
  ]);
  assert.equal(values('A="1\n2"\nB=last'), [
    ['A', '1\n2'],
    ['B', 'last'],
  ]);
});

settings('a file that is as it should be is not worth a word', async () => {
  const good =
    '# PORT=abc\n#\n;x\nPORT=8080\r\nNAME="a b" \nEMPTY=\nPATHS=/a:/b#c\nLONG=a\\\n  b\nKEY="-----BEGIN\nabc+/=\n-----END"\n';
  for (const content of ['', '\n', good, 'PORT=\n', 'PORT=/run/shop.sock', "PORT='65535'"])
    assert.equal(await told(content), [], content);
});

settings('each kind of mistake is told with its line', async () => {
  const mistakes: [content: string, line: number, text: string][] = [
    ['A=1\nPORT 8080\n', 2, 'systemd ignores this line, because it has no "="'],
    ['\n\nexport PORT=8080\n', 3, 'systemd ignores this line: write PORT= without "export"'],
    ['MY-PORT=8080', 1, 'systemd ignores this line, because "MY-PORT" is no name of letters, digits and _'],
    ['1ST=x', 1, '"1ST" is no name'],
    ['=x', 1, 'systemd ignores this line, because it has no name before the "="'],
    ['\ufeffPORT=80\n', 1, '"\\ufeffPORT" is no name'],
    ['PORT\u00a0=80\n', 1, 'is no name'],
    ['A=1\nB="x\nC=2\n', 2, 'the quote behind B= is not closed, so the rest of the file belongs to its value'],
    ["A='1\nB='2'\n", 1, 'the quote behind A= is not closed in its line, so B= is a part of its value'],
    ['A=1\nB=\u0007\n', 2, 'systemd ignores this line, because the value of B has a control character'],
    ['# see C:\\\nA=1\nB=2\n', 2, 'systemd before version 254 ignores this line'],
    ['A=1\nPORT=abc\n', 2, 'PORT="abc" is no port: write a whole number from 1 to 65535'],
    ['PORT=0', 1, 'PORT="0" is no port'],
    ['PORT=65536', 1, 'PORT="65536" is no port'],
    ['PORT=8080 # the usual one\n', 1, 'PORT="8080 # the usual one" is no port'],
    ['GREETING=Hello # for all\n', 1, 'the value of GREETING goes on to the end of the line, with the "#" in it'],
    ['GREETING="Hello" # for all\n', 1, 'the value of GREETING goes on'],
  ];
  for (const [content, line, text] of mistakes) {
    const lines = await told(content);
    assert.is(lines.length, 1, `${content}: ${lines}`);
    assert.ok(lines[0]?.startsWith(`${line}: `) && lines[0].includes(text), `${content}: ${lines}`);
  }
});

settings('of a port, the last line counts', async () => {
  assert.equal(await told('PORT=abc\nPORT=80\n'), []);
  assert.equal((await told('PORT=80\nPORT=abc\n'))[0]?.slice(0, 2), '2:');
});

settings('a file that is no text counts as a whole; a message shows no value that may be secret', async () => {
  assert.equal(await told(Buffer.from('A=1\nB=\xff\n', 'latin1')), [
    '2: this line is no UTF-8 text, so systemd ignores the whole file',
  ]);
  for (const [content, line] of [
    ['A=1\nB=\0\nC=\xff', 2],
    ['A=1\nB=2\n\0', 3],
    ['\xffA=1\n', 1],
    ['A=1\n\n\xff', 3],
    ['\nA=\xff', 2],
  ] as const) {
    const [text, ...more] = await told(Buffer.from(content, 'latin1'));
    assert.equal([text?.split(' ').slice(0, 6).join(' '), more], [`${line}: this line is no UTF-8`, []], content);
  }
  // The character that stands for unreadable bytes is a text itself.
  assert.equal(await told('A=\ufffd\nB=2\n'), []);
  for (const content of ['PASSWORD sesame', 'PASSWORD="sesame\nB=1', 'PASSWORD=sesame # it', 'PASSWORD=sesame\u0007'])
    assert.not.match((await told(content)).join(), 'sesame', content);
});

settings('a message names the line of an open quote, and shows the first 40 characters', async () => {
  assert.match((await told('A="1\n2" "b\nC=1\n'))[0] ?? '', /^2: the quote behind A= is not closed/);
  const long = 'x'.repeat(41);
  assert.match((await told(`PORT=${long}`))[0] ?? '', `PORT="${long.slice(1)}" is no port`);
  assert.match((await told(`-${long.slice(1)}=1`))[0] ?? '', `"-${long.slice(2)}" is no name`);
});

settings('many mistakes of a file are ten lines', async () => {
  assert.is((await told('x\n'.repeat(50))).length, 10);
});

settings.run();
