/**
 * The settings that the administrator edits: /etc/default/NAME for all services of the package, and
 * /etc/default/NAME-KEY for one of them. Neither file is in the package. postinst copies it from /usr/lib/NAME/settings
 * once, so dpkg has no question about it.
 */
import type { Config, Service, Setting } from '../config/config.ts';
import { type PlannedEntry, planned, textEntry } from '../manifest.ts';
import type { PlanInput } from './input.ts';
import { render } from './render.ts';

interface DefaultView {
  unit: string;
  /** How a change takes effect. */
  afterwards: string;
  /** The file that later versions change. */
  documentation: string;
  /** Ports that the administrator changes in a socket unit instead. */
  ports: { variable: string; socketUnit: string }[];
  settings: Setting[];
}

/** The settings as they are documented: Debian Policy 12.3 lets no script read /usr/share/doc. */
interface SettingsView {
  name: string;
  version: string;
  files: (DefaultView & { file: string })[];
}

export function defaultEntries({ config, facts }: PlanInput): PlannedEntry[] {
  const views = filledViews(config);
  if (views.length === 0) return [];
  const { name } = config;
  const entries = views.flatMap((view) => {
    const file = textEntry(`/usr/lib/${name}/settings/${view.unit}`, render(facts.templates, 'default', view));
    return planned(`the settings of ${view.unit}`, [file]);
  });
  const text = render(facts.templates, 'settings', settingsView(config));
  return [...entries, ...planned('the settings', [textEntry(documentationOf(name), text)])];
}

/** The places that postinst fills, for the question whether a file of the project lands there. */
export function settingsPlaces(config: Config): PlannedEntry[] {
  return settingsFiles(config).flatMap((unit) =>
    planned(`the settings of ${unit}`, [textEntry(`/etc/default/${unit}`, '')]),
  );
}

/** The names of the files in /etc/default. */
export function settingsFiles(config: Config): string[] {
  return filledViews(config).map(({ unit }) => unit);
}

export function settingsView(config: Config): SettingsView {
  const { name, version } = config;
  return { name, version, files: filledViews(config).map((view) => ({ ...view, file: `/etc/default/${view.unit}` })) };
}

function filledViews(config: Config): DefaultView[] {
  return defaultViews(config).filter(({ settings }) => settings.length > 0);
}

export function defaultViews({ name, settings, services }: Config): DefaultView[] {
  const documentation = documentationOf(name);
  const further = services.slice(1).map((service) => viewOf(service.unit, service.settings, [service]));
  return [viewOf(name, settings, services), ...further].map((view) => ({ ...view, documentation }));
}

function documentationOf(name: string): string {
  return `/usr/share/doc/${name}/settings`;
}

type UnitView = Omit<DefaultView, 'documentation'>;

function viewOf(unit: string, settings: readonly Setting[], readers: readonly Service[]): UnitView {
  const ports = settings.flatMap(({ variable, socketUnit }) => (socketUnit ? [{ variable, socketUnit }] : []));
  return {
    unit,
    settings: editable(settings).map(({ value = '', ...setting }) => ({ ...setting, value })),
    ports,
    afterwards: afterChange(readers),
  };
}

/** The settings that stand in /etc/default. A port of a socket unit stands there instead. */
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

/** The variables of npm that the program reads. The settings come later and win. */
export function npmSettings({
  variables = {},
}: Pick<PlanInput['programs'], 'variables'>): Pick<Required<Setting>, 'variable' | 'value'>[] {
  return Object.entries(variables).map(([variable, value]) => ({ variable, value }));
}
