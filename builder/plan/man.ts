/**
 * The manual page, NAME(8) (Debian Policy 12.1).
 */
import type { Config, Service, Setting } from '../config/config.ts';
import { descriptionOf } from './control.ts';
import { settingsView } from './default.ts';
import type { PlanInput } from './input.ts';
import { openViews } from './open-directories.ts';
import { manText, render } from './render.ts';
import { mounts } from './writable.ts';

interface ManView {
  name: string;
  upperName: string;
  version: string;
  date: string;
  summary: string;
  description: string[];
  /** The condition under which the service is ready. */
  ready: string;
  /** In seconds. */
  startTimeout: number;
  watchdog: number;
  user: string;
  sockets: { service: string; socket: string; listen: string }[];
  settings: { file: string; variables: { variable: string; value: string; description: string }[] }[];
  secrets: { variable: string; description: string }[];
  /** The working directory, and the mounts in it. */
  directory: string;
  writable: ReturnType<typeof mounts>;
  open: ReturnType<typeof openViews>;
  services: { unit: string; kind: 'service' | 'timer'; summary: string }[];
}

export function manText8(input: PlanInput): string {
  return render(input.facts.templates, 'man.8', manView(input));
}

export function manView(input: PlanInput): ManView {
  const { config, facts, programs } = input;
  const { name, version, summary, services, secrets } = config;
  const [{ startTimeout, watchdog, user }, ...further] = services;
  return {
    ...{ name, version, startTimeout, watchdog, user },
    upperName: name.toUpperCase(),
    date: new Date(facts.time * 1000).toISOString().slice(0, 10),
    summary: manText(summary),
    ready: readyCondition(services[0]),
    description: descriptionOf(config).map((paragraph, at) => `${at > 0 ? '.PP\n' : ''}${manText(paragraph)}`),
    sockets: services.flatMap(({ unit, sockets }) =>
      sockets.map((socket) => ({ service: unit, socket: socket.unit, listen: socket.listen })),
    ),
    settings: settingsView(config).files.map(({ file, settings }) => ({ file, variables: settings.map(variableView) })),
    secrets: secrets.map(({ variable, description }) => ({ variable, description: manText(description) })),
    directory: programs.directory,
    writable: mounts(input, services[0]),
    open: openViews(input, services[0]),
    services: [...further.map(furtherView), ...stepView(config)],
  };
}

function variableView({
  variable,
  value = '',
  description,
}: Setting): ManView['settings'][number]['variables'][number] {
  return { variable, value: value === '' ? 'none' : manText(value), description: manText(description) };
}

function readyCondition({ ready, health }: Service): string {
  switch (ready) {
    case 'http':
      return `${health} has answered 2xx or 429`;
    case 'listening':
      return 'its port is open, and a web server there does not answer 503';
    case 'app':
      return 'it says that it is ready';
    case 'loaded':
      return 'its program has been loaded';
  }
}

function stepView({ before, version }: Config): ManView['services'] {
  if (before === undefined) return [];
  return [{ unit: before.unit, kind: 'service', summary: `Runs once, before version ${manText(version)} starts.` }];
}

function furtherView({ unit, summary, schedule }: Config['services'][number]): ManView['services'][number] {
  if (schedule === undefined) return { unit, kind: 'service', summary: manText(`${summary}.`) };
  return { unit, kind: 'timer', summary: manText(`${summary}: runs ${schedule}.`) };
}
