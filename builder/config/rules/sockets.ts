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
      const problem = 'means nothing with a unit file of your own';
      yield { path, problem, fix: 'bring the socket unit with deb.files, too' };
      continue;
    }
    const ports = wanted(deb, service);
    if (service.socket === true && ports.length === 0) {
      const fix = `name it, as in "port": 8080 beside it, or in deb.settings: ${setting('PORT')}`;
      yield { path, problem: 'the port is not known', fix };
    }
    for (const [at, port] of ports.entries()) {
      const here = Array.isArray(service.socket) ? [...path, at] : path;
      const listen = `${port.address}${port.value}`;
      const mistake = portMistake(port, { ...deb.settings, ...service.settings });
      const before = taken.get(listen);
      if (mistake !== undefined) yield { path: here, ...mistake };
      else if (before !== undefined) {
        yield { path: here, problem: `${before} has this port already`, fix: 'take another one, or remove it' };
      }
      taken.set(listen, here.join('.'));
      const unit = place.length > 2 ? `${place.at(-1)}-${port.value}` : String(port.value);
      if (at > 0 && unit in deb.services) {
        const problem = `a socket of ${place.join('.')} has this name`;
        yield { path: ['deb', 'services', unit], problem, fix: 'rename it' };
      }
    }
  }
}

/** What is wrong with a port, if anything is. */
function portMistake(port: Wanted, settings: Described): Omit<Mistake, 'path'> | undefined {
  const { written, variable, value } = port;
  if (variable !== undefined && value === undefined) {
    const problem = `there is no such setting as ${variable}, and systemd must know the port`;
    return { problem, fix: `add it, as in ${setting(variable)}` };
  }
  if (!/^[1-9]\d{0,4}$/.test(value ?? '') || Number(value) > 65535) {
    return { problem: `${written} is ${JSON.stringify(value)}`, fix: 'it must be a port from 1 to 65535' };
  }
  if (variable !== undefined) return undefined;
  // The port must stand in one place.
  const twin = Object.entries(settings).find(([name, setting]) => name.includes('PORT') && setting.value === value);
  if (twin === undefined) return undefined;
  const problem = `${value} is the value of the setting ${twin[0]}`;
  return { problem, fix: `name that, as in "socket": ["${twin[0]}"]` };
}
