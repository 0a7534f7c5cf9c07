/**
 * What changed: from a project's CHANGELOG.md, or else from its tagged commits, to a Debian changelog
 * (deb-changelog(5)).
 */
import { wrap } from './render.ts';
import { debianVersion } from './version.ts';

/** A released version and what is new in it. */
export interface Release {
  /** As Debian writes it. */
  version: string;
  /** In seconds since 1970; undefined where the source does not tell. */
  time: number | undefined;
  changes: string[];
}

/** What the changelog of a package says besides its releases. */
export interface Imprint {
  name: string;
  version: string;
  maintainer: string;
  /** Of the package, in seconds since 1970. */
  time: number;
}

/** `## [1.2.3] - 2026-01-31`, `# v1.2.3 (2026-01-31)`, `1.2.3 / 2026-01-31` with a line of = or - below it. */
const HEADING = /^(?:#{1,4}\s+)?\[?v?(\d+\.\d+\.\d+[0-9A-Za-z.+-]*)\]?(?:\([^)]*\))?(.*)$/;
const DATE = /\b(\d{4}-\d{2}-\d{2})\b/;

/** Width of a line of changes, without the indent (lintian complains of lines longer than 80). */
const WIDTH = 74;

/** The releases in a CHANGELOG.md as keepachangelog.com and the tools of npm's world write it, newest first. */
export function parseChangelog(markdown: string): Release[] {
  const releases: Release[] = [];
  let release: Release | undefined;
  let isOpen = false;
  for (const line of markdown.replace(/<!--.*?-->/gs, '').split(/\r?\n/)) {
    const heading = line.startsWith('#') || /^v?\d+\.\d+\.\d+/.test(line) ? HEADING.exec(line) : null;
    if (heading || /^#{1,2}\s/.test(line)) {
      release = heading ? newRelease(heading[1] ?? '', heading[2] ?? '') : undefined;
      if (release) releases.push(release);
      isOpen = false;
    } else if (/^\s*([-=*_]{3,}|#.*|\[[^\]]+\]:.*)?\s*$/.test(line)) {
      isOpen = false;
    } else if (release) {
      const [, bullet, text = ''] = /^\s*([-*+]\s+)?(.*)$/.exec(line) ?? [];
      if (bullet || !isOpen) release.changes.push(plainText(text));
      else release.changes.push(`${release.changes.pop()} ${plainText(text)}`);
      isOpen = true;
    }
  }
  return releases;
}

function newRelease(npmVersion: string, rest: string): Release | undefined {
  const version = debianVersion(npmVersion);
  const day = DATE.exec(rest)?.[1];
  const time = day ? Date.parse(`${day}T12:00:00Z`) / 1000 : Number.NaN;
  return version === undefined ? undefined : { version, time: Number.isNaN(time) ? undefined : time, changes: [] };
}

/** Markdown's marks mean nothing in a changelog. */
function plainText(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|__|`/g, '')
    .trim();
}

/**
 * The releases that tags such as `v1.2.3` mark; what came after the last one belongs to `version`.
 * `log` is git's, newest first, a line a commit: names of tags, tab, seconds since 1970, tab, subject.
 */
export function releasesOfLog(log: string, version: string): Release[] {
  const releases: Release[] = [];
  for (const line of log.split('\n').filter(Boolean)) {
    const [decoration = '', time = '', subject = ''] = line.split('\t');
    const tag = /tag: v?(\d+\.\d+\.\d+[^,]*)/.exec(decoration)?.[1];
    const tagged = tag === undefined ? undefined : debianVersion(tag);
    if (tagged !== undefined) releases.push({ version: tagged, time: Number(time), changes: [] });
    else if (releases.length === 0) releases.push({ version, time: Number(time), changes: [] });
    if (!/^Merge (branch|pull request|tag|remote)/.test(subject)) releases.at(-1)?.changes.push(subject);
  }
  // Without a tag, all that ever happened would be news.
  return /\btag: v?\d/.test(log) ? releases : [];
}

/** The changelog, whose first entry is the package's own version (Debian Policy 4.4). */
export function debianChangelog(releases: readonly Release[], imprint: Imprint): string {
  const own = releases.findIndex(({ version }) => version === imprint.version);
  const entries = own < 0 ? [{ version: imprint.version, time: imprint.time, changes: [] }, ...releases] : releases;
  // Each entry older than the one above it: several releases on one day, or without a date, have to be told apart.
  let after = Number.POSITIVE_INFINITY;
  const texts = entries.slice(Math.max(own, 0)).map((release) => {
    const time = Math.min(release.time ?? imprint.time, after - 1);
    after = time;
    return entryText({ ...release, time }, imprint);
  });
  return texts.join('\n');
}

function entryText({ version, time, changes }: Release & { time: number }, { name, maintainer }: Imprint): string {
  const said = changes.length > 0 ? changes : [`Release ${version.replaceAll('~', '-')}.`];
  const lines = said.flatMap((change) => wrap(change, WIDTH).map((line, at) => `${at > 0 ? '   ' : '  *'} ${line}`));
  // deb-changelog(5) wants a date in RFC 5322's form.
  const date = new Date(time * 1000).toUTCString().replace('GMT', '+0000');
  return `${name} (${version}) unstable; urgency=medium\n\n${lines.join('\n')}\n\n -- ${maintainer}  ${date}\n`;
}
