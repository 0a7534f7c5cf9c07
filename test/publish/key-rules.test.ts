/**
 * Keys as gpg lists them (gnupg's doc/DETAILS), and the ones that apt accepts. keys.slow.test.ts has real keys.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keyProblem, parseListing, shownKey, signingKey } from '../../builder/publish/key-rules.ts';

const rules = suite('rules for keys');

const NOW = 1_800_000_000;

interface Key {
  type?: 'sec' | 'ssb' | 'pub' | 'sub';
  name: string;
  validity?: string;
  bits?: number;
  algorithm?: number;
  curve?: string;
  created?: number;
  expires?: number;
  abilities?: string;
  /** `+` for a secret part that is there, and `#` for one that is not. */
  token?: string;
}

const KEY = { type: 'sec', validity: 'u', bits: 256, algorithm: 22, curve: 'ed25519', created: 1, abilities: 'scSC' };

/** The lines of a listing with colons. */
function listing(...keys: Key[]): string {
  const lines = keys.flatMap((own) => {
    const {
      type,
      validity,
      bits,
      algorithm,
      created,
      abilities,
      curve,
      token = '+',
      name,
      expires,
    } = { ...KEY, ...own };
    const first = [type, validity, bits, algorithm, 'ID', created, expires ?? '', '', '', '', '', abilities];
    return [[...first, '', '', token, '', curve].join(':'), `fpr:::::::::${name}:`];
  });
  return [...lines.slice(0, 2), 'uid:u::::1::X::Ada \\x3a) <ada@example.org>::', ...lines.slice(2), ''].join('\n');
}

const only = (text: string) => parseListing(text)[0] ?? { fingerprint: '', user: '', keys: [] };
const subkey = (name: string, own: Partial<Key> = {}): Key => ({ type: 'ssb', name, abilities: 's', ...own });
const primary = (own: Partial<Key> = {}): Key => ({ name: 'P', ...own });

rules('a listing: each key with its own fingerprint, its first user, and its secret part', () => {
  const text = `tru::1:1:0:3:1:5\n${listing(primary(), subkey('S', { expires: 7 }))}uid:u::::1::Y::Another::\n`;
  const [first, ...more] = parseListing(`${text}${listing({ name: 'Q', type: 'pub' }, { name: 'R', type: 'sub' })}`);
  assert.is(more.length, 1);
  assert.equal([first?.fingerprint, first?.user], ['P', 'Ada :) <ada@example.org>']);
  assert.equal(
    [first, more[0]].map((one) =>
      one?.keys.map(({ fingerprint, isPrimary, hasSecret, expires }) => [fingerprint, isPrimary, hasSecret, expires]),
    ),
    [
      [
        ['P', true, true, 0],
        ['S', false, true, 7],
      ],
      [
        ['Q', true, false, 0],
        ['R', false, false, 0],
      ],
    ],
  );
  assert.is(shownKey(only(text)), 'P (Ada :) <ada@example.org>)');
  assert.is(shownKey({ ...only(text), user: '' }), 'P');
  for (const record of ['', 'fpr:::::::::P:', 'uid:u::::1::X::Ada::', 'ssb:u:256:22:ID:1'])
    assert.equal(parseListing(`${record}\n`), [], record);
});

rules('the newest subkey that can sign does, and else the primary key', () => {
  const signer = (...keys: Key[]): string | undefined => signingKey(only(listing(...keys)), NOW)?.fingerprint;
  assert.is(signer(primary()), 'P');
  for (const order of [
    ['A', 'B'],
    ['B', 'A'],
  ])
    assert.is(signer(primary(), ...order.map((name) => subkey(name, { created: name === 'B' ? 9 : 5 }))), 'B');
  for (const unable of [
    { abilities: 'e' },
    { token: '#' },
    { validity: 'r' },
    { validity: 'e' },
    { validity: 'd' },
    { validity: 'i' },
    { validity: 'n' },
    { expires: NOW },
  ]) {
    assert.is(signer(primary(), subkey('A'), subkey('B', { created: 9, ...unable })), 'A', JSON.stringify(unable));
    assert.is(signer(primary(unable)), undefined, JSON.stringify(unable));
  }
  assert.is(signer(primary(), subkey('B', { expires: NOW + 1 })), 'B');
});

rules('the reason why a key cannot sign a repository', () => {
  const problem = (keys: Key[], packets = 'digest algo 8'): string =>
    keyProblem(only(listing(...keys)), packets, NOW) ?? '';
  const rsa = (bits: number): Key => primary({ algorithm: 1, bits, curve: '' });
  for (const [keys, expected] of [
    [[primary()], ''],
    [[primary({ expires: NOW + 1 })], ''],
    [[primary({ validity: 'r' })], 'it is revoked'],
    [[primary({ validity: 'e' })], 'it has expired'],
    [[primary({ expires: NOW })], 'it has expired'],
    [[primary({ validity: 'i' })], 'it is disabled or not valid'],
    [[primary({ abilities: 'scSCD' })], 'it is disabled or not valid'],
    [[primary({ abilities: 'cC' })], 'it cannot sign, it is for encryption or certification only'],
    [[primary({ token: '#' })], 'its secret part is not on this machine'],
    [
      [primary({ abilities: 'cC' }), subkey('S', { validity: 'e' })],
      'its key for signatures has expired or is revoked',
    ],
    [[rsa(2048)], ''],
    [[rsa(2047)], 'it is RSA with 2047 bits; the apt'],
    [[{ ...rsa(1024), algorithm: 3 }], 'it is RSA with 1024 bits'],
    [[primary(), subkey('S', { algorithm: 1, bits: 1024 })], 'it is RSA with 1024 bits'],
    [[primary({ algorithm: 17 })], 'it is a DSA key'],
    [[primary({ curve: 'ed448' })], 'its curve is ed448'],
    [[primary({ algorithm: 19, curve: 'nistp256' })], ''],
    [[primary({ algorithm: 19, curve: 'nistp521' })], ''],
    [[primary({ algorithm: 19, curve: 'secp256k1' })], 'its curve is secp256k1'],
    [[primary({ algorithm: 99 })], 'its algorithm has the number 99'],
  ] as [Key[], string][]) {
    const found = problem(keys);
    assert.ok(expected === '' ? found === '' : found.startsWith(expected), `${expected}: ${found}`);
  }
  for (const [digest, isWeak] of [
    [1, true],
    [2, true],
    [8, false],
    [9, false],
    [10, false],
    [11, false],
  ] as const) {
    const text = problem([primary()], `\tdigest algo 8, begin\n\tdigest algo ${digest}, begin`);
    assert.is(/^it signs itself with SHA-1 or MD5/.test(text), isWeak, String(digest));
  }
  assert.is(keyProblem({ fingerprint: '', user: '', keys: [] }, '', NOW), 'it holds no key');
});

rules.run();
