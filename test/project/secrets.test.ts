/**
 * Files with secrets, by name and by content.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { secretIn } from '../../builder/project/secrets/contents.ts';
import { secretKind } from '../../builder/project/secrets/names.ts';

const secrets = suite('secrets in files');

/** Tokens are put together here, because the repositories that hold this file look for whole ones. */
const token = (prefix: string, length: number): string =>
  prefix + 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9rS1uV3xY5zA7cD9fG1iJ3kM'.slice(0, length);
const upper = (prefix: string, length: number): string => token(prefix, length).toUpperCase();
const pem = (kind: string, body: string): string => `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----\n`;
const BODY = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7';

const NAMES: Record<string, readonly string[]> = {
  secret: [
    ...['.env', 'a/.env.production', 'prod.env', '.npmrc', 'a/.yarnrc.yml', '.git/config', 'a/.aws/credentials'],
    ...[
      '.ssh/known_hosts',
      'deploy/keys/.ssh/config',
      '.gnupg/x',
      '.kube/config',
      '.docker/config.json',
      '.netrc',
      '.pgpass',
      'a/.htpasswd',
    ],
    ...[
      'id_rsa',
      'keys/id_ed25519',
      'a.p12',
      'a.PFX',
      'a.jks',
      'a.keystore',
      'a.kdbx',
      'a.keytab',
      'a.ppk',
      'identity',
      'etc/ssh_host_rsa_key',
      'server.pem',
      'x.key',
    ],
    ...[
      'terraform.tfstate',
      'terraform.tfstate.backup',
      'prod.tfvars',
      '.vault_pass',
      'secrets.json',
      'credentials.json',
    ],
    ...[
      'config/secrets.yaml',
      'service-account.json',
      'serviceAccountKey.json',
      'client_secret_1.json',
      '.bash_history',
    ],
    ...['report.20260102.030405.12.0.001.json'],
  ],
  data: [
    'dump.sql',
    'prod-dump.sql',
    'backup.sql',
    'x.sql.gz',
    'data.sqlite',
    'a.sqlite3',
    'a.db',
    'a.db-wal',
    'dump.rdb',
    'pg.dump',
  ],
  leftover: [
    'Heap.20260102.heapsnapshot',
    'a.heapprofile',
    'core',
    'core.123',
    'app.js~',
    '.app.js.swp',
    'a.bak',
    '.#a',
    '#a#',
  ],
};

secrets('names', () => {
  for (const [weight, names] of Object.entries(NAMES)) {
    for (const name of names) assert.is(secretKind(name)?.weight, weight, name);
  }
  const harmless = [
    ...['.env.example', '.env.sample', '.env.template', '.env.dist', 'sample.env', 'env.js', 'environment.env.js'],
    ...[
      'secrets.ts',
      'src/credentials.js',
      'id_rsa.pub',
      'key.js',
      'lib/core/index.js',
      'core.js',
      'db.js',
      'db/index.js',
    ],
    ...[
      'dumper.js',
      'dump.js',
      'docker/config.json',
      'config.json',
      'keyboard.json',
      'netrc.js',
      'monkey.js',
      'report.json',
    ],
    ...['token.json', 'public/a.pem.html', 'gitignore', '.gitignore', '.github/x.yml', 'npmrc.md', 'styles.bak.css'],
  ];
  for (const name of harmless) assert.is(secretKind(name), undefined, name);
});

secrets('contents: keys and tokens', () => {
  const found: [string, RegExp][] = [
    [pem('PRIVATE KEY', BODY), /private key/],
    [pem('RSA PRIVATE KEY', `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n${BODY}`), /private key/],
    [pem('EC PRIVATE KEY', BODY), /private key/],
    [pem('ENCRYPTED PRIVATE KEY', 'short'), /private key/],
    [pem('OPENSSH PRIVATE KEY', BODY), /private key/],
    [pem('PGP PRIVATE KEY BLOCK', `Version: GnuPG v2\n\n${BODY}`), /private key/],
    [`{"private_key":${JSON.stringify(pem('PRIVATE KEY', BODY))}}`, /private key/],
    [`const key = '${pem('PRIVATE KEY', BODY).replaceAll('\n', '\\n')}';`, /private key/],
    [`-----BEGIN CERTIFICATE-----\n${BODY}\n-----END CERTIFICATE-----\n${pem('PRIVATE KEY', BODY)}`, /private key/],
    [pem('PRIVATE KEY', BODY).replaceAll('\n', '\r\n'), /private key/],
    [token('npm_', 36), /npm/],
    ...['ghp_', 'gho_', 'ghs_', 'ghu_', 'ghr_'].map((prefix): [string, RegExp] => [token(prefix, 36), /GitHub/]),
    [`${token('github_pat_', 22)}_${token('', 59)}`, /GitHub/],
    [upper('AKIA', 16), /AWS/],
    [upper('ASIA', 16), /AWS/],
    [`aws_secret_access_key = ${token('', 40)}`, /AWS/],
    [`AWS_ACCESS_KEY_ID=${upper('AKIA', 16)}`, /AWS/],
    [`//npm.example.org/:_authToken=${token('', 36)}`, /npm/],
    [Buffer.from(pem('RSA PRIVATE KEY', BODY)).toString('base64'), /private key/],
    [Buffer.from(pem('OPENSSH PRIVATE KEY', BODY)).toString('base64'), /private key/],
    [token('whsec_', 32), /Stripe/],
    [token('sk_live_', 24), /Stripe/],
    [token('rk_live_', 24), /Stripe/],
    [`xoxb-${'1234567890'}-1234567890-${token('', 24)}`, /Slack/],
    ...['services', 'workflows', 'triggers'].map((kind): [string, RegExp] => [
      `https://hooks.slack.com/${kind}/T12345678/B12345678/${token('', 24)}`,
      /Slack/,
    ]),
    [`xapp-1-A0B1C2D3E4-1234567890123-${'0123456789abcdef'.repeat(4)}`, /Slack/],
    [token('AIza', 35), /Google/],
    [token('GOCSPX-', 28), /Google/],
    [token('ya29.', 60), /Google/],
    [`secretAccessKey: '${token('', 40)}'`, /AWS/],
    [`{"json":${JSON.stringify(JSON.stringify(pem('PRIVATE KEY', BODY)))}}`, /private key/],
    [
      (
        Buffer.from(pem('RSA PRIVATE KEY', BODY))
          .toString('base64')
          .match(/.{1,64}/g) ?? []
      ).join('\n'),
      /private key/,
    ],
    [`A placeholder, ghp_${'x'.repeat(36)}, and ${token('ghp_', 36)}`, /GitHub/],
  ];
  for (const [content, what] of found) {
    const [, line = ''] = ['', content.startsWith('-----') ? content : `const x = "${content}";\n`];
    assert.match(secretIn(Buffer.from(line)) ?? 'none', what, content);
  }
  assert.is(secretIn(Buffer.from('PuTTY-User-Key-File-3: ssh-rsa\n')), 'a private key of PuTTY');
});

secrets('contents: words that only look like them', () => {
  const harmless = [
    'AKIAIOSFODNN7EXAMPLE',
    `ghp_${'x'.repeat(36)}`,
    'npm_config_registry npm_package_version',
    token('npm_', 35),
    token('npm_', 37),
    token('a_npm_', 36),
    token('sk_test_', 24),
    `xoxb-your-token-${'x'.repeat(20)}`,
    'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
    "if (text.includes('-----BEGIN PRIVATE KEY-----')) return '-----END PRIVATE KEY-----';",
    'const key = `-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----`;',
    '//registry.example.org/:_authToken=${NPM_TOKEN}',
    `{ apiKey: '${token('AIza', 35)}', authDomain: 'x.example.org' }`,
    `https://maps.googleapis.com/maps/api/js?key=${token('AIza', 35)}`,
    pem('CERTIFICATE', BODY),
    pem('PUBLIC KEY', BODY),
    token('eAIzay', 60),
  ];
  for (const content of harmless) assert.is(secretIn(Buffer.from(content)), undefined, content);
});

secrets.run();
