/**
 * The units of a service: the service itself, or a oneshot service and its timer (systemd.service(5), systemd.timer(5)).
 */
import type { Config, Service, Setting } from '../config/config.ts';
import { stepMark, stepUnit } from '../config/step.ts';
import { type PlannedEntry, planned, textEntry } from '../manifest.ts';
import { editable, npmSettings, withDefaults } from './default.ts';
import type { PlanInput } from './input.ts';
import { mailUnit } from './mail.ts';
import { openViews } from './open-directories.ts';
import { render, unitText, unitWord } from './render.ts';
import { restartView, trialFile } from './restarts.ts';
import { sandboxText } from './sandbox.ts';
import { runtimeDirectory, socketUnits } from './socket.ts';
import { directoriesText, mounts } from './writable.ts';

/** Seconds that systemd waits longer than the agent, so that the agent can report the cause. */
export const PATIENCE_SECONDS = 5;

/** Seconds that a stop may take longer with socket activation; at most half of the stop timeout (payload/notify). */
export const DRAIN_SECONDS = 5;

/** Seconds that an app may ask for at a stop or a reload beyond its stop timeout (notify.extendTimeout()). */
const EXTENSION_SECONDS = 300;

/** Seconds of a start without a message from the agent. */
export const LONGEST_SILENCE_SECONDS = 30;

/** The service with its texts as a unit file wants them, and the facts that come from elsewhere. */
type ServiceView = Omit<Service, 'port' | 'restartDelay' | 'schedule' | 'summary' | 'settings' | 'sockets'> &
  ReturnType<typeof restartView> & {
    name: string;
    summary: string;
    homepage: string;
    /** Empty: the first server counts. */
    port: number | string;
    /** The calendar event of a timer, or empty for a service that runs all the time. */
    schedule: string;
    command: string;
    node: string;
    settings: { variable: string; value: string }[];
    environmentFiles: string[];
    /** The files, and the variables that hold ports, as the agent checks them. */
    notifySettings: string;
    settingsFiles: string;
    /** The part that hands over secrets, or empty without them. */
    secrets: string;
    sandbox: string;
    /** The part that names the directories, and its mounts. */
    directories: string;
    writable: ReturnType<typeof mounts>;
    open: ReturnType<typeof openViews>;
    isHardened: boolean;
    isSealed: boolean;
    /** The socket units, and the ports as the agent takes them, or empty without socket activation. */
    socketUnits: string;
    notifySockets: string;
    /** The path of the Unix socket, or empty without one. */
    unixSocket: string;
    /** The service's directory in /run, relative to /run, or empty without sockets. */
    runtimeDirectory: string;
    /** The unit that each start also starts, or empty without a mail. */
    mailUnit: string;
    /** The unit of the step before the start, and the mark that it writes, or empty without a step. */
    stepUnit: string;
    stepMark: string;
    /** In seconds, as systemd counts them. */
    timeoutStart: number;
    timeoutStop: number;
    jobTimeout: number;
  };

/** The unit that an installation enables and starts: the service, or its timer. */
export function startedUnit({ unit, schedule }: Service): string {
  return `${unit}.${schedule === undefined ? 'service' : 'timer'}`;
}

/** The unit files of all services. */
export function unitEntries(input: PlanInput): PlannedEntry[] {
  return input.config.services.flatMap((service) => {
    const files = unitFiles(input, service);
    const entries = files.map(([unit, content]) => textEntry(`/usr/lib/systemd/system/${unit}`, content));
    return planned(`the units of ${service.unit}`, entries);
  });
}

function unitFiles(input: PlanInput, service: Service): [unit: string, text: string][] {
  const { templates, unitFiles: written } = input.facts;
  const { unit } = service;
  const own = Object.hasOwn(written, unit) ? written[unit] : undefined;
  if (own !== undefined) return [[`${unit}.service`, own]];
  const view = serviceView(input, service);
  if (service.schedule !== undefined) {
    return [
      [`${unit}.service`, render(templates, 'oneshot.service', view)],
      [`${unit}.timer`, render(templates, 'timer', view)],
    ];
  }
  return [[`${unit}.service`, render(templates, 'service', view)], ...socketUnits(input, service)];
}

export function serviceView(input: PlanInput, service: Service): ServiceView {
  const { config, programs } = input;
  const { name, homepage = '' } = config;
  const environmentFiles = settingsFilesOf(config, service);
  const { port = '', schedule = '', sockets, harden, startTimeout, stopTimeout } = service;
  const timeoutStop = stopTimeout + drainSeconds(service) + PATIENCE_SECONDS;
  return {
    ...service,
    ...{ name, port, schedule, environmentFiles, trialFile: trialFile(config, service) },
    ...restartView(service),
    summary: unitText(service.summary),
    homepage: unitText(homepage),
    command: commandOf(input, service),
    node: unitWord(programs.node),
    settings: [...npmSettings(programs), ...withDefaults([...config.settings, ...service.settings])],
    settingsFiles: environmentFiles.join(' and '),
    notifySettings: [...environmentFiles, ...portVariables(config, service)].join(' '),
    secrets: secretsText(input),
    sandbox: sandboxText(input, service),
    directories: directoriesText(input, service),
    writable: mounts(input, service),
    open: openViews(input, service),
    isHardened: harden !== 'off',
    isSealed: harden === 'sealed',
    socketUnits: sockets.map(({ unit }) => `${unit}.socket`).join(' '),
    notifySockets: [...new Set(sockets.map(({ port, variable }) => (variable ? `${variable}=${port}` : port)))].join(
      ' ',
    ),
    unixSocket: sockets.find(({ access }) => access !== undefined)?.listen ?? '',
    runtimeDirectory: runtimeDirectory(service),
    stepUnit: stepUnit(config),
    stepMark: stepMark(config),
    mailUnit: config.mail && service === config.services[0] ? mailUnit(name) : '',
    // The agent extends a longer start while it makes progress (EXTEND_TIMEOUT_USEC=, sd_notify(3)).
    timeoutStart: Math.min(startTimeout, LONGEST_SILENCE_SECONDS) + PATIENCE_SECONDS,
    timeoutStop,
    // A restart is one job (systemd.unit(5), JobRunningTimeoutSec=).
    jobTimeout: startTimeout + PATIENCE_SECONDS + timeoutStop + EXTENSION_SECONDS,
  };
}

function commandOf({ config, programs }: PlanInput, service: Service): string {
  const start = programs.starts.get(service.unit);
  if (start === undefined) throw new Error(`no program was collected for ${service.unit}`);
  const agent = `/usr/lib/${config.name}/notify.cjs`;
  return [programs.node, '--require', agent, ...service.nodeOptions, start, ...service.arguments]
    .map(unitWord)
    .join(' ');
}

function settingsFilesOf({ name, settings }: Config, service: Service): string[] {
  const files: [unit: string, settings: readonly Setting[]][] = [
    [name, settings],
    [service.unit, service.settings],
  ];
  return files.flatMap(([unit, list]) => (editable(list).length > 0 ? [`/etc/default/${unit}`] : []));
}

/** The settings in these files that hold ports, as far as the configuration tells. */
function portVariables({ settings }: Config, service: Service): string[] {
  const isPort = ({ variable, value = '' }: Setting): boolean =>
    variable === service.port || (/(^|_)PORT$/.test(variable) && /^\d+$/.test(value));
  return editable([...settings, ...service.settings])
    .filter(isPort)
    .map(({ variable }) => variable);
}

function drainSeconds({ sockets, stopTimeout }: Service): number {
  return sockets.length === 0 ? 0 : Math.min(DRAIN_SECONDS, Math.ceil(stopTimeout / 2));
}

interface SecretsView {
  /** The folder of their files with a slash, for systemd before 251; empty for all of its credential stores. */
  store: string;
  name: string;
  variables: string[];
  list: string;
}

/** systemd looks for relative names in its credential stores since 251. */
export function hasAbsoluteSecrets({ releases }: Pick<Config, 'releases'>): boolean {
  return releases.some(({ systemd }) => systemd < 251);
}

export function secretsView({ name, secrets, releases }: Config): SecretsView {
  const variables = secrets.map(({ variable }) => variable);
  return {
    name,
    store: hasAbsoluteSecrets({ releases }) ? '/etc/credstore/' : '',
    variables,
    list: variables.join(' '),
  };
}

function secretsText({ config, facts }: PlanInput): string {
  if (config.secrets.length === 0) return '';
  return render(facts.templates, 'parts/secrets', secretsView(config)).trimEnd();
}
