/**
 * A registry that knows some advisories, for npm audit.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

interface Registry {
  url: string;
  close(): void;
}

/** `silent` never answers. */
export async function registryWith(advisories: Record<string, unknown[]>, silent = false): Promise<Registry> {
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (silent) return;
      if (!request.url?.endsWith('/security/advisories/bulk')) {
        response.writeHead(404).end('{}');
        return;
      }
      const whole = Buffer.concat(pieces);
      const asked = JSON.parse((request.headers['content-encoding'] ? gunzipSync(whole) : whole).toString());
      response.end(JSON.stringify(Object.fromEntries(Object.entries(advisories).filter(([name]) => name in asked))));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}
