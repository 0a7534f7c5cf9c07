/**
 * The commands of a CI job, the same for each CI system.
 */
import type { CiFacts } from './facts.ts';

/** Image of Node on the oldest Debian that packages are for: what is compiled there runs on later releases. */
export function imageOf({ node }: CiFacts): string {
  return `node:${node}-bookworm`;
}

function aptInstall(...packages: readonly string[]): string[] {
  return ['apt-get update', `apt-get install --yes --no-install-recommends ${packages.join(' ')}`];
}

/** Debian's tools for `check`. */
export const CHECK_TOOLS = aptInstall('lintian', 'shellcheck', 'systemd', 'xz-utils');

/** Debian's tools for `publish`. */
export const PUBLISH_TOOLS = aptInstall('apt-utils', 'gnupg', 'xz-utils');

/** npx would fetch a package of this name from a registry if it is not installed; --no forbids that. */
const BUILD_DEB = 'npx --no build-deb';

export const CHECK = `${BUILD_DEB} check`;

export function installCommands({ manager }: CiFacts): string[] {
  return [...manager.setup, manager.install];
}

/** For the job with the signing key: no program of a dependency runs there. */
export function installWithoutScripts({ manager }: CiFacts): string[] {
  return [...manager.setup, manager.installUnrun];
}

export const SBOM = 'dist/*_*.cdx.json';

/** What the job leaves, in the project's folder. */
export const RESULTS = ['dist/*_*.deb', SBOM];

/**
 * Signs and publishes into the folder `$repository`. The key goes from the variable to gpg by a pipe: no command has it
 * among its words, and nothing prints it.
 */
export function publishCommands(importKey: readonly string[]): string[] {
  return [
    `[ -n "$SIGNING_KEY" ] || { echo 'error: the secret SIGNING_KEY is missing' >&2; exit 1; }`,
    'GNUPGHOME=$(mktemp -d)',
    'export GNUPGHOME',
    ...importKey,
    'unset SIGNING_KEY',
    `key=$(gpg --batch --with-colons --list-secret-keys | awk -F: '$1 == "fpr" { print $10; exit }')`,
    `${BUILD_DEB} publish "$repository" dist/*_*.deb --url "$REPOSITORY_URL" --key "$key"`,
  ];
}
