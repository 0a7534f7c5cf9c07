/**
 * The files of a machine that uses the repository: its source for apt, and its pattern for unattended-upgrades.
 */
import type { Identity, Repository } from './repository.ts';
import { keyringName } from './repository.ts';

type Place = Pick<Repository, 'identity' | 'url'>;

/** The keyring in the machine. */
export function keyringFile(identity: Identity): string {
  return `/usr/share/keyrings/${keyringName(identity)}.gpg`;
}

/** NAME.sources with the keys in it (sources.list(5), Signed-By; since apt 2.4). An empty line becomes a dot. */
export function embeddedSources(place: Place, armored: string): string {
  const lines = armored.trimEnd().split('\n');
  const key = lines.map((line) => ` ${line.trimEnd() === '' ? '.' : line.trimEnd()}`).join('\n');
  return sources(place, `\n${key}`);
}

/** NAME.sources with the path of the keyring, which upgrades of the keyring package replace. */
export function installedSources(place: Place): string {
  return sources(place, ` ${keyringFile(place.identity)}`);
}

function sources({ identity, url }: Place, signedBy: string): string {
  const fields = ['Types: deb', `URIs: ${url}`, `Suites: ${identity.suite}`, 'Components: main'];
  return `# The packages of ${identity.origin}\n${fields.join('\n')}\nSigned-By:${signedBy}\n`;
}

/** The program that keeps unattended-upgrades off versions which the roll-out does not offer to the machine yet. */
export function deferringProgram(identity: Identity): string {
  return `/usr/lib/${keyringName(identity)}/deferred`;
}

/**
 * Lets unattended-upgrades take packages from this repository, as the roll-out offers them. Lists of several files add up
 * (apt.conf(5)). A removed package leaves this file behind, so the program may be missing.
 */
export function upgradesPattern(identity: Identity): string {
  const { origin, label, suite } = identity;
  const program = deferringProgram(identity);
  return `// unattended-upgrades installs new versions from this repository, too.
Unattended-Upgrade::Origins-Pattern { "origin=${origin},label=${label},suite=${suite}"; };
// It waits for versions that apt does not offer to this machine yet (Phased-Update-Percentage).
APT::Update::Post-Invoke-Success { "if [ -x ${program} ]; then ${program} >/dev/null 2>&1 || true; fi"; };
`;
}

/** The bytes of an armored OpenPGP block (RFC 9580, 6.2): older versions of apt read the suffix .gpg as binary. */
export function dearmored(armored: string): Buffer {
  const [, block = ''] = /-----BEGIN [^\n]*\n([\s\S]*?)\n-----END/.exec(armored) ?? [];
  const body = block.slice(block.indexOf('\n\n') + 2);
  return Buffer.from(body.replace(/^=.{4}$/m, ''), 'base64');
}
