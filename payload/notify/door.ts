/**
 * A second way to a server, for the agent alone: a Unix socket in the service's folder in /run.
 *
 * The service may have a network of its own (PrivateNetwork=), in which its port does not exist, or none at all
 * (IPAddressDeny=); and in the queue of the port a question about health would wait behind everybody else's.
 */
import { rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type Client, type Handle, handleOf, type Listen } from './handle.ts';

export interface Door {
  /** Where it is. */
  path: string;
  close(): void;
}

/** Opens it; who comes in goes where those go who come in at the port. None: the public port has to be asked. */
export function openDoor(
  folder: string,
  port: number,
  listen: Listen,
  onconnection: Handle['onconnection'],
): Door | undefined {
  const door = path.join(folder, `port-${port}`);
  rmSync(door, { force: true });
  const server = net.createServer().on('error', () => {});
  Reflect.apply(listen, server, [door]);
  const handle = handleOf(server);
  if (!handle) return undefined;
  handle.onconnection = (status, client) => {
    if (client) {
      client.isOurs = true;
      disguise(client, port);
    }
    onconnection(status, client);
  };
  handle.unref();
  return { path: door, close: () => void server.close() };
}

/** For apps that look at who asks, and do not expect somebody without an address. */
function disguise(client: Client, port: number): void {
  client.getpeername = client.getsockname = (into) => {
    Object.assign(into, { address: '127.0.0.1', family: 'IPv4', port });
    return 0;
  };
}
