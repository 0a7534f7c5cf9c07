/**
 * The changes of each release: from a project's CHANGELOG.md, or else from its tagged commits.
 */
import { debianVersion } from '../version.ts';

/** A released version and its changes. */
export interface Release {
  /** As Debian writes it. */
  version: string;
  /** In seconds since 1970, or undefined if the source names no date. */
  time: number | undefined;
  changes: string[];
}

/** `## [1.2.3] - 2026-01-31`, `# v1.2.3 (2026-01-31)`, `1.2.3 / 2026-01-31` with a line of = or - below it. */
const HEADING = /^(?:#{1,4}\s+)?\[?v?(\d+\.\d+\.\d+[0-9A-Za-z.+-]*)\]?(?:\([^)]*\))?(.*)$/;
const DATE = /\b(\d{4}-\d{2}-\d{2})\b/;

/** The releases in a CHANGELOG.md as keepachangelog.com and the tools of npm's world write it, newest first. */
export function parseChangelog(markdown: string): Release[] {
  const releases: Release[] = [];
  let release: Release | undefined;
  let isOpen = false;
  for (const line of markdown.replace(/<!--.*?-->/gs, '').split(/\r?\n/)) {
    const heading = line.startsWith('#') || /^v?\d+\.\d+\.\d+/.test(line) ? HEADING.exec(line) : null;
    if (heading || /^#{1,2}\s/.test(line)) {
      release = heading ? newRelease(heading) : undefined;
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

function newRelease([, npmVersion, rest]: readonly string[]): Release | undefined {
  if (npmVersion === undefined || rest === undefined) return undefined;

  const version = debianVersion(npmVersion);
  const day = DATE.exec(rest)?.[1];
  const time = day ? Date.parse(`${day}T12:00:00Z`) / 1000 : Number.NaN;
  return version === undefined ? undefined : { version, time: Number.isNaN(time) ? undefined : time, changes: [] };
}

/** A Debian changelog is plain text, without Markdown's marks. */
function plainText(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|__|`/g, '')
    .trim();
}

/** The versions that the tags of `decoration` mark: those of the project, and those of its whole repository. */
function taggedVersions(decoration: string, names: readonly string[]): { own?: string; common?: string } {
  const versions: { own?: string; common?: string } = {};
  for (const [, tag = ''] of decoration.matchAll(/tag: ([^,]+)/g)) {
    const rests = names.flatMap((name) => (tag.startsWith(name) ? [tag.slice(name.length)] : []));
    const own = rests.map((rest) => /^[@/_-]v?(\d.*)$/.exec(rest)?.[1]).find(Boolean);
    const common = /^v?(\d.*)$/.exec(tag)?.[1];
    const version = debianVersion(own ?? common ?? '');
    if (version !== undefined) versions[own === undefined ? 'common' : 'own'] ??= version;
  }
  return versions;
}

/** Whether a tag may name a version. */
export function isVersionTag(log: string): boolean {
  return /\btag: [^\t,]*\d\.\d/.test(log);
}

interface LogReading {
  /** Of commits after the last tag. */
  version: string;
  /** Names of the project. */
  names: readonly string[];
  /** Hashes of the commits whose subjects count. Default: all. */
  commits?: ReadonlySet<string>;
  /** Seconds since 1970 from git's text, within the limits of an archive. */
  timeOf: (text: string) => number;
}

/**
 * The releases that tags mark: `v1.2.3`, or in a repository of several projects `shop@1.2.3`, `shop-v1.2.3` and
 * `shop/v1.2.3`. If the project has tags of its own, common tags belong to other projects. Commits after the last tag
 * belong to `version`.
 * `log` is git's, newest first, a line for each commit: hash, tab, names of tags, tab, seconds since 1970, tab, subject.
 */
export function releasesOfLog(log: string, { version, names, commits, timeOf }: LogReading): Release[] {
  const lines = log
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [hash = '', decoration = '', time = '', ...words] = line.split('\t');
      // A subject may hold tabs.
      return { hash, tags: taggedVersions(decoration, names), time: timeOf(time), subject: words.join('\t') };
    });
  const kind = lines.some(({ tags }) => tags.own !== undefined) ? 'own' : 'common';
  // Without a tag, the whole history would be one release.
  if (!lines.some(({ tags }) => tags[kind] !== undefined)) return [];
  const releases: Release[] = [];
  for (const { hash, tags, time, subject } of lines) {
    const isOwn = commits?.has(hash) ?? true;
    const tagged = tags[kind];
    if (tagged !== undefined) releases.push({ version: tagged, time, changes: [] });
    else if (releases.length === 0 && isOwn) releases.push({ version, time, changes: [] });
    if (isOwn && !/^Merge (branch|pull request|tag|remote)/.test(subject)) releases.at(-1)?.changes.push(subject);
  }
  return releases;
}
