/**
 * Services and their settings, from the `deb` section to the configuration.
 */
import { allServices } from './all-services.ts';
import {
  type Config,
  isObject,
  type Json,
  omit,
  RESHAPED_SERVICE_KEYS,
  type Service,
  type ServiceSocket,
  type Setting,
} from './config.ts';
import type { DebSection, ServiceSection } from './schema/schema.ts';
import { RUN_TIMEOUT, START_TIMEOUT } from './schema/services.ts';
import { socketsOf } from './sockets.ts';
import { stepOf } from './step.ts';

/** The services of the package, and the settings that all of them read. */
export function servicesAndSettings(deb: DebSection): Pick<Config, 'services' | 'settings' | 'before'> {
  const { name, summary } = deb;
  const [{ service: main }, ...further] = allServices(deb);
  const services: [Service, ...Service[]] = [
    serviceOf(deb, main, { unit: name, summary, state: name }),
    ...further.map(({ place, service }) => furtherService(deb, service, String(place.at(-1)))),
  ];
  const sockets = services.flatMap((service) => service.sockets);
  const settings = settingsOf({ ...deb.settings, ...mailSetting(deb) }, sockets);
  return { services, settings, before: stepOf(deb, services[0]) };
}

function furtherService(deb: DebSection, service: ServiceSection, key: string): Service {
  const { name } = deb;
  const { user = deb.service.user } = service;
  return serviceOf(deb, service, { unit: `${name}-${key}`, summary: `${key} of ${name}`, state: stateOf(deb, user) });
}

/**
 * The directory of a user in /var/lib: NAME, or NAME_USER, a name that no package has. State belongs to the user, not to
 * the service: another order of the services must not move stored data.
 */
export function stateOf({ name, service }: DebSection, user: string): string {
  if (user === service.user) return name;
  return `${name}_${user.startsWith(`${name}-`) ? user.slice(name.length + 1) : user}`;
}

/** The users that package.json names, without those that follow from the package's name. */
export function namedUsers({ deb }: Json): string[] {
  const { service, services } = isObject(deb) ? deb : {};
  const written = [service, ...Object.values(isObject(services) ? services : {})];
  return written.flatMap((section) => (isObject(section) && typeof section.user === 'string' ? [section.user] : []));
}

type Names = Pick<Service, 'unit' | 'summary' | 'state'>;

function serviceOf(deb: DebSection, service: ServiceSection, { unit, summary, state }: Names): Service {
  const sockets = socketsOf(deb, unit, service);
  return {
    ...omit(service, RESHAPED_SERVICE_KEYS),
    unit,
    state,
    summary: service.summary ?? summary,
    entry: service.entry ?? deb.entry,
    user: service.user ?? deb.service.user,
    startTimeout: service.startTimeout ?? (service.schedule === undefined ? START_TIMEOUT : RUN_TIMEOUT),
    restartAfterNodeUpgrade: service.restartAfterNodeUpgrade ?? service.restartAfterUpgrade,
    sockets,
    upgrade: service.upgrade ?? (sockets.length > 0 ? 'overlap' : 'restart'),
    ...(service.unit === undefined ? {} : { unitFile: service.unit }),
    hardenOverrides: Object.entries(service.hardenOverrides).map(([directive, override]) => ({
      directive,
      ...override,
    })),
    settings: settingsOf(service.settings, sockets),
  };
}

function settingsOf(settings: DebSection['settings'], sockets: readonly ServiceSocket[]): Setting[] {
  return Object.entries(settings).map(([variable, setting]) => {
    const holder = sockets.find((socket) => socket.variable === variable);
    return { variable, ...setting, ...(holder && { socketUnit: `${holder.unit}.socket` }) };
  });
}

/** The address for the mail unit, unless the project explains it in words of its own. */
function mailSetting({ mail, settings }: DebSection): DebSection['settings'] {
  if (!mail || 'MAIL_TO' in settings) return {};
  return {
    MAIL_TO: { value: 'root', description: 'Who gets a mail each time the service has become ready. Empty: nobody.' },
  };
}
