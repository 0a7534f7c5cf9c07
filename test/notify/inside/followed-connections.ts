/**
 * The connections of one server, which the test opens.
 */
import type * as ConnectionsModule from '../../../payload/notify/stopping/connections.ts';
import { Clock } from '../clock.ts';
import { isolate } from '../isolated.ts';
import { FakeServer, FakeTcpServer } from './fakes.ts';

export type Protocol = 'http' | 'https' | 'http2' | 'https2' | 'tcp';

export const ALL = (): boolean => true;

export function followed(protocol: Protocol): { own: ConnectionsModule.Connections; server: FakeServer; clock: Clock } {
  const clock = new Clock();
  const { Connections } = isolate<typeof ConnectionsModule>('stopping/connections.ts', clock.surroundings());
  const own = new Connections();
  const server = (protocol === 'tcp' ? new FakeTcpServer() : new FakeServer()) as FakeServer;
  own.follow(server.as(protocol));
  return { own, server, clock };
}
