/**
 * The units of a package: their names, their files, and what the templates of units may name.
 */
import type { Config, Service, ServiceSocket, Setting } from '../config/config.ts';
import type { Programs } from '../programs/programs.ts';
import type { Facts } from '../project/facts.ts';
import { render, unitText, unitWord, type View } from './render.ts';
import { overridden, sandboxView } from './sandbox.ts';

/** Seconds that systemd waits longer than the agent does, so that the agent can say what went wrong. */
const PATIENCE = 5;

/** Seconds that an app hears of a stop later where systemd holds its port, or half of what it has (payload/notify/drain.ts). */
const LINGER = 5;

/** Seconds of a start without a word from the agent. */
const LONGEST_SILENCE = 30;

/** What an installation enables and starts: services, and the timers of tasks. */
export function startedUnit({ unit, schedule }: Service): string {
  return `${unit}.${schedule === undefined ? 'service' : 'timer'}`;
}

/** Lists of units, as maintainer scripts want them. */
export function unitNames({ name, services, mail }: Config): View {
  const list = (which: (service: Service) => boolean): string => services.filter(which).map(startedUnit).join(' ');
  const tasks = services.filter(({ schedule }) => schedule !== undefined).map(({ unit }) => `${unit}.service`);
  return {
    units: list(() => true),
    tasks: [...tasks, ...(mail ? [`${name}-mail.service`] : [])].join(' '),
    sockets: services.flatMap(({ sockets }) => sockets.map(({ unit }) => `${unit}.socket`)).join(' '),
    movedPorts: services.flatMap(({ sockets }) => sockets.flatMap(movedPort)).join(' '),
    notEnabled: list(({ enable }) => !enable),
    notStarted: list(({ start }) => !start),
    notRestarted: list(({ restartAfterUpgrade }) => !restartAfterUpgrade),
  };
}

function movedPort({ unit, port, variable }: ServiceSocket): string[] {
  return variable === undefined ? [] : [`${variable}=${port}:${unit}.socket`];
}

/** The unit files of the package, by name. */
export function unitFiles(config: Config, facts: Facts, programs: Programs): Map<string, string> {
  const files = new Map<string, string>();
  for (const service of config.services) {
    const view = serviceView(service, config, programs);
    const text = (template: string, extra: View = {}): string =>
      render(facts.templates, template, { ...view, ...extra });
    const own = facts.unitFiles[service.unit];
    const parts = {
      sandbox: overridden(text('sandbox').trimEnd(), service),
      secrets: config.secrets.length > 0 ? text('secrets').trimEnd() : '',
    };
    if (service.schedule === undefined) {
      files.set(`${service.unit}.service`, own ?? text('service', parts));
      for (const socket of service.sockets) {
        files.set(`${socket.unit}.socket`, text('socket', socketView(socket, service)));
      }
    } else {
      files.set(`${service.unit}.service`, text('task.service', parts));
      files.set(`${service.unit}.timer`, text('timer'));
    }
    if (view.mails)
      files.set(`${config.name}-mail.service`, text('mail.service', { settings: editable(config.settings) }));
  }
  return files;
}

function socketView(socket: ServiceSocket, service: Service): View {
  const { unit, port, listen } = socket;
  return { socket: unit, port, listen, serves: unit !== service.unit, isHttp: isHttp(socket, service) };
}

/** Whether HTTP is spoken on a port, as far as that is known: the page that proves health is asked for there. */
function isHttp(socket: ServiceSocket, { ready, port, sockets }: Service): boolean {
  if (ready !== 'http') return false;
  if (port === undefined) return sockets.length === 1;
  return [socket.variable, String(socket.port)].includes(String(port));
}

function lingering({ sockets, stopTimeout }: Service): number {
  return sockets.length === 0 ? 0 : Math.min(LINGER, Math.ceil(stopTimeout / 2));
}

/** What stands in /etc/default: the rest has its place in a socket unit. */
export function editable(settings: readonly Setting[]): Setting[] {
  return settings.filter(({ socketUnit }) => socketUnit === undefined);
}

/** What the templates of a service's units may name. */
export function serviceView(service: Service, config: Config, programs: Programs): View {
  const { name, settings, secrets } = config;
  const isMain = service === config.services[0];
  const defaults = (unit: string): string => `/etc/default/${unit}`;
  const environmentFiles = [
    ...(editable(settings).length > 0 ? [defaults(name)] : []),
    ...(editable(service.settings).length > 0 ? [defaults(service.unit)] : []),
  ];
  const agent = `/usr/lib/${name}/notify.cjs`;
  const start = programs.starts.get(service.unit) ?? '';
  return {
    ...service,
    name,
    port: service.port ?? '',
    socketUnits: service.sockets.map(({ unit }) => `${unit}.socket`).join(' '),
    held: service.sockets.map(({ port, variable }) => (variable ? `${variable}=${port}` : port)).join(' '),
    unitSummary: unitText(service.summary),
    homepage: config.homepage ?? '',
    unitHomepage: unitText(config.homepage ?? ''),
    command: [programs.node, '--require', agent, start, ...service.arguments].map(unitWord).join(' '),
    settings: [...settings, ...service.settings],
    environmentFiles,
    settingsFiles: environmentFiles.join(' and '),
    secretNames: secrets.map(({ variable }) => variable).join(' '),
    variables: secrets.map(({ variable }) => variable),
    mails: config.mail && isMain,
    node: unitWord(programs.node),
    ...sandboxView(service, config, programs),
    // A longer start is granted by the agent while it gets on (EXTEND_TIMEOUT_USEC=).
    timeoutStart: Math.min(service.startTimeout, LONGEST_SILENCE) + PATIENCE,
    timeoutStop: service.stopTimeout + lingering(service) + PATIENCE,
    schedule: service.schedule ?? '',
  };
}
