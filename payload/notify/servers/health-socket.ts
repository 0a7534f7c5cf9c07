/**
 * A second way to a server, for the agent's questions about health: a Unix socket in the service's directory in /run.
 *
 * The public port may be out of reach: PrivateNetwork= gives the service a network of its own, and IPAddressDeny= closes
 * all networks. A question at the public port would also wait in the queue behind all other clients.
 */
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { handleOf, nodeListen, type ServerHandle, showAddress } from '../base/node-handles.ts';

export interface HealthSocket {
  path: string;
  close(): void;
}

/**
 * Opens the health socket of `port` in `directory`. Its connections go to `accept`, like those of the public port.
 * Undefined if the socket cannot be opened: the agent then asks at the public port.
 */
export function openHealthSocket(
  directory: string,
  port: number,
  accept: ServerHandle['onconnection'],
): HealthSocket | undefined {
  const socket = join(directory, `port-${port}`);
  rmSync(socket, { force: true });
  const server = createServer().on('error', () => {});
  nodeListen(server, socket);
  const handle = handleOf(server);
  if (!handle) return undefined;
  handle.onconnection = (status, connection) => {
    if (connection) {
      connection.isProbe = true;
      showAddress(connection, port);
    }
    accept(status, connection);
  };
  handle.unref();
  return { path: socket, close: () => void server.close() };
}
