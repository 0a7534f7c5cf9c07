/**
 * What the command shows: progress, plans and results.
 */
import { type Entry, type Manifest, sizeOf } from '../manifest.ts';
import type { FinishedBuild } from '../project/up-to-date.ts';

/** The whole plan to read: entries first, then every control member and text in full. */
export function describePlan(manifest: Manifest): string {
  const { entries, members } = manifest;
  const lines = [
    `${manifest.package} ${manifest.version} (${manifest.architecture}), ${new Date(manifest.time * 1000).toISOString()}`,
    '',
    ...entries.map(describeEntry),
  ];
  const texts = entries.flatMap((entry) => {
    const readable = entry.type === 'text' && /^\/(etc|usr\/lib\/(systemd|sysusers\.d))\//.test(entry.path);
    return readable ? [{ name: entry.path, content: Buffer.from(entry.content).toString() }] : [];
  });
  for (const { name, content } of [...members, ...texts]) lines.push('', `==> ${name} <==`, content.trimEnd());
  return `${lines.join('\n')}\n`;
}

/** As `ls -l` would show it: `-rw-r--r-- root  2140 /etc/default/demo  conffile`. */
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
    // tar gives size and owner nineteen columns between them, or as many as it takes.
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

/** The plan for programs: modes in octal, content as text, or in base64 where it is none. */
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

/** The result for programs. */
export function describePackage({ built, name, version, architecture }: FinishedBuild): string {
  const { short, full, size } = built;
  return `${JSON.stringify({ package: name, version, architecture, path: short, file: full, size }, null, 2)}\n`;
}
