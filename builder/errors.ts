/**
 * The one error of this tool: its message names the mistake, its notes say where it is and how to fix it.
 */

/** One of several mistakes that an error lists. */
export interface Problem {
  /** File, line and column: `package.json:18:5`. */
  readonly place: string;
  /** `deb.service.port`. */
  readonly key: string;
  readonly problem: string;
  /** How to put it right. */
  readonly fix: string;
}

interface BuildErrorOptions {
  /** Each becomes a note, too. */
  problems?: readonly Problem[];
  /** 1: a mistake in the project or its context; 2: the command itself was used wrongly. */
  exitCode?: 1 | 2;
  cause?: unknown;
}

export class BuildError extends Error {
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
  readonly exitCode: 1 | 2;

  constructor(what: string, notes: readonly string[] = [], options: BuildErrorOptions = {}) {
    const { exitCode = 1, cause, problems = [] } = options;
    super(what, { cause });
    this.name = 'BuildError';
    this.notes = [...notes, ...problems.map(noteOf)];
    this.problems = problems;
    this.exitCode = exitCode;
  }
}

function noteOf({ place, key, problem, fix }: Problem): string {
  return `${place}: ${key}: ${problem}; ${fix}`;
}

/** An error as the user sees it: no stack for a mistake of theirs, all of it for one of ours. */
export function describeError(error: unknown): string {
  if (error instanceof BuildError) {
    return [`error: ${error.message}`, ...error.notes.map((note) => `  ${note}`)].join('\n');
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `error: this is a defect in build-deb, not in your project\n${detail}`;
}

const FILE_SYSTEM_REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would become larger than allowed here',
  EISDIR: 'it is a directory',
  ELOOP: 'links on the way to it lead in a circle',
  ENAMETOOLONG: 'a name in the path is too long',
  ENOENT: 'it does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is not a directory',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
};

/** The way out for a file that this user may not read, as a list of notes. */
export function readingAdvice(error: unknown): string[] {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM'
    ? ['give this user the right to read it (chmod), or build as its owner']
    : [];
}

/** Why the file system refused, in words or at least in its own, or undefined if `error` did not come from there. */
export function fileSystemReason(error: unknown): string | undefined {
  const { code, syscall, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined) return undefined;
  return FILE_SYSTEM_REASONS[code] ?? (syscall === undefined ? undefined : message);
}
