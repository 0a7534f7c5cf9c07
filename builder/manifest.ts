/**
 * The package as plain data: planned without touching a disk, printed by --plan,
 * compared in tests and streamed by the archive writer. Modes, owners and times stand here, so
 * nothing of the building machine's can leak into a package.
 */
interface Placed {
  /** Where it lands: an absolute path, parts separated by one slash, none of them `.` or `..`. */
  path: string;
  /** Permission bits. */
  mode: number;
  /** User and group, by name. */
  owner: string;
}

interface DirectoryEntry extends Placed {
  type: 'directory';
}

/** A file whose content is known when the package is planned. */
export interface TextEntry extends Placed {
  type: 'text';
  content: Uint8Array;
  conffile: boolean;
}

/** A file that is read when the package is packed; `size` in bytes is the size that it must have then. */
export interface FileEntry extends Placed {
  type: 'file';
  source: string;
  size: number;
  conffile: boolean;
}

interface LinkEntry extends Placed {
  type: 'link';
  target: string;
}

export type Entry = DirectoryEntry | TextEntry | FileEntry | LinkEntry;

/** An entry with its origin: `deb.files[2]`, the agent, the unit of a service. Messages name the origin. */
export type PlannedEntry = Entry & { from: string };

/** The same entries with their origin. */
export function planned(from: string, entries: readonly Entry[]): PlannedEntry[] {
  return entries.map((entry) => ({ ...entry, from }));
}

/** A member of the control archive (Debian Policy 6): `control`, `postinst` and so on. */
export interface ControlMember {
  name: string;
  mode: number;
  content: string;
}

interface CompressionMethod {
  /** The end of a compressed member's name, behind `data.tar`. */
  suffix: string;
  /** The levels of the method; a method without a choice has one level. */
  least: number;
  most: number;
  usual: number;
}

/** The methods of compression that dpkg reads (deb(5)). */
export const COMPRESSION_METHODS = {
  xz: { suffix: '.xz', least: 0, most: 9, usual: 6 },
  zstd: { suffix: '.zst', least: 1, most: 19, usual: 12 },
  gzip: { suffix: '.gz', least: 1, most: 9, usual: 9 },
  none: { suffix: '', least: 0, most: 0, usual: 0 },
} as const satisfies Record<string, CompressionMethod>;

/** How the archives in a package are compressed. */
export interface Compression {
  method: keyof typeof COMPRESSION_METHODS;
  /** As the method counts them, or 0 with `none`. */
  level: number;
  /** How many cores may work at it, which makes no difference to the package; all, if undefined. */
  threads?: number;
}

/**
 * The latest time that an archive holds, in seconds since 1970: tar's field has 11 octal digits (tar(5)), ar's has 12
 * decimal ones. It is in the year 2242.
 */
export const LATEST_TIME = 8 ** 11 - 1;

export interface Manifest {
  package: string;
  version: string;
  architecture: string;
  /** Time of everything in the package, in seconds since 1970, up to {@link LATEST_TIME}. */
  time: number;
  compression: Compression;
  members: ControlMember[];
  /** Parents before children. */
  entries: PlannedEntry[];
  /** The path of the bill of materials, an entry that is also written beside the package. */
  sbom?: string | undefined;
}

/** A file of root's with this content, which everybody may read. */
export function textEntry(path: string, content: string | Uint8Array): TextEntry {
  return { type: 'text', path, mode: 0o644, owner: 'root', content: Buffer.from(content), conffile: false };
}

/** Bytes of content, or 0 for an entry without content. */
export function sizeOf(entry: Entry): number {
  if (entry.type === 'text') return entry.content.length;
  return entry.type === 'file' ? entry.size : 0;
}

/** In KiB, as dpkg-gencontrol reckons it: each file rounded up, 1 for everything else (deb-substvars(5)). */
export function installedSize(entries: readonly Entry[]): number {
  const isFile = (entry: Entry): boolean => entry.type === 'file' || entry.type === 'text';
  return entries.reduce((sum, entry) => sum + (isFile(entry) ? Math.ceil(sizeOf(entry) / 1024) : 1), 0);
}

/** Entries in order of their paths, with every directory above them that is not listed itself. */
export function withParents(entries: readonly PlannedEntry[]): PlannedEntry[] {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  for (const { path, from } of entries) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const parent = path.slice(0, end);
      // A parent that is listed has its own parents listed, too.
      if (byPath.has(parent)) break;
      byPath.set(parent, { type: 'directory', path: parent, mode: 0o755, owner: 'root', from });
    }
  }
  return [...byPath.values()].sort((a, b) => comparePaths(a.path, b.path));
}

const SLASH = '/'.charCodeAt(0);

/** By parts, not by characters: `/a/b` comes before `/a-c`, and so right after `/a`. */
function comparePaths(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const one = a.charCodeAt(at);
    const other = b.charCodeAt(at);
    if (one !== other) return one === SLASH ? -1 : other === SLASH ? 1 : one - other;
  }
  return a.length - b.length;
}

/** A finished package: one file under two names. */
export interface BuiltPackage {
  /** NAME.deb, short to type. */
  short: string;
  /** NAME_VERSION_ARCHITECTURE.deb, as dpkg calls it. */
  full: string;
  /** NAME_VERSION_ARCHITECTURE.cdx.json, the bill of materials, if there is one. */
  sbom?: string | undefined;
  /** In bytes. */
  size: number;
}
