/**
 * The form of a row of the table in frameworks.ts.
 */

/** A directory that the program writes to, relative to the project. */
export type Writable = string | { path: string; cache: true };

/** One that is there only if the build has written a part of its output: an empty one would mean such a part. */
type WritableOfBuild = { path: string; cache: true; isOfBuild: true };

/** A way to run a project of a framework. */
export interface Run {
  /**
   * The framework's own command in a script, as its first two words: `next start`. With other second words it builds, or
   * serves a developer. Missing if Node runs the file itself.
   */
  command?: string;
  /**
   * A file at the top of the project, and the look of its text, that have to be there. The first way of a row that
   * fits counts.
   */
  when?: { file: RegExp; text: RegExp };
  /** The file that Node runs, relative to the project. Of several the first that exists counts, or else the first. */
  entry: readonly [string, ...string[]];
  /** The file that a build writes, if it is not the entry. */
  output?: string;
  /** The command that builds, if package.json has no script `build`. */
  build?: string;
  /** The folder that it runs in, relative to the project. Missing: the project. */
  directory?: string;
  /** Arguments, if no script has a command. */
  arguments?: readonly string[];
  /** Options for developers, without values of their own, which the service does not get. */
  dropped?: readonly string[];
  /** The port without any setting. Missing: sources of yours name it. */
  port?: string;
  /** Further settings and their defaults. */
  settings?: Readonly<Record<string, { value: string; description: string }>>;
  /** Globs for `include`. Those that name no file or folder of the project stay out. Missing: the usual choice has all. */
  include?: readonly string[];
  /** Folders to copy in the package, relative to the project, if the target is not there yet. */
  copies?: readonly { from: string; to: string }[];
  /** Whether the output has its dependencies in it, so that node_modules of the project stays out. */
  isComplete?: boolean;
  /** Directories that the program writes to. */
  writable?: readonly (Writable | WritableOfBuild)[];
  /** Its health page. Missing: it is ready when its port is open. */
  health?: string;
  /** Seconds until it is ready at the latest, if the usual time does not suffice: many change their databases first. */
  startTimeout?: number;
  /** A glob of sources beside the app that the framework loads by their folders, without imports. */
  loads?: string;
}

/** A framework. */
export interface Framework {
  /** The npm package. A project that depends on it, also for development alone, is a project of the framework. */
  package: string;
  /** The section of the Debian package. */
  section: 'web';
  /** Why a bundle of a project that depends on it does not run, or undefined if it runs. */
  modules?: string;
  /** The server that it opens for a file of yours: its health page, and the seconds until it is ready at the latest. */
  server?: { health: string; startTimeout: number };
  /** The ways to run a project. Missing: Node runs a file of yours. */
  runs?: readonly [Run, ...Run[]];
  /** Whether it reads .env by itself. */
  readsEnv?: boolean;
  /** A question to a project that none of its ways fits. */
  otherwise?: string;
}
