/**
 * Ports that systemd holds for a service (systemd.socket(5)).
 */
import type { ServiceSocket } from './config.ts';
import type { DebSection, ServiceSection } from './schema/schema.ts';
import { LISTEN_ADDRESS } from './schema/services.ts';

/** A port as package.json has it, and its value. */
export interface ListedPort {
  written: number | string;
  /** With its colon; empty for each address of the machine. */
  address: string;
  /** The setting that holds the port. */
  variable?: string;
  /** Missing if there is no such setting. */
  value?: string;
}

/** The ports that a service lists in `socket`, where `true` stands for `port` or the setting PORT. */
export function listedPorts(deb: DebSection, { socket, port, settings }: ServiceSection): ListedPort[] {
  const known = { ...deb.settings, ...settings };
  const only = port ?? ('PORT' in known ? 'PORT' : undefined);
  const items = socket === true && only !== undefined ? [only] : socket;
  if (typeof items === 'boolean') return [];
  return items.map((written) => {
    const { address, place } = addressAndPlace(String(written));
    if (/^\d/.test(place)) return { written, address, value: place };
    const value = known[place]?.value;
    return { written, address, variable: place, ...(value === undefined ? {} : { value }) };
  });
}

function addressAndPlace(listen: string): { address: string; place: string } {
  const [, address = '', place] = new RegExp(LISTEN_ADDRESS).exec(listen) ?? [];
  if (place === undefined) throw new Error(`${listen} is no port, although the schema has passed it`);
  return { address, place };
}

/** The socket units of the service `unit`; the first one has its name. The rules have passed them. */
export function socketsOf(deb: DebSection, unit: string, service: ServiceSection): ServiceSocket[] {
  return listedPorts(deb, service).map(({ address, variable, value }, at) => ({
    unit: at === 0 ? unit : `${unit}-${value}`,
    port: Number(value),
    ...(variable === undefined ? {} : { variable }),
    listen: `${address}${value}`,
  }));
}
