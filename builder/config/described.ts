/**
 * The `deb` section once the schema has passed it, with its defaults and npm's own fields.
 */
import type { Config, Service } from './config.ts';

/** Variables, as package.json has them. */
export type Described = Record<string, { value: string; about: string }>;

/** What the schema guarantees of a service. */
export interface DescribedService
  extends Omit<Service, 'unit' | 'summary' | 'entry' | 'user' | 'state' | 'startLimit' | 'unitFile' | 'settings'> {
  startLimit?: number;
  summary?: string;
  entry?: string;
  user?: string;
  unit?: string;
  settings?: Described;
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
  | 'compression'
  | 'include'
  | 'files'
  | 'mail'
  | 'scripts'
  | 'onStartFailure';

/** What the schema guarantees of the `deb` section, once npm's own fields have been put into it. */
export interface DescribedPackage extends Pick<Config, Kept> {
  entry: string;
  runtime: 'debian' | 'bundled';
  node: string;
  debian?: string[];
  revision?: string;
  settings: Described;
  secrets: Record<string, { about: string }>;
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
