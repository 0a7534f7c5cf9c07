/**
 * Which keys the apt of Debian 13 accepts: its sqv refuses DSA, RSA below 2048 bits and SHA-1, also in self-signatures
 * (sqv(1), crypto-policies of Sequoia).
 */

/** A key or subkey as `gpg --with-colons` lists it (gnupg's doc/DETAILS). */
interface ListedKey {
  fingerprint: string;
  isPrimary: boolean;
  /** `r` revoked, `e` expired, `d` disabled and others. */
  validity: string;
  bits: number;
  algorithm: number;
  curve: string;
  /** In lower case those of this very key: `s` signs. */
  abilities: string;
  hasSecret: boolean;
  /** In seconds since 1970; 0 for a key without an end. */
  expires: number;
  created: number;
}

/** A primary key with its subkeys. */
export interface Certificate {
  fingerprint: string;
  user: string;
  keys: ListedKey[];
}

const KEY_RECORD = /^(sec|ssb|pub|sub)$/;

/** The certificates in a listing with colons. */
export function parseListing(text: string): Certificate[] {
  const found: Certificate[] = [];
  for (const line of text.split('\n')) {
    const fields = line.split(':');
    const [type = '', validity = '', bits, algorithm, , created, expires, , , name = '', , abilities = ''] = fields;
    const last = found.at(-1);
    if (KEY_RECORD.test(type)) {
      const isPrimary = type === 'sec' || type === 'pub';
      const key: ListedKey = {
        ...{ fingerprint: '', isPrimary, validity, abilities, curve: fields[16] ?? '' },
        ...{ bits: Number(bits), algorithm: Number(algorithm), expires: Number(expires), created: Number(created) },
        // A `#` stands for a secret part that is not there. Cards have their number in this field.
        hasSecret: type.startsWith('s') && type !== 'sub' && fields[14] !== '#',
      };
      if (isPrimary) found.push({ fingerprint: '', user: '', keys: [key] });
      else last?.keys.push(key);
    } else if (type === 'fpr') {
      const key = last?.keys.at(-1);
      if (key !== undefined && key.fingerprint === '') key.fingerprint = name;
      if (last !== undefined && last.fingerprint === '') last.fingerprint = name;
    } else if (type === 'uid' && last !== undefined && last.user === '') last.user = unescaped(name);
  }
  return found;
}

/** gpg writes a colon and control characters as `\x3a`. */
function unescaped(text: string): string {
  return text.replaceAll(/\\x([\da-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** A key as messages name it. */
export function shownKey({ fingerprint, user }: Certificate): string {
  return user === '' ? fingerprint : `${fingerprint} (${user})`;
}

/** The key of the certificate that signs: the newest subkey that can, else the primary key, as gpg itself chooses. */
export function signingKey({ keys }: Certificate, now: number): ListedKey | undefined {
  const able = keys.filter((key) => key.hasSecret && key.abilities.includes('s') && isValid(key, now));
  const subkeys = able.filter(({ isPrimary }) => !isPrimary).sort((a, b) => b.created - a.created);
  return subkeys[0] ?? able[0];
}

function isValid({ validity, expires }: ListedKey, now: number): boolean {
  return !/[redin]/.test(validity) && (expires === 0 || expires > now);
}

/**
 * Why machines could not use the certificate; undefined for a sound one.
 * @param packets `gpg --list-packets` of what machines get
 * @param now in seconds since 1970
 */
export function keyProblem(certificate: Certificate, packets: string, now: number): string | undefined {
  const [primary] = certificate.keys;
  if (primary === undefined) return 'it holds no key';
  if (primary.validity.includes('r')) return 'it is revoked';
  if (primary.validity.includes('e') || (primary.expires !== 0 && primary.expires <= now)) return 'it has expired';
  if (!isValid(primary, now) || primary.abilities.includes('D')) return 'it is disabled or not valid';
  const signing = signingKey(certificate, now);
  if (signing === undefined) return whyItCannotSign(certificate, now);
  const weak = weakness(primary) ?? weakness(signing);
  if (weak !== undefined) return `${weak}; the apt of Debian 13 rejects it`;
  const digests = [...packets.matchAll(/digest algo (\d+)/g)].map(([, digest]) => Number(digest));
  // RFC 9580, 9.5: SHA-256, SHA-384, SHA-512, SHA-224.
  if (digests.some((digest) => ![8, 9, 10, 11].includes(digest))) {
    return 'it signs itself with SHA-1 or MD5; the apt of Debian 13 rejects it';
  }
  return undefined;
}

function whyItCannotSign({ keys }: Certificate, now: number): string {
  const able = keys.filter(({ abilities }) => abilities.includes('s'));
  if (able.length === 0) return 'it cannot sign, it is for encryption or certification only';
  if (able.some((key) => isValid(key, now))) return 'its secret part is not on this machine';
  return 'its key for signatures has expired or is revoked';
}

/** RFC 9580, 9.1. */
const [RSA, RSA_SIGN, DSA, ECDSA, EDDSA] = [1, 3, 17, 19, 22];

function weakness({ algorithm, bits, curve }: ListedKey): string | undefined {
  if (algorithm === RSA || algorithm === RSA_SIGN) return bits < 2048 ? `it is RSA with ${bits} bits` : undefined;
  if (algorithm === DSA) return 'it is a DSA key';
  if (algorithm === EDDSA) return curve === 'ed25519' ? undefined : `its curve is ${curve}`;
  if (algorithm === ECDSA) return /^nistp(256|384|521)$/.test(curve) ? undefined : `its curve is ${curve}`;
  return `its algorithm has the number ${algorithm}`;
}
