/**
 * Rules about settings and secrets.
 */
import { closest } from 'fastest-levenshtein';
import type { JSONPath } from 'jsonc-parser';
import { allServices } from '../all-services.ts';
import type { Mistake } from '../mistakes/mistakes.ts';
import { example } from '../mistakes/written.ts';
import { setting } from '../schema/common.ts';
import type { DebSection } from '../schema/schema.ts';

export function* variableMistakes(deb: DebSection): Iterable<Mistake> {
  const twice = (path: JSONPath, other: string): Mistake => {
    const problem = `is ${other}, too, and a default can be read by everybody`;
    return { path, problem, fix: 'remove one of the two' };
  };
  for (const name of Object.keys(deb.secrets).filter((name) => Object.hasOwn(deb.settings, name))) {
    yield twice(['deb', 'secrets', name], `deb.settings.${name}`);
  }
  for (const { place, service } of allServices(deb)) {
    const { port, settings } = service;
    for (const name of Object.keys(settings).filter((name) => Object.hasOwn(deb.secrets, name))) {
      yield twice([...place, 'settings', name], `deb.secrets.${name}`);
    }
    const known = Object.keys({ ...deb.settings, ...deb.secrets, ...settings });
    if (typeof port !== 'string' || known.includes(port)) continue;
    const problem = 'there is no such variable in deb.settings';
    const fix =
      known.length > 0 ? `did you mean "port": "${closest(port, known)}"?` : `add it${example([port], setting)}`;
    yield { path: [...place, 'port'], showsValue: true, problem, fix };
  }
}
