/**
 * Services that must stay alive.
 */
import * as assert from 'uvu/assert';
import type { Service } from './systemd.ts';

/**
 * The signs of a service from now on, which must be at least `count`, and of life. There are ten in an interval of at most 4 s,
 * and the agent judges the health of the service once in an interval.
 */
export async function staysAlive(service: Service, count = 12): Promise<void> {
  const before = service.messages.length;
  await service.until('signs of life', () => service.messages.length >= before + count);
  const signs = service.messages.slice(before).map((message) => message.split('\n').at(0));
  assert.equal([...new Set(signs)], ['WATCHDOG=1']);
}

export async function kill(service: Service): Promise<void> {
  service.signal('SIGKILL');
  await service.ended;
}
