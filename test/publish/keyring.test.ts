/**
 * The package with the keys of a repository: when a new one is needed, and its files.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Manifest } from '../../builder/manifest.ts';
import { keyringPackage } from '../../builder/publish/keyring.ts';
import { embeddedSources } from '../../builder/publish/sources.ts';
import { templates, texts } from '../support/plans.ts';

const keyring = suite('package with the keys');

const ARMORED = '-----BEGIN X-----\n\nQUJD\n=wxyz\n-----END X-----\n';
const identity = { name: 'acme', origin: 'Acme', label: 'Acme', suite: 'stable', codename: 'stable' };
const TIME = Date.UTC(2026, 10, 27, 22, 30, 5) / 1000;

interface Difference {
  armored?: string;
  time?: number;
  url?: string;
  maintainer?: string;
  name?: string;
}

function made(own: Difference = {}): { manifest: Manifest; digest: string } {
  const { armored = ARMORED, time = TIME, url = 'http://a.b/', maintainer = 'A <a@b.c>', name = 'acme' } = own;
  return keyringPackage({ repository: { identity: { ...identity, name }, url, maintainer }, armored, time, templates });
}

keyring('its version is its time, and a later one is newer', () => {
  assert.is(made().manifest.version, '2026.11.27.223005');
  assert.is(made().manifest.time, TIME);
});

keyring('another key, address, maintainer or name needs a new package, and another time does not', () => {
  const { digest } = made();
  assert.is(made({ time: TIME + 100_000_000 }).digest, digest);
  for (const own of [
    { armored: ARMORED.replace('QUJD', 'REVG') },
    { url: 'http://a.c/' },
    { maintainer: 'B <a@b.c>' },
    { name: 'other' },
  ]) {
    assert.is.not(made(own).digest, digest, JSON.stringify(own));
  }
});

keyring('scripts and the program can run, the pattern is a conffile, and all else is read', () => {
  const { manifest } = made();
  const modes = manifest.members.map(({ name, mode }) => `${name} ${mode.toString(8)}`);
  assert.equal(modes, ['control 644', 'postinst 755', 'postrm 755', 'conffiles 644']);
  const files = manifest.entries.filter(({ type }) => type === 'text');
  assert.equal(
    files.map((entry) => `${entry.path} ${entry.mode.toString(8)} ${'conffile' in entry && entry.conffile === true}`),
    [
      '/etc/apt/apt.conf.d/50acme-archive-keyring 644 true',
      '/usr/lib/acme-archive-keyring/deferred 755 false',
      '/usr/share/acme-archive-keyring/acme.sources 644 false',
      '/usr/share/doc/acme-archive-keyring/changelog.gz 644 false',
      '/usr/share/doc/acme-archive-keyring/copyright 644 false',
      '/usr/share/keyrings/acme-archive-keyring.gpg 644 false',
    ],
  );
  const content = texts(manifest);
  assert.is(content.get('conffiles'), '/etc/apt/apt.conf.d/50acme-archive-keyring\n');
  assert.is(content.get('usr_share_keyrings_acme-archive-keyring.gpg'), 'ABC');
  assert.match(content.get('usr_share_doc_acme-archive-keyring_copyright') ?? '', '\nCopyright: 2026 A <a@b.c>\n');
  assert.match(
    content.get('usr_share_doc_acme-archive-keyring_changelog') ?? '',
    /^acme-archive-keyring \(2026\.11\.27\.223005\) [\s\S]* -- A <a@b\.c> {2}Fri, 27 Nov 2026 22:30:05 \+0000\n/,
  );
});

keyring('a key inside a source has no blank at the end of a line, and a dot for an empty one', () => {
  const place = { identity, url: 'http://a.b/' };
  assert.match(embeddedSources(place, 'BEGIN \r\n\nab  \n \ncd\n\n'), /\nSigned-By:\n BEGIN\n \.\n ab\n \.\n cd\n$/);
});

keyring.run();
