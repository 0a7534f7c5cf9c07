/**
 * The settings that the administrator edits: /etc/default/NAME for all services of the package, and
 * /etc/default/NAME-KEY for one of them.
 */
import type { Config, Service, Setting } from '../config/config.ts';
import { type PlannedEntry, planned, textEntry } from '../manifest.ts';
import type { PlanInput } from './input.ts';
import { render } from './render.ts';

interface DefaultView {
  unit: string;
  /** How a change takes effect. */
  afterwards: string;
  /** Ports that the administrator changes in a socket unit instead. */
  ports: { variable: string; socketUnit: string }[];
  settings: Setting[];
}

export function defaultEntries({ config, facts }: PlanInput): PlannedEntry[] {
  const views = defaultViews(config).filter(({ settings }) => settings.length > 0);
  return views.flatMap((view) => {
    const file = textEntry(`/etc/default/${view.unit}`, render(facts.templates, 'default', view));
    return planned(`the settings of ${view.unit}`, [{ ...file, conffile: true }]);
  });
}

export function defaultViews({ name, settings, services }: Config): DefaultView[] {
  const further = services.slice(1).map((service) => viewOf(service.unit, service.settings, [service]));
  return [viewOf(name, settings, services), ...further];
}

function viewOf(unit: string, settings: readonly Setting[], readers: readonly Service[]): DefaultView {
  const ports = settings.flatMap(({ variable, socketUnit }) => (socketUnit ? [{ variable, socketUnit }] : []));
  return {
    unit,
    settings: editable(settings).map(({ value = '', ...setting }) => ({ ...setting, value })),
    ports,
    afterwards: afterChange(readers),
  };
}

/** The settings that stand in /etc/default; a port of a socket unit stands there instead. */
export function editable(settings: readonly Setting[]): Setting[] {
  return settings.filter(({ socketUnit }) => socketUnit === undefined);
}

/** The settings that a unit sets: one without a default is the administrator's alone. */
export function withDefaults(settings: readonly Setting[]): (Setting & { value: string })[] {
  return settings.flatMap(({ value, ...setting }) => (value === undefined ? [] : [{ ...setting, value }]));
}

/** How a changed setting takes effect: a service that a timer starts reads it at its next run. */
function afterChange(services: readonly Service[]): string {
  const running = services.filter(({ schedule }) => schedule === undefined).map(({ unit }) => unit);
  return running.length > 0 ? `After a change: systemctl restart ${running.join(' ')}` : 'Read at the next run.';
}
