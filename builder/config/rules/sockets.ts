/**
 * Rules about the ports that systemd holds for services.
 */
import type { JSONPath } from 'jsonc-parser';
import { allServices, type PlacedService } from '../all-services.ts';
import type { Mistake } from '../mistakes/mistakes.ts';
import { example } from '../mistakes/written.ts';
import { setting } from '../schema/common.ts';
import type { DebSection } from '../schema/schema.ts';
import { type ListedPort, listedPorts, onlyPort, UNIX_SUFFIX, unixSocketPath } from '../sockets.ts';

/** The mistakes in `socket` that no schema can find. */
export function* socketMistakes(deb: DebSection): Iterable<Mistake> {
  /** Places in package.json by the ports that they list. */
  const taken = new Map<string, string>();
  for (const placed of allServices(deb)) {
    const { place, service } = placed;
    const path: JSONPath = [...place, 'socket'];
    if (service.unit !== undefined && service.socket) {
      const problem = 'means nothing with a unit file of your own';
      yield { path, problem, fix: 'bring the socket unit with deb.files, too' };
      continue;
    }
    yield* unixSocketMistakes(deb, placed);
    yield* upgradeMistakes(placed);
    const ports = listedPorts(deb, service);
    if (service.socket === true && ports.length === 0) {
      const fix = `name it, as in "port": 8080 beside it, or add it to deb.settings${example(['PORT'], setting)}`;
      yield { path, problem: 'the port is not known', fix };
    }
    for (const [at, port] of ports.entries()) {
      const here = Array.isArray(service.socket) ? [...path, at] : path;
      const listen = `${port.address}${port.value}`;
      const before = taken.get(listen);
      const mistake = portMistake(port, { ...deb.settings, ...service.settings });
      if (mistake !== undefined) yield { path: here, ...mistake };
      else if (before !== undefined) {
        yield { path: here, problem: `${before} has this port already`, fix: 'take another one, or remove it' };
      }
      taken.set(listen, here.join('.'));
      if (at > 0) yield* nameOfSocketMistakes(deb, placed, port);
    }
  }
}

/** Two processes listen at once if systemd holds the socket for both. */
function* upgradeMistakes({ place, service }: PlacedService): Iterable<Mistake> {
  if (service.upgrade !== 'overlap' || service.socket || service.unixSocket !== undefined) return;
  const problem = 'needs a port that systemd holds for both versions';
  yield { path: [...place, 'upgrade'], showsValue: true, problem, fix: 'add "socket": true, or leave it out' };
}

/** The address of a Unix socket has 108 bytes, the last of them zero (unix(7)). */
const LONGEST_PATH = 107;

function* unixSocketMistakes(deb: DebSection, { place, service }: PlacedService): Iterable<Mistake> {
  if (service.unixSocket === undefined) return;
  const path: JSONPath = [...place, 'unixSocket'];
  if (service.unit !== undefined) {
    const problem = 'means nothing with a unit file of your own';
    yield { path, problem, fix: 'bring the socket unit with deb.files, too' };
    return;
  }
  const [listed] = listedPorts(deb, service);
  const port = listed ?? onlyPort(deb, service);
  if (port === undefined) {
    const fix = `name it, as in "port": 8080 beside it, or add it to deb.settings${example(['PORT'], setting)}`;
    yield { path, problem: 'the port that the program asks for is not known', fix };
  } else if (listed === undefined) {
    const mistake = portMistake(port, { ...deb.settings, ...service.settings }, (name) => `"port": "${name}"`);
    if (mistake !== undefined) yield { path, ...mistake };
  }
  const key = place.length > 2 ? String(place.at(-1)) : undefined;
  const socket = unixSocketPath(key === undefined ? deb.name : `${deb.name}-${key}`);
  if (socket.length > LONGEST_PATH) {
    yield {
      path,
      problem: `${socket} is too long for a socket`,
      fix: `at most ${LONGEST_PATH} characters: shorten "name"`,
    };
  }
  const suffix = key === undefined ? UNIX_SUFFIX : `${key}-${UNIX_SUFFIX}`;
  if (listed === undefined || !(suffix in deb.services)) return;
  yield {
    path: ['deb', 'services', suffix],
    problem: `a socket of ${place.join('.')} has this name`,
    fix: 'rename it',
  };
}

/** A second socket unit has the port in its name: NAME-9090.socket. It would serve a service of that name. */
function* nameOfSocketMistakes(deb: DebSection, { place }: PlacedService, port: ListedPort): Iterable<Mistake> {
  const key = place.length > 2 ? `${place.at(-1)}-${port.value}` : String(port.value);
  if (!(key in deb.services)) return;
  yield { path: ['deb', 'services', key], problem: `a socket of ${place.join('.')} has this name`, fix: 'rename it' };
}

/** The mistake in a port, or undefined if there is none. */
function portMistake(
  port: ListedPort,
  settings: DebSection['settings'],
  naming = (name: string): string => `"socket": ["${name}"]`,
): Omit<Mistake, 'path'> | undefined {
  const { written, variable, value } = port;
  if (value === undefined) {
    const problem = `there is no such setting as ${variable}, and systemd must know the port`;
    return { problem, fix: `add it${example([String(variable)], setting)}` };
  }
  if (!/^[1-9]\d{0,4}$/.test(value) || Number(value) > 65535) {
    return { problem: `${written} is ${JSON.stringify(value)}`, fix: 'it must be a port from 1 to 65535' };
  }
  if (variable !== undefined) return undefined;
  // A port that stands in two places would be changed in one of them only.
  const twin = Object.entries(settings).find(([name, setting]) => name.includes('PORT') && setting.value === value);
  if (twin === undefined) return undefined;
  const problem = `${value} is the value of the setting ${twin[0]}`;
  return { problem, fix: `name that, as in ${naming(twin[0])}` };
}
