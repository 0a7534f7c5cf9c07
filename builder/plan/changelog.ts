/**
 * The changes of each release as a Debian changelog (deb-changelog(5)).
 */
import type { Release } from '../project/changelog.ts';
import { oneLine, wrap } from '../text.ts';
import { withoutEpoch } from '../version.ts';

/** The facts in a changelog besides its releases. */
interface Imprint {
  name: string;
  version: string;
  maintainer: string;
  /** Of the package, in seconds since 1970. */
  time: number;
}

/** Width of a line of changes, without the indent (lintian complains of lines longer than 80). */
const WIDTH = 74;

/** The changelog, whose first entry is the package's own version (Debian Policy 4.4). */
export function debianChangelog(releases: readonly Release[], imprint: Imprint): string {
  const own = releases.findIndex(({ version }) => version === withoutEpoch(imprint.version));
  const entries = own < 0 ? [{ version: imprint.version, time: imprint.time, changes: [] }, ...releases] : releases;
  // Each entry older than the one above it: several releases on one day, or without a date, have to be told apart.
  let after = Number.POSITIVE_INFINITY;
  const texts = entries.slice(Math.max(own, 0)).map((release, at) => {
    const time = Math.min(release.time ?? imprint.time, after - 1);
    after = time;
    return entryText({ ...release, time, ...(at === 0 ? { version: imprint.version } : {}) }, imprint);
  });
  return texts.join('\n');
}

function entryText({ version, time, changes }: Release & { time: number }, { name, maintainer }: Imprint): string {
  const said = changes.length > 0 ? changes : [`Release ${version.replaceAll('~', '-')}.`];
  const lines = said.flatMap((change) =>
    wrap(oneLine(change.replaceAll(/\s+/g, ' ')), WIDTH).map((line, at) => `${at > 0 ? '   ' : '  *'} ${line}`),
  );
  // deb-changelog(5) wants a date in RFC 5322's form.
  const date = new Date(time * 1000).toUTCString().replace('GMT', '+0000');
  return `${name} (${version}) unstable; urgency=medium\n\n${lines.join('\n')}\n\n -- ${maintainer}  ${date}\n`;
}
