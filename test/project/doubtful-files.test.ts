/**
 * Files whose content decides: certificates beside keys, schemas beside dumps, settings with a password.
 */
import fs, { readdirSync } from 'node:fs';
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isBinary, PIECE, passwordIn, secretIn } from '../../builder/project/secrets/contents.ts';
import { findSecret } from '../../builder/project/secrets/scan.ts';
import { pretending } from '../support/faults.ts';

const doubtful = suite('doubtful files');

/** Tokens are put together here, because the repositories that hold this file look for whole ones. */
const token = (prefix: string, length: number): string =>
  prefix + 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9rS1uV3xY5zA7cD9fG1iJ3kM'.slice(0, length);
const pem = (kind: string, body: string): string => `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----\n`;
const BODY = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7';

doubtful('doubtful names: the content decides', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'secrets-'));
  const kinds: [file: string, content: string, weight: string | undefined][] = [
    ['a.pem', pem('CERTIFICATE', BODY), undefined],
    ['a.pem', pem('CERTIFICATE', BODY) + pem('PRIVATE KEY', BODY), 'secret'],
    ['a.pem', 'not PEM', 'secret'],
    ['a.key', pem('PUBLIC KEY', BODY), undefined],
    ['slides.key', 'PK\x03\x04', undefined],
    ['migrations/001.sql', 'CREATE TABLE a (b int);\nINSERT INTO a VALUES (1);', undefined],
    ['migrations/003_add_backup_codes.sql', 'CREATE TABLE a (b int);', undefined],
    ['backup_codes.sql', 'CREATE TABLE a (b int);', undefined],
    ['backup-2026-11-27.sql', '', 'data'],
    ['a.sql', '-- PostgreSQL database dump\nCREATE TABLE a (b int);', undefined],
    ['a.sql', '-- PostgreSQL database dump\nCOPY public.a (b) FROM stdin;\n1\n', 'data'],
    ['a.sql', '-- MySQL dump 10.13\nINSERT INTO `a` VALUES (1);', 'data'],
    ['config/production.json', '{"db":{"host":"x","password":"hunter2"}}', 'hint'],
    ['config/production.json', '{"db":{"host":"x","password":""}}', undefined],
    ['large.js', `${'\n'.repeat(4 * 1024 * 1024 - 10)}${token('npm_', 36)}\n`, 'secret'],
    ['first.js', token('npm_', 36), 'secret'],
    ['large.js', `${'\n'.repeat(64 * 1024 - 10)}${token('npm_', 36)}\n`, 'secret'],
    ['large.js', `${'\n'.repeat(70_000)}${token('npm_', 36)}\n`, 'secret'],
  ];
  for (const [file, content, weight] of kinds) {
    const source = path.join(folder, 'file');
    await writeFile(source, content);
    assert.is((await findSecret(source, file))?.weight, weight, `${file}: ${content.slice(0, 99).trim()}`);
  }
  await rm(folder, { recursive: true });
});

doubtful('a film is searched for its first 64 MiB, a text to its end, and no file stays open', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'secrets-'));
  const source = path.join(folder, 'file');
  const limit = 64 * 1024 * 1024;
  const open = (): number => readdirSync('/proc/self/fd').length;
  const before = open();
  for (const [beginning, at, what] of [
    ['\0', limit - 100, 'a token of npm'],
    ['\0', limit + PIECE, undefined],
    ['\n', limit + PIECE, 'a token of npm'],
    [`${token('npm_', 36)}\n`, limit - 4096, 'a token of npm'],
  ] as const) {
    await writeFile(source, beginning.padEnd(4096, '\n'));
    await truncate(source, at);
    await appendFile(source, beginning.startsWith('npm') ? '' : `\n${token('npm_', 36)}\n`);
    assert.is((await findSecret(source, 'film.mkv'))?.what, what, `${JSON.stringify(beginning)} at ${at}`);
  }
  assert.is(open(), before);
  await rm(folder, { recursive: true });
});

doubtful('a large file is read to its end in short reads too, and a signal arrives between two pieces', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'secrets-'));
  const source = path.join(folder, 'file');
  const short = (descriptor: number, buffer: Buffer, offset: number, length: number, position: number): number =>
    readSync(descriptor, buffer, offset, Math.min(length, 1024 * 1024), position);
  const { readSync } = fs;
  await writeFile(source, `${'\n'.repeat(PIECE - 100)}${token('npm_', 36)}\n`);
  const found = await pretending(fs, { readSync: short }, () => findSecret(source, 'notes.txt'));
  assert.is(found?.what, 'a token of npm');
  await writeFile(source, '\n'.repeat(PIECE + 1));
  const order: string[] = [];
  setImmediate(() => order.push('a signal'));
  await findSecret(source, 'notes.txt');
  assert.equal(order, ['a signal']);
  await rm(folder, { recursive: true });
});

doubtful('only both bytes of a mark make UTF-16 of a file with zeros', () => {
  for (const beginning of [
    [0xff, 0xfe],
    [0xfe, 0xff],
  ])
    assert.not(isBinary(Uint8Array.from([...beginning, 0])));
  for (const beginning of [
    [0xff, 0],
    [0, 0xfe],
    [0xfe, 0],
    [0, 0xff],
  ])
    assert.ok(isBinary(Uint8Array.from([...beginning, 0])), String(beginning));
});

doubtful('a text in UTF-16 is a text', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'secrets-'));
  const source = path.join(folder, 'file');
  for (const before of ['', '\n'.repeat(50_000)]) {
    await writeFile(source, Buffer.from(`\ufeff${before}${token('npm_', 36)}`, 'utf16le'));
    assert.is((await findSecret(source, 'notes.txt'))?.what, 'a token of npm');
  }
  await rm(folder, { recursive: true });
});

doubtful('values in files of settings', () => {
  const named: Record<string, string | undefined> = {
    '{ "apiKey": "0f9a8b7c" }': 'apiKey',
    'db:\n  password: hunter2\n': 'password',
    'smtp_password = "hunter2"': 'smtp_password',
    '{ "password": "${DB_PASSWORD}" }': undefined,
    '{ "password": null, "tokenLifetime": 3600 }': undefined,
    'password: <your password>': undefined,
    '{ "passwordFile": "/run/secrets/db" }': undefined,
  };
  for (const [content, key] of Object.entries(named)) {
    assert.is(passwordIn('config/production.yml', Buffer.from(content)), key, content);
    assert.is(passwordIn('locales/de.json', Buffer.from(content)), undefined);
    assert.is(passwordIn('config/custom-environment-variables.json', Buffer.from(content)), undefined);
  }
});

doubtful('values of settings: names, placeholders, and files that hold settings', () => {
  const key = (line: string, file = 'config.json'): string | undefined => passwordIn(file, Buffer.from(line));
  const named =
    'passwd password passphrase secret token apiKey api_key api-key credential db.password DB_TOKEN my-secret-1';
  for (const name of named.split(' ')) {
    for (const line of [`"${name}": "hunter2"`, `${name}: hunter2`, `${name} = 'hunter2'`, `- ${name}: hunter2 }`])
      assert.is(key(line), name, line);
  }
  const about =
    'file path url uri header field name length expiry expires lifetime ttl timeout type algorithm policy enabled';
  for (const end of about.split(' ')) assert.is(key(`"secret_${end}": "hunter2"`), undefined, end);
  const none = [
    ...['null', 'true', 'false', 'undefined', 'none', '~', '12', '$X', '${X}', 'a${X}b', '<it>', '%X%', 'xxx', '***'],
    ...['...', 'process.env.X', '!vault x', 'changeme', 'your-token', 'an example', 'redacted', 'placeholder', '000'],
  ];
  for (const value of none) assert.is(key(`secret: ${value}`), undefined, value);
  for (const value of ['truely', 'a12', '12a', 'xxxy', 'nothing']) assert.is(key(`secret: ${value}`), 'secret', value);
  for (const file of ['config', 'configs', 'conf', 'settings', 'appsettings', 'production', 'staging'])
    for (const end of ['.json', '.json5', '.yaml', '.yml', '.toml', '.ini', '.local.json', '/a/b.YML', '-x.json'])
      assert.is(key('secret: hunter2', `a/${file}${end}`), 'secret', `${file}${end}`);
  for (const file of ['locales/a.json', 'config.js', 'myconfig.json', 'configx.json', 'config', 'settings.txt'])
    assert.is(key('secret: hunter2', file), undefined, file);
  const long = (length: number): string => `secret: ${'h1'.repeat(length)}`.slice(0, length);
  assert.equal([key(long(1000)), key(long(1001))], ['secret', undefined]);
  const whole = (size: number): string | undefined => key(`secret: hunter2\n${'\n'.repeat(size)}`.slice(0, size));
  assert.equal([whole(4 * 1024 ** 2), whole(4 * 1024 ** 2 + 1)], ['secret', undefined]);
});

doubtful('no content makes the search slow', () => {
  const began = process.cpuUsage();
  const hard = [
    `a -----BEGIN PRIVATE KEY-----${'Version:'.repeat(20_000)}`,
    `-----BEGIN PRIVATE KEY-----${'\n'.repeat(2_000_000)}`,
    '-----BEGIN '.repeat(100_000),
    'xoxb-'.repeat(200_000),
    'aws_secret_key'.repeat(100_000),
  ];
  for (const content of hard) assert.is(secretIn(Buffer.from(content)), undefined);
  assert.is(passwordIn('config.yml', Buffer.from(`${'-'.repeat(1_000_000)}\n${' '.repeat(1_000_000)}`)), undefined);
  // A busy machine takes longer, but computes no more.
  const ms = process.cpuUsage(began).user / 1000;
  assert.ok(ms < 5000, `${ms} ms`);
});

doubtful('archives, databases and programs', () => {
  const archived = (name: string, content: string): Buffer =>
    Buffer.concat([Buffer.alloc(512).fill(name, 0, name.length), Buffer.from(content), Buffer.alloc(512)]);
  const within = (content: string): string | undefined => secretIn(archived('config/x', content));
  assert.is(within(pem('RSA PRIVATE KEY', BODY)), 'a private key');
  assert.is(within(pem('RSA PRIVATE KEY', BODY).replaceAll('\n', '\r\n')), 'a private key');
  assert.is(within(JSON.stringify({ key: pem('EC PRIVATE KEY', BODY) })), 'a private key');
  const header = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,01\n\n';
  assert.is(within(pem('RSA PRIVATE KEY', header + BODY)), 'a private key');
  assert.is(within(`A=b\nNPM=${token('npm_', 36)}\n`), 'a token of npm');
  // The texts of a program that looks for keys stand one behind the other, and its help has them in lines.
  assert.is(within(`-----BEGIN PRIVATE KEY-----${BODY}`), undefined);
  assert.is(
    within(`- blocks with\n  -----BEGIN PRIVATE KEY-----\n  ${'then the body in lines of base64, '.repeat(3)}`),
    undefined,
  );
  assert.is(within(pem('CERTIFICATE', BODY)), undefined);
});

doubtful.run();
