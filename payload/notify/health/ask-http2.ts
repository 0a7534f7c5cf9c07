/**
 * One question in HTTP/2, to a server that speaks no other protocol.
 */
import { connect, type OutgoingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** The status of the answer to a GET request on an open connection, which ends then. */
export async function statusByHttp2(socket: Duplex, headers: OutgoingHttpHeaders): Promise<number> {
  const session = connect('http://localhost', { createConnection: () => socket as Socket });
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject);
      session.on('error', reject);
      const stream = session.request(headers);
      stream.on('response', (answer) => resolve(Number(answer[':status'])));
      stream.on('error', reject);
    });
  } finally {
    session.destroy();
  }
}
