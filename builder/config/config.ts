/**
 * The configuration of a package, as everything else sees it: checked, complete, never changed.
 */

import type { Compression } from '../manifest.ts';
import type { DebianRelease } from '../releases.ts';
import type { ServiceSocket } from './rules/sockets.ts';
import type { MAINTAINER_SCRIPTS } from './schema/schema.ts';

/** An environment variable that the administrator may set in /etc/default/NAME. */
export interface Setting {
  variable: string;
  /** Its default. */
  value: string;
  description: string;
  /** The socket unit in which the administrator changes it instead: it is a port that systemd holds. */
  socketUnit?: string;
}

/** A directive of a unit that is not as its level has it, and why. */
export interface Override {
  directive: string;
  value: string;
  because: string;
}

export type MaintainerScript = (typeof MAINTAINER_SCRIPTS)[number];

/** How a service is started, watched and stopped. Times are seconds. */
export interface Service {
  /** Its unit, without the suffix: the package's name, or that and what the project calls it. */
  unit: string;
  summary: string;
  /** Path of the file that starts it, relative to the project. */
  entry: string;
  arguments: string[];
  user: string;
  /** Its folder in /var/lib, and the home of its account. */
  state: string;
  /** What makes it ready: its health page, an open port, its own word, or that its program has been loaded. */
  ready: 'http' | 'listening' | 'app' | 'loaded';
  health: string;
  /** The port of the server that counts, or the variable that holds it; none: the first server. */
  port?: number | string;
  /** The ports that systemd holds for it. */
  sockets: ServiceSocket[];
  startTimeout: number;
  stopTimeout: number;
  watchdog: number;
  restart: 'on-failure' | 'always' | 'no';
  restartDelay: number;
  /** Whether it reloads on SIGHUP. */
  reload: boolean;
  /** Whether to name what blocks the event loop. */
  explain: boolean;
  /** What it may do. */
  harden: 'off' | 'standard' | 'strict' | 'sealed';
  hardenOverrides: Override[];
  enable: boolean;
  start: boolean;
  restartAfterUpgrade: boolean;
  /** A unit file of the project's own: its path, relative to the project. */
  unitFile?: string;
  /** When it runs, if it is a task: a calendar event (systemd.time(7)). */
  schedule?: string;
  /** Of this service alone. */
  settings: Setting[];
}

/** A file or the matches of a glob, relative to the project; a symbolic link; an empty directory. */
export type ExtraFile =
  | { from: string; to: string; mode?: string; owner?: string; conffile?: boolean }
  | { link: string; to: string }
  | { directory: string; mode?: string; owner?: string };

/** Everything the package is made of, defaults filled in. */
export interface Config {
  name: string;
  /** Debian's, with the revision. */
  version: string;
  revision?: string;
  upstreamVersion: string;
  maintainer: string;
  license: string;
  homepage: string | undefined;
  summary: string;
  /** Paragraphs. */
  extendedDescription: string[];
  section: string;
  depends: string[];
  recommends: string[];
  suggests: string[];
  payload: 'bundle' | 'modules';
  compression: Compression;
  /** Which of the project's own files, with `modules`; none: as npm would. */
  include: string[];
  /** The version of Node that the package carries; none: it runs on Debian's. */
  bundledNode: string | undefined;
  /** The releases of Debian that it is for, oldest first. */
  releases: readonly DebianRelease[];
  /** The first one has the package's name. */
  services: readonly [Service, ...Service[]];
  /** Of all services. */
  settings: Setting[];
  secrets: { variable: string; description: string }[];
  files: ExtraFile[];
  mail: boolean;
  /** What the project adds to maintainer scripts: paths relative to the project. */
  scripts: Partial<Record<MaintainerScript, string>>;
  /** What becomes of the installation when a service does not become ready. */
  onStartFailure: 'fail' | 'warn';
}

export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
