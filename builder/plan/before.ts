/**
 * The unit of the step before the start (builder/config/step.ts).
 */
import type { Service } from '../config/config.ts';
import { stepMark } from '../config/step.ts';
import { type PlannedEntry, planned, textEntry } from '../manifest.ts';
import type { PlanInput } from './input.ts';
import { render, unitWord } from './render.ts';
import { serviceView } from './service.ts';

interface BeforeView extends ReturnType<typeof serviceView> {
  version: string;
  /** The path of the file that says that the step of this version is done. */
  mark: string;
  /** The command that removes all marks, and with a version writes a new one. */
  marker: string;
}

/** The unit of the step, if the package has one. */
export function beforeEntries(input: PlanInput): PlannedEntry[] {
  const { before } = input.config;
  if (before === undefined) return [];
  const text = render(input.facts.templates, 'before.service', beforeView(input, before));
  return planned('deb.before', [textEntry(`/usr/lib/systemd/system/${before.unit}.service`, text)]);
}

export function beforeView(input: PlanInput, step: Service): BeforeView {
  const { name, version } = input.config;
  const program = [unitWord(input.programs.node), `/usr/lib/${name}/before_mark.cjs`];
  return {
    ...serviceView(input, step),
    version,
    mark: stepMark(input.config),
    marker: [...program, `/var/lib/${step.state}`].join(' '),
  };
}
