/**
 * Ports that systemd holds for a service (systemd.socket(5)).
 */
import type { ServiceSocket } from './config.ts';
import type { DebSection, ServiceSection } from './schema/schema.ts';
import { LISTEN_ADDRESS } from './schema/services.ts';

/** The end of the name of a Unix socket's unit, beside units of ports. */
export const UNIX_SUFFIX = 'unix';

/** A port as package.json has it, and its value. */
export interface ListedPort {
  written: number | string;
  /** With its colon, or empty for each address of the machine. */
  address: string;
  /** The setting that holds the port. */
  variable?: string;
  /** Missing if there is no such setting. */
  value?: string;
}

/** The ports that a service lists in `socket`, where `true` stands for `port` or the setting PORT. */
export function listedPorts(deb: DebSection, service: ServiceSection): ListedPort[] {
  const { socket } = service;
  if (socket !== true) return socket === false ? [] : socket.map((written) => listedPort(deb, service, written));
  const only = onlyPort(deb, service);
  return only === undefined ? [] : [only];
}

/** The port that the app asks for, if `socket` lists none: `port`, or the setting PORT. */
export function onlyPort(deb: DebSection, service: ServiceSection): ListedPort | undefined {
  const { port, settings } = service;
  const written = port ?? ('PORT' in { ...deb.settings, ...settings } ? 'PORT' : undefined);
  return written === undefined ? undefined : listedPort(deb, service, written);
}

function listedPort(deb: DebSection, { settings }: ServiceSection, written: number | string): ListedPort {
  const { address, place } = addressAndPlace(String(written));
  if (/^\d/.test(place)) return { written, address, value: place };
  const value = { ...deb.settings, ...settings }[place]?.value;
  return { written, address, variable: place, ...(value === undefined ? {} : { value }) };
}

function addressAndPlace(listen: string): { address: string; place: string } {
  const [, address = '', place] = new RegExp(LISTEN_ADDRESS).exec(listen) ?? [];
  if (place === undefined) throw new Error(`${listen} is no port, although the schema has passed it`);
  return { address, place };
}

/** The path of a service's Unix socket, in a directory of root. */
export function unixSocketPath(unit: string): string {
  return `/run/${unit}/socket`;
}

/** The socket units of the service `unit`. The first one has its name. The rules have passed them. */
export function socketsOf(deb: DebSection, unit: string, service: ServiceSection): ServiceSocket[] {
  const ports = listedPorts(deb, service);
  const sockets = ports.map(({ address, ...port }, at): ServiceSocket => {
    const name = at === 0 ? unit : `${unit}-${port.value}`;
    return { unit: name, ...portOf(port), listen: `${address}${port.value}` };
  });
  const port = ports[0] ?? onlyPort(deb, service);
  if (service.unixSocket === undefined || port === undefined) return sockets;
  const name = sockets.length === 0 ? unit : `${unit}-${UNIX_SUFFIX}`;
  return [...sockets, { unit: name, ...portOf(port), listen: unixSocketPath(unit), access: service.unixSocket }];
}

function portOf({ variable, value }: Pick<ListedPort, 'variable' | 'value'>): Pick<ServiceSocket, 'port' | 'variable'> {
  return { port: Number(value), ...(variable === undefined ? {} : { variable }) };
}
