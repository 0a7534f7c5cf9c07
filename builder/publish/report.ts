/**
 * The result of a publish, for people and for programs.
 */
import { shownFile } from './change.ts';
import type { Outcome } from './publish.ts';
import { keyringName, type PublishedFile } from './repository.ts';

/** Seconds: a warning says that a key ends within this time. */
const SOON = 90 * 24 * 60 * 60;

/** One line for each difference. */
export function linesOf(outcome: Outcome): string[] {
  const { added, known, phased, withdrawn, dropped, repository, isUnchanged } = outcome;
  const lines = [
    ...added.map((file) => `added ${shownFile(file)}${offered(file)}`),
    ...known
      .filter((file) => !phased.some((one) => one.file === file.file))
      .map((file) => `${shownFile(file)} is there already`),
    ...phased.map((file) => `${shownFile(file)}${offered(file) || ', offered to all machines'}`),
    ...withdrawn.map((file) => `withdrawn: ${shownFile(file)}`),
    ...dropped.map((file) => `removed ${shownFile(file)}, because of --keep`),
  ];
  const versions = new Set(repository.files.map(({ name, version }) => `${name}=${version}`)).size;
  return [...lines, `${isUnchanged ? 'unchanged' : 'signed'}: ${versions} versions in ${repository.url}`];
}

function offered({ phase }: PublishedFile): string {
  return phase < 100 ? `, offered to ${phase} % of the machines` : '';
}

/** Facts about the keys that need an action of yours. */
export function adviceOn({ createdKey, repository, ends }: Outcome): string[] {
  const soon = ends.filter((end) => end > 0 && end < repository.time + SOON);
  const dates = soon.map((end) => new Date(end * 1000).toISOString().slice(0, 10));
  return [
    ...(createdKey === undefined
      ? []
      : [
          `created the key ${createdKey} in your keyring, without a passphrase. Machines trust the repository by it: keep a copy in a safe place (gpg --export-secret-keys --armor ${createdKey} >key.asc), and give CI the same key`,
        ]),
    ...dates.map(
      (date) =>
        `a key of the repository ends on ${date}, and apt refuses its signatures from then on: gpg --quick-set-expire FINGERPRINT 2y, then publish`,
    ),
  ];
}

/** How machines that have a withdrawn version come back to the newest one left. */
export function wayBack({ withdrawn, repository }: Pick<Outcome, 'withdrawn' | 'repository'>): string[] {
  const [gone] = withdrawn;
  if (gone === undefined) return [];
  const left = repository.files.find(({ name }) => name === gone.name);
  const find = `dpkg-query --show ${gone.name}`;
  if (left === undefined) {
    return [
      `Machines that have ${gone.name} ${gone.version} (${find}) keep it until a newer version is published, or until`,
      `  sudo apt-get purge ${gone.name}`,
    ];
  }
  return [
    `Machines that have ${gone.name} ${gone.version} (${find}) keep it until a newer version is published. To go back at once:`,
    `  sudo apt-get update && sudo apt-get install --allow-downgrades ${gone.name}=${left.version}`,
  ];
}

/** On stdout: the directory, or how to go back from a version that is withdrawn. */
export function resultText(outcome: Outcome, { directory }: { directory: string }): string {
  const back = wayBack(outcome);
  return `${back.length > 0 ? back.join('\n') : directory}\n`;
}

export function resultJson(outcome: Outcome, { directory }: { directory: string }): string {
  const { repository, added, known, phased, withdrawn, dropped, isUnchanged, createdKey } = outcome;
  const { identity, url, keys } = repository;
  const brief = (files: readonly PublishedFile[]) =>
    files.map(({ name, version, architecture, sha256, file, phase }) => ({
      ...{ name, version, architecture, sha256, file, phase },
    }));
  const result = {
    ...{ directory, url, ...identity, isUnchanged, keys: keys.map(({ fingerprint }) => fingerprint) },
    ...(createdKey === undefined ? {} : { createdKey }),
    ...{ added: brief(added), known: brief(known), phased: brief(phased) },
    ...{ withdrawn: brief(withdrawn), removed: brief(dropped) },
    ...(withdrawn.length > 0 ? { back: wayBack(outcome).at(-1)?.trim() } : {}),
    packages: brief(repository.files.filter(({ name }) => name !== keyringName(identity))),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}
