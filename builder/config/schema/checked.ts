/**
 * The `deb` section once the schema has passed it, with its defaults and npm's own fields.
 */
import type { Compression } from '../../manifest.ts';
import type { Config, Service } from '../config.ts';

/** Variables, as package.json has them. */
export type Described = Record<string, { value: string; description: string }>;

/** What the schema guarantees of a service. */
export interface DescribedService
  extends Omit<
    Service,
    | 'unit'
    | 'summary'
    | 'entry'
    | 'user'
    | 'state'
    | 'sockets'
    | 'startTimeout'
    | 'unitFile'
    | 'settings'
    | 'hardenOverrides'
  > {
  socket?: boolean | (number | string)[];
  startTimeout?: number;
  summary?: string;
  entry?: string;
  user?: string;
  unit?: string;
  settings?: Described;
  hardenOverrides: Record<string, { value: string; because: string }>;
}

type Kept =
  | 'name'
  | 'maintainer'
  | 'summary'
  | 'extendedDescription'
  | 'section'
  | 'depends'
  | 'recommends'
  | 'suggests'
  | 'payload'
  | 'include'
  | 'files'
  | 'mail'
  | 'scripts'
  | 'onStartFailure';

/** What the schema guarantees of the `deb` section, once npm's own fields have been put into it. */
export interface DescribedPackage extends Pick<Config, Kept> {
  entry: string;
  compression: Compression['method'];
  compressionLevel?: number;
  compressionThreads?: number;
  runtime: 'debian' | 'bundled';
  node: string;
  debian?: string[];
  revision?: string;
  settings: Described;
  secrets: Record<string, { description: string }>;
  service: DescribedService & { user: string };
  services: Record<string, DescribedService>;
}

/** Every service with its place. */
export function allServices(deb: DescribedPackage): [string[], DescribedService][] {
  return [
    [['deb', 'service'], deb.service],
    ...Object.entries(deb.services).map(([name, service]): [string[], DescribedService] => [
      ['deb', 'services', name],
      service,
    ]),
  ];
}
