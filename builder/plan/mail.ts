/**
 * The mail after each start: the unit that is ordered after the service, and the script that it runs.
 */
import { type PlannedEntry, planned, textEntry } from '../manifest.ts';
import { editable, withDefaults } from './default.ts';
import type { PlanInput } from './input.ts';
import { render } from './render.ts';

interface MailServiceView {
  name: string;
  user: string;
  settings: { variable: string; value: string }[];
}

export function mailEntries(input: PlanInput): PlannedEntry[] {
  const { config, facts } = input;
  if (!config.mail) return [];
  const script = render(facts.templates, 'mail-ready', { name: config.name });
  const unit = render(facts.templates, 'mail.service', mailServiceView(input));
  return planned('"mail": true', [
    { ...textEntry(`/usr/libexec/${config.name}/mail-ready`, script), mode: 0o755 },
    textEntry(`/usr/lib/systemd/system/${mailUnit(config.name)}`, unit),
  ]);
}

export function mailServiceView({ config }: PlanInput): MailServiceView {
  const [{ user }] = config.services;
  return { name: config.name, user, settings: withDefaults(editable(config.settings)) };
}

export function mailUnit(name: string): string {
  return `${name}-mail.service`;
}
