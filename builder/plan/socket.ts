/**
 * Socket units: the ports of a service, which systemd opens and keeps open (systemd.socket(5)).
 */
import type { Service } from '../config/config.ts';
import type { PlanInput } from './input.ts';
import { render, unitText } from './render.ts';

type ServiceSocket = Service['sockets'][number];

interface SocketView {
  name: string;
  /** The socket unit, and the unit of the service, without suffix. */
  socket: string;
  unit: string;
  summary: string;
  port: number;
  listen: string;
  /** Of a Unix socket, or empty for a port. */
  group: string;
  mode: string;
  /** Whether the unit has to name its service, because it is called otherwise. */
  namesService: boolean;
  isHttp: boolean;
}

/** The socket units of a service, by their names. */
export function socketUnits({ config, facts }: PlanInput, service: Service): [unit: string, text: string][] {
  return service.sockets.map((socket) => [
    `${socket.unit}.socket`,
    render(facts.templates, 'socket', socketView(config.name, service, socket)),
  ]);
}

export function socketView(name: string, service: Service, socket: ServiceSocket): SocketView {
  const { unit, port, listen, access } = socket;
  return {
    ...{ name, port, listen, group: '', mode: '', ...access },
    socket: unit,
    unit: service.unit,
    summary: unitText(service.summary),
    namesService: unit !== service.unit,
    isHttp: isHttp(socket, service),
  };
}

/**
 * The directory in /run that belongs to the service, relative to /run. Beside a Unix socket it is a level deeper: the
 * directory of the socket belongs to root, and stays during a restart.
 */
export function runtimeDirectory({ unit, sockets }: Service): string {
  if (sockets.length === 0) return '';
  return sockets.some(({ access }) => access !== undefined) ? `${unit}/agent` : unit;
}

/** Whether the port speaks HTTP, as far as the configuration tells: the agent asks for the health page there. */
function isHttp(socket: ServiceSocket, { ready, port, sockets }: Service): boolean {
  if (ready !== 'http' || socket.access !== undefined) return false;
  if (port === undefined) return sockets.length === 1;
  return [socket.variable, String(socket.port)].includes(String(port));
}
