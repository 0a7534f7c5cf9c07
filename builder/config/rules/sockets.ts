/**
 * Ports that systemd holds for a service (systemd.socket(5)): which, and where each of them is written down.
 */
import type { JSONPath } from 'jsonc-parser';
import type { Mistake } from '../mistakes/mistakes.ts';
import { allServices, type Described, type DescribedPackage, type DescribedService } from '../schema/checked.ts';

/** A port that systemd holds for a service: a socket unit. */
export interface ServiceSocket {
  /** The unit, without the suffix. */
  unit: string;
  /** What the app asks for, and the setting that tells it so, if there is one. */
  port: number;
  variable?: string;
  /** As ListenStream= has it: the port, or an address with it. */
  listen: string;
}

/** An address, if there is one, with its colon; and a port, or the setting that holds it. */
export const LISTEN_ADDRESS =
  '^((?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]):)?([A-Z_][A-Z0-9_]*|[1-9][0-9]{0,4})$';

/** A port as package.json has it, and what it comes to. */
interface Wanted {
  written: number | string;
  address: string;
  variable?: string;
  /** None: the setting that it names is not there. */
  value?: string;
}

/** The sockets of the service `unit`; the first has its name. The rules have passed them. */
export function socketsOf(deb: DescribedPackage, unit: string, service: DescribedService): ServiceSocket[] {
  return wanted(deb, service).map(({ address, variable, value }, at) => ({
    unit: at === 0 ? unit : `${unit}-${value}`,
    port: Number(value),
    ...(variable === undefined ? {} : { variable }),
    listen: `${address}${value}`,
  }));
}

function wanted(deb: DescribedPackage, { socket = false, port, settings = {} }: DescribedService): Wanted[] {
  const known: Described = { ...deb.settings, ...settings };
  const only = port ?? ('PORT' in known ? 'PORT' : undefined);
  const items = socket === true && only !== undefined ? [only] : socket;
  if (typeof items === 'boolean') return [];
  return items.map((written) => {
    const [, address = '', place = ''] = new RegExp(LISTEN_ADDRESS).exec(String(written)) ?? [];
    if (/^\d/.test(place)) return { written, address, value: place };
    const value = known[place]?.value;
    return { written, address, variable: place, ...(value === undefined ? {} : { value }) };
  });
}

const setting = (name: string): string => `"${name}": { "value": "8080", "description": "The port to listen on." }`;

/** The mistakes in `socket` that no schema can find. */
export function* sockets(deb: DescribedPackage): Iterable<Mistake> {
  const taken = new Map<string, string>();
  for (const [place, service] of allServices(deb)) {
    const path: JSONPath = [...place, 'socket'];
    if (service.unit !== undefined && service.socket) {
      yield { path, text: 'means nothing with a unit file of your own: bring the socket unit with deb.files, too' };
      continue;
    }
    const ports = wanted(deb, service);
    if (service.socket === true && ports.length === 0) {
      yield { path, text: `which port? Name it, as in "port": 8080 beside it, or in deb.settings: ${setting('PORT')}` };
    }
    for (const [at, { written, address, variable, value }] of ports.entries()) {
      const here = Array.isArray(service.socket) ? [...path, at] : path;
      const text = wrong(deb, service, variable, value);
      const before = taken.get(`${address}${value}`);
      if (text !== undefined) yield { path: here, text: text.replace('WRITTEN', String(written)) };
      else if (before !== undefined) yield { path: here, text: `${before} has this port already` };
      taken.set(`${address}${value}`, here.join('.'));
      const unit = place.length > 2 ? `${place.at(-1)}-${value}` : String(value);
      if (at > 0 && unit in deb.services) {
        yield { path: ['deb', 'services', unit], text: `a socket of ${place.join('.')} has this name: rename it` };
      }
    }
  }
}

/** What is wrong with a port, if anything is. */
function wrong(
  deb: DescribedPackage,
  { settings = {} }: DescribedService,
  variable: string | undefined,
  value: string | undefined,
): string | undefined {
  if (variable !== undefined && value === undefined) {
    return `there is no such setting as ${variable}, and systemd must know the port; add it, as in ${setting(variable)}`;
  }
  if (!/^[1-9]\d{0,4}$/.test(value ?? '') || Number(value) > 65535) {
    return `WRITTEN is ${JSON.stringify(value)}, but systemd holds ports from 1 to 65535`;
  }
  if (variable !== undefined) return undefined;
  // The port must stand in one place.
  const [twin] = Object.entries({ ...deb.settings, ...settings }).filter(
    ([name, setting]) => name.includes('PORT') && setting.value === value,
  );
  return twin && `${value} is the value of the setting ${twin[0]}: name that, as in "socket": ["${twin[0]}"]`;
}
