/**
 * One question to the service itself: are you healthy?
 */
import http from 'node:http';
import type net from 'node:net';

/** What a probe found. `found` completes the sentence "not healthy: …". */
export interface Finding {
  healthy: boolean;
  found: string;
}

/**
 * Asks for `path` at the server's own address and waits at most `timeout` milliseconds.
 * Never throws; never needs a name resolved: a small system has no /etc/hosts.
 */
export function probe(server: net.Server, path: string, timeout: number): Promise<Finding> {
  const target = targetOf(server);
  if (!target) return Promise.resolve({ healthy: false, found: 'the server was closed' });
  return new Promise((resolve) => {
    const conclude = (healthy: boolean, found: string): void => {
      request.destroy();
      resolve({ healthy, found });
    };
    const signal = AbortSignal.timeout(timeout);
    const request = http.get({ ...target, path, signal, agent: false, headers: { 'User-Agent': 'notify-agent' } });
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      conclude(status >= 200 && status < 300, `${path} answered ${status}`);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      conclude(false, signal.aborted ? `${path} did not answer within ${timeout} ms` : explain(path, error));
    });
  });
}

function targetOf(server: net.Server): { host: string; port: number } | { socketPath: string } | undefined {
  const address = server.address();
  if (address === null) return undefined;
  if (typeof address === 'string') return { socketPath: address };
  const loopback: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  return { host: loopback[address.address] ?? address.address, port: address.port };
}

function explain(path: string, error: NodeJS.ErrnoException): string {
  return error.code === 'ECONNREFUSED' ? 'connection refused' : `${path} could not be asked: ${error.message}`;
}
