/**
 * Descriptors of this process as systemd passes them, and clients.
 */
import { once } from 'node:events';
import net from 'node:net';
import * as assert from 'uvu/assert';
import type { ActivatedPort } from '../../../payload/notify/servers/activated-port.ts';
import { World } from '../world.ts';

type Modules = typeof import('../../../payload/notify/servers/socket-activation.ts');

/** The port that the apps ask for. */
export const ASKED = 5001;

interface RawHandle {
  fd: number;
  bind(place: string, port?: number): number;
  getsockname(into: object): number;
}

/** Node's own objects below its servers. They alone can open a socket that Node does not watch yet. */
function raw(kind: 'TCP' | 'Pipe'): RawHandle {
  const { binding } = process as unknown as { binding(name: string): Record<string, unknown> };
  const wrap = binding(kind === 'TCP' ? 'tcp_wrap' : 'pipe_wrap');
  const Handle = wrap[kind] as new (type: number) => RawHandle;
  return new Handle((wrap.constants as { SERVER: number }).SERVER);
}

export interface Held {
  fd: number;
  host: string;
  port: number;
}

/** A socket on any port of this address. It counts as connected clients do when somebody listens on it. */
export function holdPort(host = '127.0.0.1'): Held {
  const handle = raw('TCP');
  const bind = host.includes(':') ? 'bind6' : 'bind';
  const failure = (handle as unknown as Record<string, (host: string, port: number) => number>)[bind]?.(host, 0);
  if (failure) throw new Error(`${host}: error ${failure}`);
  const into: { port?: number } = {};
  handle.getsockname(into);
  return { fd: handle.fd, host, port: into.port ?? 0 };
}

/** A Unix socket. */
export function holdPath(path: string): number {
  const handle = raw('Pipe');
  const failure = handle.bind(path);
  if (failure) throw new Error(`${path}: error ${failure}`);
  return handle.fd;
}

/** A place to connect to. The descriptor is of the server's end. */
type Place = { fd?: number } & ({ host: string; port: number } | { path: string });

/** Milliseconds of silence after which a client goes. No server of these tests is silent, on a busy machine too. */
const SILENCE_MS = 10_000;

/** All that a server says until it closes the connection, or the code of an error. */
export function hear({ fd: _, ...target }: Place): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const client = net.connect(target as net.NetConnectOpts);
    client
      .setTimeout(SILENCE_MS, () => client.destroy(Object.assign(new Error('silence'), { code: 'silence' })))
      .on('data', (data) => (heard += data))
      .on('error', ({ code }: NodeJS.ErrnoException) => resolve(String(code)))
      .on('close', () => resolve(heard));
  });
}

/** How many listening sockets keep this process alive. */
export function openPorts(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(TCPServer|Pipe)/.test(name)).length;
}

let opened: net.Server[] = [];

export function closeAll(): void {
  for (const server of opened) server.close();
  opened = [];
}

/** A server that says its name to each client. */
export function saying(name: string): net.Server {
  const server = net.createServer((socket) => socket.on('error', () => {}).end(name));
  opened.push(server);
  return server;
}

/** The port ASKED on these descriptors, in a process of its own. */
export async function activate(
  descriptors: readonly number[],
  { directory = undefined as string | undefined, unixSocket = undefined as string | undefined, isHeld = false } = {},
) {
  const world = new World();
  const { SocketActivation } = world.load<Modules>('servers/socket-activation.ts');
  const activation = new SocketActivation(new Map([[ASKED, descriptors]]), { directory, unixSocket, isHeld });
  const listen = async (server: net.Server, ...args: unknown[]): Promise<ActivatedPort> => {
    assert.ok(activation.listen(server, args.length > 0 ? args : [ASKED]));
    await once(server, 'listening');
    const port = activation.portOf(server);
    assert.ok(port);
    return port;
  };
  return { activation, listen, complaints: world.complaints };
}
