/**
 * The package NAME-archive-keyring: the keys, the source for apt and the pattern for unattended-upgrades. A change of keys
 * reaches machines as an upgrade of it.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type ControlMember, installedSize, type Manifest, planned, textEntry, withParents } from '../manifest.ts';
import { debianChangelog } from '../plan/changelog.ts';
import { render } from '../plan/render.ts';
import { oneLine } from '../text.ts';
import { keyringName, type Repository } from './repository.ts';
import { dearmored, deferringProgram, installedSources, keyringFile, upgradesPattern } from './sources.ts';

interface KeyringInput {
  repository: Pick<Repository, 'identity' | 'url' | 'maintainer'>;
  /** The public keys. */
  armored: string;
  /** In seconds since 1970. */
  time: number;
  templates: Readonly<Record<string, string>>;
}

/** What the templates of the package are rendered with. */
interface KeyringView {
  package: string;
  name: string;
  keyring: string;
  version: string;
  maintainer: string;
  origin: string;
  url: string;
  installedSize: number;
}

/** The package, and a digest of all its content but version and time: the same digest needs no new package. */
export function keyringPackage(input: KeyringInput): { manifest: Manifest; digest: string } {
  const { repository, time } = input;
  const version = versionAt(time);
  return { manifest: manifestOf(input, version, time), digest: digestOf(manifestOf(input, '1', 0), repository.url) };
}

/** Versions follow the time, so that a repository that is made anew has newer ones than before: 2026.11.27.223000. */
function versionAt(time: number): string {
  const [day = '', clock = ''] = new Date(time * 1000).toISOString().split(/[T.]/);
  return `${day.replaceAll('-', '.')}.${clock.replaceAll(':', '')}`;
}

function digestOf(manifest: Manifest, url: string): string {
  const hash = createHash('sha256').update(url);
  for (const { name, content } of manifest.members) hash.update(`${name}\n${content}`);
  for (const entry of manifest.entries) if (entry.type === 'text') hash.update(entry.path).update(entry.content);
  return hash.digest('hex');
}

function manifestOf(input: KeyringInput, version: string, time: number): Manifest {
  const { repository, armored, templates } = input;
  const { identity } = repository;
  const name = keyringName(identity);
  const pattern = textEntry(`/etc/apt/apt.conf.d/50${name}`, upgradesPattern(identity));
  const own = [
    textEntry(keyringFile(identity), dearmored(armored)),
    textEntry(`/usr/share/${name}/${identity.name}.sources`, installedSources(repository)),
    { ...pattern, conffile: true },
    {
      ...textEntry(deferringProgram(identity), render(templates, 'archive-keyring/deferred', { package: name })),
      mode: 0o755,
    },
    ...documentation(input, name, { version, time }),
  ];
  const entries = withParents(planned('the keys of the repository', own));
  const members = membersOf(keyringView(input, { version, installedSize: installedSize(entries) }), templates);
  const conffiles: ControlMember = { name: 'conffiles', mode: 0o644, content: `${pattern.path}\n` };
  return {
    ...{ package: name, version, architecture: 'all', time, entries, members: [...members, conffiles] },
    compression: { method: 'xz', level: 6 },
  };
}

/** What the templates of the package are rendered with. */
export function keyringView(
  { repository }: Pick<KeyringInput, 'repository'>,
  facts: Pick<KeyringView, 'version' | 'installedSize'>,
): KeyringView {
  const { identity, url, maintainer } = repository;
  const { name, origin } = identity;
  const keyring = keyringFile(identity);
  return { package: keyringName(identity), name, keyring, origin, url, maintainer: oneLine(maintainer), ...facts };
}

function membersOf(view: KeyringView, templates: KeyringInput['templates']): ControlMember[] {
  return ['control', 'postinst', 'postrm'].map((name) => {
    const mode = name === 'control' ? 0o644 : 0o755;
    return { name, mode, content: render(templates, `archive-keyring/${name}`, view) };
  });
}

/** The files that every package has about itself (Debian Policy 12). */
function documentation({ repository }: KeyringInput, name: string, of: { version: string; time: number }) {
  const { version, time } = of;
  const maintainer = oneLine(repository.maintainer);
  const changes = ['The keys, the source and the pattern as of this day.'];
  const changelog = debianChangelog([{ version, time, changes }], { name, version, maintainer, time });
  const year = new Date(time * 1000).getUTCFullYear();
  const copyright = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ${name}

Files: *
Copyright: ${year} ${maintainer}
License: permissive
 Copying and distribution of this package, with or without modification, are
 permitted in any medium.
`;
  return [
    textEntry(`/usr/share/doc/${name}/changelog.gz`, gzipSync(changelog, { level: 9 })),
    textEntry(`/usr/share/doc/${name}/copyright`, copyright),
  ];
}
