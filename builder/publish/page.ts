/**
 * index.html of a repository: the commands for a machine, and each package with its versions and changes.
 */
import { type Html, html, trusted } from './html.ts';
import { keyringName, type PublishedFile, type Repository } from './repository.ts';
import { STYLE } from './style.ts';

/** A page shows so many versions of each package with their changes, and the numbers of so many older ones. */
const [DETAILED, NUMBERED] = [5, 200];

/** One version of a package with the architectures that have it. */
interface Version {
  version: string;
  architectures: string[];
  phase: number;
  time: number;
  changes: readonly string[];
}

/** The page. */
export function pageOf(repository: Repository): string {
  const { identity, files } = repository;
  const packages = packagesOf(files.filter(({ name }) => name !== keyringName(identity)));
  const page = html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>Packages of ${identity.origin}</title>
<style>${trusted(STYLE)}</style>
<main>
<h1>Packages of ${identity.origin}</h1>
<p>Type these commands on a machine with apt 2.4 or later (Debian 12, Ubuntu 22.04). As root, leave <code>sudo</code> out.</p>
${commandsOf(repository, newest(packages))}
<p>The last package keeps the keys of this repository up to date. With <code>unattended-upgrades</code>, new versions arrive by themselves.</p>
${details(repository)}
${packages.map(([name, versions, summary]) => packageOf(name, versions, summary))}
</main>
</html>
`;
  return page.text;
}

type Package = readonly [name: string, versions: readonly Version[], summary: string];

function packagesOf(files: readonly PublishedFile[]): Package[] {
  const packages = new Map<string, { versions: Map<string, Version>; summary: string }>();
  for (const { name, version, architecture, phase, time, changes, summary } of files) {
    const known = packages.get(name) ?? { versions: new Map(), summary };
    packages.set(name, known);
    const one = known.versions.get(version);
    if (one === undefined)
      known.versions.set(version, { version, architectures: [architecture], phase, time, changes });
    else one.architectures.push(architecture);
  }
  return [...packages].map(([name, { versions, summary }]) => [name, [...versions.values()], summary]);
}

/** The package that was published last. */
function newest(packages: readonly Package[]): string | undefined {
  const time = (versions: readonly Version[]): number => Math.max(...versions.map((version) => version.time));
  return [...packages].sort(([, a], [, b]) => time(b) - time(a))[0]?.[0];
}

/** apt brings this program itself; curl and wget may be missing. Its user _apt could not write the file. */
const DOWNLOAD = '/usr/lib/apt/apt-helper -o APT::Sandbox::User=root download-file';

/** The commands of the page, as a person types them. */
function commandLines({ identity, url }: Pick<Repository, 'identity' | 'url'>, name?: string): string[] {
  const source = `${identity.name}.sources`;
  const packages = [...(name === undefined ? [] : [name]), keyringName(identity)].join(' ');
  return [
    `sudo ${DOWNLOAD} ${url}${source} /etc/apt/sources.list.d/${source}`,
    'sudo apt update',
    `sudo apt install ${packages}`,
  ];
}

function commandsOf(repository: Repository, name: string | undefined): Html {
  return html`<pre>${commandLines(repository, name).map((line) => html`<code>${line}</code>`)}</pre>`;
}

function details({ identity, url, keys }: Repository): Html {
  const keyring = `${keyringName(identity)}.deb`;
  return html`<details>
<summary>Debian 11, and the key</summary>
<p>The apt of Debian 11 cannot read a key inside a source. There, these two commands replace the first one:</p>
<pre><code>sudo ${DOWNLOAD} ${url}${keyring} /tmp/${keyring}</code><code>sudo apt install /tmp/${keyring}</code></pre>
<p>The repository is signed by ${keys.map(({ fingerprint }) => html`<code>${fingerprint}</code>`)}.</p>
</details>`;
}

function packageOf(name: string, versions: readonly Version[], summary: string): Html {
  const older = versions.slice(DETAILED);
  const rest = older.length - NUMBERED;
  const numbers = `${older
    .map(({ version }) => version)
    .slice(0, NUMBERED)
    .join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return html`<section>
<h2>${name}</h2>
<p>${summary}</p>
<pre><code>sudo apt install ${name}</code></pre>
${versions.slice(0, DETAILED).map(versionOf)}
${older.length > 0 ? html`<details><summary>Older versions</summary><p>${numbers}</p></details>` : ''}
</section>`;
}

function versionOf({ version, architectures, phase, time, changes }: Version): Html {
  const day = new Date(time * 1000).toISOString().slice(0, 10);
  const offered = phase < 100 ? html` <span class="phase">offered to ${phase} % of the machines</span>` : '';
  return html`<h3>${version} <time datetime="${day}">${day}</time> <span class="quiet">${architectures.join(', ')}</span>${offered}</h3>
${changes.length > 0 ? html`<ul>${changes.map((change) => html`<li>${change}</li>`)}</ul>` : ''}`;
}
