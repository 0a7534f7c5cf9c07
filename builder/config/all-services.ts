/**
 * The services of a `deb` section and their places in package.json.
 */
import type { DebSection, ServiceSection } from './schema/schema.ts';

export interface PlacedService {
  /** `['deb', 'services', 'worker']`. */
  place: string[];
  service: ServiceSection;
}

/** The main service comes first. Its settings are those of the package. */
export function allServices(deb: DebSection): [PlacedService, ...PlacedService[]] {
  const further = Object.entries(deb.services).map(([key, service]) => ({ place: ['deb', 'services', key], service }));
  return [{ place: ['deb', 'service'], service: { ...deb.service, settings: {} } }, ...further];
}
