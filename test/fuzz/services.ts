/**
 * Services, further ones and such on a schedule.
 */
import fc from 'fast-check';
import { omit } from '../../builder/config/config.ts';
import { furtherService as furtherServiceSchema, LASTING_KEYS } from '../../builder/config/schema/services.ts';
import { arbitrariesOf } from './from-schema.ts';
import { dictionary, type Json, mostlySound, odd, prose, rarely, settings, some, text } from './texts.ts';

/** Random ones: two services must not have the same. */
const port = fc.integer({ min: 1, max: 65535 });
const listed = fc.oneof(
  { weight: 8, arbitrary: port },
  { weight: 4, arbitrary: port.map((number) => `127.0.0.1:${number}`) },
  { weight: 2, arbitrary: port.map((number) => `[::1]:${number}`) },
  { weight: 1, arbitrary: fc.constant('PORT') },
);

const all = arbitrariesOf(furtherServiceSchema, {
  entry: text('src/worker.js', 'src/it\'s "here".js'),
  summary: prose,
  settings,
  arguments: odd(fc.array(prose, { maxLength: 3 })),
  user: text('shop', 'shop-hand', 'web', '_web', 'postgres'),
  health: text('/health', '/a/b.c?d=e&f=g', '/~x:@+,-'),
  port: odd(fc.oneof({ weight: 8, arbitrary: port }, { weight: 1, arbitrary: fc.constant('PORT') })),
  socket: odd(
    fc.oneof(
      { weight: 4, arbitrary: fc.constant<unknown>(false) },
      { weight: 4, arbitrary: fc.array(listed, { minLength: 1, maxLength: 2 }) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
  ),
  hardenOverrides: dictionary(
    ['TasksMax', 'LimitNOFILE', 'Nice'],
    fc.record({ value: fc.constantFrom('4', '10', '16'), because: prose }),
  ),
  schedule: text('daily', 'Mon..Fri 08:00', '*-*-01 03:00:00', '*:0/15', 'Sat,Sun *-01,07-* 00..23/2:30'),
  unit: rarely(text('systemd/shop.service')),
});

const mainKeys = omit(all, ['entry', 'summary', 'settings', 'schedule']);
const furtherKeys = omit(all, ['schedule']);
const scheduledKeys = omit(all, LASTING_KEYS);

function soundService(service: Json): Json {
  if (service.unit !== undefined) return { socket: undefined, unixSocket: undefined, harden: 'standard' };
  const needsPort =
    service.socket === true || service.unixSocket !== undefined || (service.harden === 'sealed' && !service.socket);
  // A number that no other service has is as good as any.
  return needsPort ? { socket: [1024 + (JSON.stringify(service).length % 60000)] } : {};
}

export const mainService = mostlySound(some(mainKeys), soundService);

export const furtherService = fc.oneof(mostlySound(some(furtherKeys), soundService), some(scheduledKeys, ['schedule']));
