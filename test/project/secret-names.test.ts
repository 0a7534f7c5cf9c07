/**
 * Names of secrets: each name of the table, and names that only look like one.
 */
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { isHarmless, secretIn } from '../../builder/project/secrets/contents.ts';
import { refuseSecretName, secretKind } from '../../builder/project/secrets/names.ts';
import { findSecret, refuseSecretText, secretsError } from '../../builder/project/secrets/scan.ts';

const secrets = suite('names of secrets');

/** Names, separated by blanks, by the words of their kind. */
const NAMES: Record<string, string> = {
  'part of a history of versions': '.git/HEAD a/.svn/x .hg/x .GIT/x',
  'part of a folder of credentials':
    '.aws/x .azure/x .gcloud/x .kube/x a/.ssh/x .gnupg/x .terraform/x .password-store/x .SSH/x',
  credentials: '.docker/config.json a/.docker/config.json .Docker/Config.json',
  'environment variables with secrets': '.env .envrc .env.local .env-local .env_local prod.env a/x.env .ENV',
  'credentials of a tool': '.npmrc .yarnrc .yarnrc.yml .pypirc .git-credentials .dockercfg .s3cfg .boto',
  passwords:
    '.netrc _netrc .pgpass .my.cnf .mylogin.cnf .htpasswd _htpasswd .vault_pass .vault_pass.txt .vault-token pgpass.conf htpasswd vault_pass vault_pass.py',
  'the history of a shell': '.bash_history .node_repl_history .psql_history',
  'a private key':
    'id_rsa id_dsa id_ecdsa id_ecdsa_sk id_ed25519 id_ed25519_sk id_xmss secring.gpg secring.pgp a.ppk identity ssh_host_rsa_key a.pem a.key a.p8 A.PEM',
  'a key store': 'a.p12 a.pfx a.pkcs12 a.jks a.keystore a.bks a.kdb a.kdbx a.keytab',
  'the state or the variables of Terraform': 'a.tfstate a.tfstate.backup a.tfvars a.tfvars.json',
  'credentials of Google':
    'client_secret.json client_secrets_1.json service-account.json my-service_account-1.json serviceaccount.json x-firebase-adminsdk-ab1.json',
  'a diagnostic report of Node': 'report.20260102.030405.12.0.001.json',
  'a database': 'a.sqlite a.sqlite3 a.db a.db3 a.db-wal a.sqlite-shm a.sqlite3-journal a.mdb a.rdb',
  'the dump of a database':
    'a.dump a.dump.gz a.sql.gz a.sql.bz2 a.sql.xz a.sql.zst a.sql.zip dump.tar backup.tgz my-dump.zip a.backups-1.gz x_dump.bson dump.sql backups.sql my-backup.sql backup-2026-01-01.sql a.sql',
  'a copy of memory': 'a.heapsnapshot a.heapprofile a.hprof a.mdmp a.dmp core core.12',
  "an editor's copy": 'a~ .#a #a# .a.swp a.swo a.swn a.bak a.orig a.rej',
};

for (const name of ['secret', 'secrets', 'credential', 'credentials']) {
  for (const end of ['json', 'json5', 'yaml', 'yml', 'toml', 'ini', 'properties'])
    NAMES.credentials += ` ${name}.${end}`;
}
NAMES.credentials += ' credentials';

const WEIGHTS: Record<string, string> = {
  'a database': 'data',
  'the dump of a database': 'data',
  'a copy of memory': 'leftover',
  "an editor's copy": 'leftover',
};

const HARMLESS =
  '.gitignore x.git/a .github/a my.ssh/a docker/config.json .docker/config.yml .environment env.js .envx x.envs .npmrc.md a.npmrc xnetrc .netrc.js .pgpassx my.cnf .bash_historyx bash_history id_rsa.pub xid_rsa id_rsax asecring.gpg secring.gpgx identityx ssh_host_rsa_key.pub a.ppkx a.p12x a.jksx a.tfstates tfstate a.tfvars.yml secrets.ts xsecrets.json secret.jsonx credentials.md service-account.js client_secret.js report.json report.2026.1.2.3.4.5.json report.20260102.030405.12.0.001.jsonx xreport.20260102.030405.12.0.001.json a.sqlite.js a.dbx a.db-walx a.rdbx a.mdb.js db core.js mycore core.1.js dumper.js dump.js a.dumps.js mydump.tarx backup.js 001_backup.sql.js a.bakx x.origin reject a.swpx a#b #a a.pems a.keys keyboard.p8x a.sqlx .env.example .env.sample .env.template .env.dist .env.default .env.schema .env.examples secrets.example.json sample.secrets.json example-secrets.json template_secrets.json';

secrets('each name of the table is known by its kind', () => {
  for (const [what, names] of Object.entries(NAMES)) {
    for (const name of names.trim().split(' ')) {
      const kind = secretKind(name);
      assert.is(kind?.what, what, name);
      assert.is(kind?.weight, WEIGHTS[what] ?? 'secret', name);
      const isDoubtful = /\.(pem|key|p8)$/i.test(name) || name === 'a.sql';
      assert.is(kind?.isDoubtful, isDoubtful, name);
    }
  }
  for (const name of HARMLESS.split(' ')) {
    assert.is(secretKind(name)?.what, undefined, name);
  }
  assert.is(secretKind('dump.example.sql')?.weight, 'data', 'an example of data is data');
});

secrets('a text that leads to a file with such a name is refused', () => {
  assert.throws(() => refuseSecretName('a/.env', 'LICENSE'), /^LICENSE is \.env, which holds environment variables/);
  for (const file of ['LICENSE', 'a.pem', 'a.sqlite', 'a.bak']) refuseSecretName(file, 'LICENSE');
});

secrets('errors name ten files at most, and texts their place', () => {
  const findings = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ file: `f${at}`, what: 'x', weight: 'secret' as const }));
  for (const count of [1, 10, 11, 25]) {
    const { message, notes } = secretsError(findings(count), 'the advice');
    assert.is(message, 'the package would hold secrets');
    const shown = Math.min(count, 10);
    assert.equal(
      notes.slice(0, shown),
      findings(shown).map(({ file }) => `${file}: x`),
    );
    const more = count > 10 ? [`and ${count - 10} more`] : [];
    assert.equal(notes.slice(shown, -2), more);
    assert.is(notes.at(-1), 'the advice');
  }
  const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\n-----END PRIVATE KEY-----\n';
  refuseSecretText(Buffer.from('harmless'), 'a');
  assert.throws(
    () => refuseSecretText(Buffer.from(key), 'a'),
    (error: unknown) => {
      return error instanceof BuildError && error.notes[0] === 'a: a private key';
    },
  );
});

secrets('dumps, public keys and presentations, by their contents', () => {
  const harmless = (file: string, text: string): boolean => isHarmless(file, Buffer.from(text, 'latin1'));
  const heads = [
    '-- PostgreSQL database dump',
    '-- MySQL dump 1',
    '-- MariaDB dump',
    '-- phpMyAdmin SQL Dump',
    '/*!40101 SET x',
  ];
  const data = ['COPY a (b) FROM stdin;', 'INSERT INTO a', 'insert into a', 'REPLACE INTO a'];
  for (const head of heads)
    for (const line of data) assert.not.ok(harmless('a.SQL', `\n${head}\n${line}`), `${head} ${line}`);
  for (const head of heads) assert.ok(harmless('a.sql', `${head}\nCREATE TABLE a`));
  for (const line of data) assert.ok(harmless('a.sql', `-- my own\n${line}`));
  assert.ok(harmless('a.sql', `x ${heads[0]}\n${data[1]}`));
  assert.ok(harmless('a.sql', `${heads[0]}\n x ${data[1]}`));
  for (const text of [
    'ssh-rsa AAAAB3',
    'ecdsa-sha2-nistp256 AAAAE2',
    '-----BEGIN PUBLIC KEY-----',
    '-----BEGIN X509 CRL-----',
  ])
    assert.ok(harmless('a.pem', text), text);
  for (const text of ['', 'x ssh-rsa AAAA', 'ssh-rsa', '-----BEGIN RSA PRIVATE KEY-----', 'PK\x03\x04'])
    assert.not.ok(harmless('a.pem', text), text);
  assert.ok(harmless('slides.key', 'PK\x03\x04'));
  assert.not.ok(harmless('slides.key', 'xPK\x03\x04'));
  const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\n';
  assert.not.ok(harmless('a.pem', `-----BEGIN CERTIFICATE-----\n${key}`));
});

secrets('files are searched to their ends, in pieces, whether they are texts or not', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'secret-names-'));
  const file = path.join(folder, 'a');
  const found = async (content: Buffer): Promise<unknown> => {
    await writeFile(file, content);
    return (await findSecret(file, 'notes.txt'))?.what;
  };
  const token = `npm_${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9rS'.slice(0, 36)}`;
  const [KIB, PIECE] = [1024, 4 * 1024 ** 2];
  for (const at of [
    0,
    64 * KIB - 41,
    64 * KIB - 20,
    64 * KIB,
    PIECE - 41,
    PIECE - 20,
    PIECE,
    2 * PIECE - 4096 - 20,
    9_000_000,
  ]) {
    const content = Buffer.alloc(at + 42, '\n');
    content.write(token, at);
    assert.is(await found(content), 'a token of npm', `${at}`);
    assert.is(secretIn(content), 'a token of npm', `${at}`);
  }
  // Of a key alone among the texts of a program, the first bytes of the file decide, in each piece.
  const key = `-----BEGIN PRIVATE KEY-----${'MIIEvQIBADANBgkqhkiG9w0BAQ'.repeat(3)}`;
  for (const at of [69_000, PIECE + 5000]) {
    for (const [zero, what] of [
      [100, undefined],
      [4095, undefined],
      [4096, 'a private key'],
    ] as const) {
      const content = Buffer.alloc(at + 200, '\n');
      content.write(key, at);
      content[zero] = 0;
      assert.is(await found(content), what, `${at}, and a zero byte at ${zero}`);
      assert.is(secretIn(content), what);
      content.write(`\n${token}\n`, at);
      assert.is(await found(content), 'a token of npm');
    }
  }
  // A film or a model may be large: the search ends after its first 64 MiB, and goes to the end of a text.
  for (const [at, first, what] of [
    [64 * KIB ** 2 - 100, '\0', 'a token of npm'],
    [70 * KIB ** 2, '\0', undefined],
    [70 * KIB ** 2, '\n'.repeat(4096), 'a token of npm'],
  ] as const) {
    await writeFile(file, first);
    await truncate(file, at);
    await appendFile(file, `\n${token}\n`);
    assert.is((await findSecret(file, 'notes.txt'))?.what, what, `${at}`);
  }
  for (const before of [60, PIECE]) {
    const wide = Buffer.from(`\ufeff${'\n'.repeat(before)}${token}`, 'utf16le');
    assert.is(await found(wide), 'a token of npm');
    assert.is(await found(Buffer.from(wide).swap16()), 'a token of npm');
  }
  assert.is(secretIn(Buffer.from([0xff])), undefined);
  await rm(folder, { recursive: true });
});

secrets.run();
