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

/**
 * The releases that tags such as `v1.2.3` mark. Commits after the last tag belong to `version`.
 * `log` is git's, newest first, a line for each commit: names of tags, tab, seconds since 1970, tab, subject.
 */
export function releasesOfLog(log: string, version: string): Release[] {
  const releases: Release[] = [];
  for (const line of log.split('\n').filter(Boolean)) {
    const [decoration, time, ...words] = line.split('\t');
    if (decoration === undefined || time === undefined) continue;
    // A subject may hold tabs.
    const subject = words.join('\t');
    const tag = /tag: v?(\d+\.\d+\.\d+[^,]*)/.exec(decoration)?.[1];
    const tagged = tag === undefined ? undefined : debianVersion(tag);
    if (tagged !== undefined) releases.push({ version: tagged, time: Number(time), changes: [] });
    else if (releases.length === 0) releases.push({ version, time: Number(time), changes: [] });
    if (!/^Merge (branch|pull request|tag|remote)/.test(subject)) releases.at(-1)?.changes.push(subject);
  }
  // Without a tag, the whole history would be one release.
  return /\btag: v?\d/.test(log) ? releases : [];
}
