/**
 * The configuration of a package: checked once, complete, frozen. Keys that need no change come from the schema as
 * they are. This file names the others.
 */

import type { Compression } from '../manifest.ts';
import type { DebianRelease } from '../releases.ts';
import type { DebSection, ServiceSection } from './schema/schema.ts';
import type { Writable } from './writable.ts';

export type { MaintainerScript } from './schema/schema.ts';

/** An environment variable that the administrator may set in /etc/default/NAME. */
export interface Setting {
  variable: string;
  /** The default. Undefined if the variable is not set without the administrator. */
  value?: string;
  description: string;
  /** The socket unit that holds the setting instead: it is a port of socket activation. */
  socketUnit?: string;
}

/** A directive of a unit in which a service differs from its level. */
export interface Override {
  directive: string;
  value: string;
  because: string;
}

/** A port that systemd holds for a service, by a socket unit. */
export interface ServiceSocket {
  /** The name of the socket unit, without the suffix. */
  unit: string;
  /** The port that the app asks for. */
  port: number;
  /** The setting that tells the app its port. */
  variable?: string;
  /** The value of ListenStream=: the port, an address and the port, or the path of a Unix socket. */
  listen: string;
  /** Of a Unix socket. */
  access?: { group: string; mode: string };
}

/** A file or the matches of a glob, relative to the project; a symbolic link; an empty directory. */
export type ExtraFile = DebSection['files'][number];

/** Keys of a service that have another form in `Service`. */
export const RESHAPED_SERVICE_KEYS = [
  'entry',
  'hardenOverrides',
  'restartAfterNodeUpgrade',
  'settings',
  'socket',
  'startTimeout',
  'summary',
  'unit',
  'unixSocket',
  'upgrade',
  'user',
] as const satisfies readonly (keyof ServiceSection)[];

/** How a service is started, watched and stopped. Times are seconds. */
export interface Service extends Omit<ServiceSection, (typeof RESHAPED_SERVICE_KEYS)[number]> {
  /** The name of its unit, without the suffix: NAME or NAME-KEY. */
  unit: string;
  summary: string;
  /** Path of the file that starts it, relative to the project. */
  entry: string;
  user: string;
  /** Its directory in /var/lib, which is the home of its system user. */
  state: string;
  /** The ports that systemd holds for it. */
  sockets: ServiceSocket[];
  startTimeout: number;
  /** How a new version takes over. */
  upgrade: 'overlap' | 'restart';
  restartAfterNodeUpgrade: boolean;
  hardenOverrides: Override[];
  /** A unit file that the project has written: its path, relative to the project. */
  unitFile?: string;
  /** Settings of this service alone. */
  settings: Setting[];
}

/** Keys of the `deb` section that have another form in `Config`. */
export const RESHAPED_KEYS = [
  'before',
  'compression',
  'compressionLevel',
  'compressionThreads',
  'entry',
  'runtime',
  'secrets',
  'service',
  'services',
  'settings',
  'writable',
] as const satisfies readonly (keyof DebSection)[];

/** A package, defaults filled in. */
export interface Config extends Omit<DebSection, (typeof RESHAPED_KEYS)[number]> {
  /** The Debian version, with the revision. */
  version: string;
  /** The version in package.json. */
  upstreamVersion: string;
  license: string;
  homepage: string | undefined;
  compression: Compression;
  /** The version of Node that the package carries. Without one it runs on Debian's. */
  bundledNode: string | undefined;
  /** The releases of Debian that it is for, oldest first. */
  releases: readonly DebianRelease[];
  /** The first one has the name of the package. */
  services: readonly [Service, ...Service[]];
  /** A step before the start of each version, which is no service. */
  before: Service | undefined;
  /** The users that package.json names in "user", even if one has the name of the package. */
  namedUsers: string[];
  /** Settings of all services. */
  settings: Setting[];
  secrets: { variable: string; description: string }[];
  /** Directories of the project that each service may write to. */
  writable: Writable[];
}

export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `from` without `keys`. */
export function omit<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Omit<T, K> {
  const names: readonly PropertyKey[] = keys;
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name))) as Omit<T, K>;
}
