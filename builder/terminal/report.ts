/**
 * Plans and results on stdout, for people and for programs.
 */
import { type Entry, type Manifest, sizeOf } from '../manifest.ts';
import type { Programs } from '../programs/programs.ts';
import type { FinishedBuild } from '../project/up-to-date.ts';

/** The programs of a package in one line: `14 files, 3 npm packages; for Debian 12, 13 and testing`. */
export function describePrograms({ entries, bundled, releases }: Programs, { bundledNode }: Target): string {
  const packages = bundled.filter(({ folder }) => folder.includes('node_modules')).length;
  const parts = [counted(entries.length, 'file'), counted(packages, 'npm package')];
  if (bundledNode !== undefined) parts.push(`Node ${bundledNode}`);
  const names = releases.map(({ name }) => name.replace(/^Debian /, ''));
  const [last, ...others] = names.reverse();
  const list = others.length > 0 ? `${others.reverse().join(', ')} and ${last}` : last;
  return `${parts.join(', ')}; for Debian ${list}`;
}

interface Target {
  /** Version of the Node that the package carries. */
  bundledNode?: string | undefined;
}

function counted(amount: number, noun: string): string {
  return `${amount === 0 ? 'no' : amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** The plan for people: the files, the control members and the units; with `scripts`, the maintainer scripts too. */
export function describePlan(manifest: Manifest, { scripts }: { scripts: boolean }): string {
  const { entries, members } = manifest;
  const time = new Date(manifest.time * 1000).toISOString();
  const lines = [`${manifest.package} ${manifest.version} (${manifest.architecture}), ${time}`, ''];
  lines.push(...entries.map(describeEntry));
  const texts = [
    ...members.filter(({ content }) => scripts || !content.startsWith('#!')),
    ...entries.flatMap((entry) => {
      const isUnit = entry.type === 'text' && entry.path.startsWith('/usr/lib/systemd/');
      return isUnit ? [{ name: entry.path, content: Buffer.from(entry.content).toString() }] : [];
    }),
  ];
  for (const { name, content } of texts) lines.push('', `==> ${name} <==`, content.trimEnd());
  return `${lines.join('\n')}\n`;
}

/** One line in the manner of `ls -l`: `-rw-r--r-- root  2140 /etc/default/demo  conffile`. */
function describeEntry(entry: Entry): string {
  const size = String(sizeOf(entry)).padStart(9);
  const remark =
    entry.type === 'link' ? ` -> ${entry.target}` : 'conffile' in entry && entry.conffile ? '  conffile' : '';
  return `${KINDS[entry.type]}${permissions(entry.mode)} ${entry.owner} ${size} ${entry.path}${remark}`;
}

/** As `dpkg-deb --contents` lists a package. */
export function listEntries({ entries, time }: Manifest): string {
  const when = new Date(time * 1000).toISOString().slice(0, 16).replace('T', ' ');
  const lines = entries.map((entry) => {
    const owner = `${entry.owner}/${entry.owner}`;
    // In tar's listing, owner and size share nineteen columns. Longer ones take more.
    const size = String(sizeOf(entry)).padStart(18 - owner.length);
    const folder = entry.type === 'directory' ? '/' : '';
    const target = entry.type === 'link' ? ` -> ${entry.target}` : '';
    return `${KINDS[entry.type]}${permissions(entry.mode)} ${owner} ${size} ${when} .${entry.path}${folder}${target}\n`;
  });
  return [`drwxr-xr-x root/root         0 ${when} ./\n`, ...lines].join('');
}

const KINDS = { directory: 'd', link: 'l', text: '-', file: '-' } as const;

function permissions(mode: number): string {
  return [...'rwxrwxrwx'].map((letter, at) => ((mode >> (8 - at)) & 1 ? letter : '-')).join('');
}

/** The plan for programs: modes in octal, content as text, or in base64 if it is not UTF-8. */
export function manifestJson(manifest: Manifest): string {
  const entries = manifest.entries.map((entry) => {
    const common = { ...entry, mode: entry.mode.toString(8).padStart(4, '0') };
    return entry.type === 'text' ? { ...common, size: sizeOf(entry), ...encoded(entry.content) } : common;
  });
  const members = manifest.members.map((member) => ({ ...member, mode: member.mode.toString(8).padStart(4, '0') }));
  return `${JSON.stringify({ ...manifest, members, entries }, null, 2)}\n`;
}

function encoded(content: Uint8Array): { content: string; encoding: 'utf8' | 'base64' } {
  const bytes = Buffer.from(content);
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(bytes);
  return isText ? { content: text, encoding: 'utf8' } : { content: bytes.toString('base64'), encoding: 'base64' };
}

/**
 * The result for programs.
 * @param more further fields, of the verb
 */
export function describePackage(outcome: FinishedBuild, more: Record<string, unknown>): string {
  const { built, name, version, architecture } = outcome;
  const { short, full, size, sbom } = built;
  const result = { package: name, version, architecture, path: short, file: full, size, sbom, ...more };
  return `${JSON.stringify(result, null, 2)}\n`;
}
