/**
 * Services that must stay alive.
 */
import * as assert from 'uvu/assert';
import type { Service } from './systemd.ts';

/**
 * Further signs of a service, which must be of life. There are ten in an interval of at most 4 s, and the agent judges the
 * health of the service once in an interval. A busy machine needs an interval of a second: an answer may take half of it.
 */
export async function staysAlive(service: Service): Promise<void> {
  const before = service.messages.length;
  await service.until('signs of life', () => service.messages.length >= before + 12);
  const signs = service.messages.slice(before).map((message) => message.split('\n').at(0));
  assert.equal([...new Set(signs)], ['WATCHDOG=1']);
}

export async function kill(service: Service): Promise<void> {
  service.signal('SIGKILL');
  await service.ended;
}
