/**
 * Rules about relations to other packages, fields of the control file, and triggers.
 */
import { isObject, type Json } from '../config.ts';
import type { Mistake } from '../mistakes/mistakes.ts';
import type { DebSection } from '../schema/schema.ts';

const NEEDS = ['depends', 'preDepends'] as const;
const EXCLUSIONS = ['conflicts', 'breaks'] as const;
const RELATIONS = [
  ...NEEDS,
  'recommends',
  'suggests',
  'enhances',
  ...EXCLUSIONS,
  'replaces',
  'provides',
  'formerly',
] as const;

/** Fields of the control file that a key of package.json stands for, in lower case. */
const KEYS: Readonly<Record<string, string>> = {
  ...{ package: 'deb.name', version: 'version', revision: 'deb.revision', maintainer: 'deb.maintainer' },
  ...{ section: 'deb.section', priority: 'deb.priority', homepage: 'homepage', description: 'deb.extendedDescription' },
  ...{
    depends: 'deb.depends',
    'pre-depends': 'deb.preDepends',
    recommends: 'deb.recommends',
    suggests: 'deb.suggests',
  },
  ...{ enhances: 'deb.enhances', provides: 'deb.provides', conflicts: 'deb.conflicts', breaks: 'deb.breaks' },
  ...{ replaces: 'deb.replaces', epoch: 'deb.epoch', architecture: 'build-deb --arch', conffiles: 'deb.files' },
};

/**
 * Fields that dpkg reads (lib/dpkg/parse.c), that build-deb writes, or that apt-ftparchive adds to an index of packages, in
 * lower case.
 */
const TAKEN = new Set([
  ...['installed-size', 'multi-arch', 'essential', 'protected', 'status', 'origin', 'bugs', 'source', 'config-version'],
  ...[
    'package-revision',
    'package_revision',
    'recommended',
    'optional',
    'class',
    'triggers-pending',
    'triggers-awaited',
  ],
  ...['filename', 'size', 'md5sum', 'sha1', 'sha256', 'sha512', 'msdos-filename', 'description-md5'],
  ...['phased-update-percentage', 'important', 'build-essential', 'task', 'tag'],
]);

export function* relationMistakes(deb: DebSection): Iterable<Mistake> {
  for (const key of RELATIONS) {
    for (const [at, relation] of deb[key].entries()) {
      if (relation.split(' | ').some((choice) => nameIn(choice) === deb.name)) {
        const problem = 'names the package itself';
        yield { path: ['deb', key, at], showsValue: true, problem, fix: 'leave it out' };
      }
    }
  }
  yield* contradictions(deb);
}

/** `foo` for `foo:any (>= 1)`. */
function nameIn(relation: string): string {
  return relation.replace(/[: ].*$/, '');
}

/** A package that is needed and excluded in every version: dpkg would never install this one. */
function* contradictions(deb: DebSection): Iterable<Mistake> {
  const needed = new Map(
    NEEDS.flatMap((key) =>
      deb[key].filter((relation) => !relation.includes('|')).map((name) => [nameIn(name), key] as const),
    ),
  );
  if (deb.runtime !== 'bundled') needed.set('nodejs', 'depends');
  for (const key of [...EXCLUSIONS, 'formerly'] as const) {
    for (const [at, relation] of deb[key].entries()) {
      const by = needed.get(relation);
      if (by === undefined) continue;
      const problem = `the package needs ${relation} (${by}), so it could never be installed`;
      yield { path: ['deb', key, at], showsValue: true, problem, fix: 'remove one of them, or name the versions' };
    }
  }
}

export function* fieldMistakes({ fields }: DebSection): Iterable<Mistake> {
  const seen = new Map<string, string>();
  for (const name of Object.keys(fields)) {
    const path = ['deb', 'fields', name];
    const plain = name.toLowerCase();
    const key = KEYS[plain];
    const [, prefixed] = /^x[bcs]+-(.*)$/i.exec(name) ?? [];
    const earlier = seen.get(plain);
    seen.set(plain, name);
    if (key !== undefined) yield { path, problem: 'build-deb writes this field', fix: `use ${key}` };
    else if (TAKEN.has(plain)) {
      const problem = 'build-deb, dpkg or apt gives this field a meaning of its own';
      yield { path, problem, fix: `leave it out, or call it X-${name}` };
    } else if (prefixed !== undefined) {
      const problem = 'its first letters are an order to dpkg-gencontrol, which removes them';
      yield { path, problem, fix: `call it ${prefixed}, as it is to stand in the package` };
    } else if (earlier !== undefined) {
      yield { path, problem: `is the same field as ${earlier}: case does not count`, fix: 'remove one of them' };
    }
  }
}

export function* triggerMistakes({ triggers, runtime }: DebSection, written: Json): Iterable<Mistake> {
  const scripts = isObject(written.scripts) ? written.scripts : {};
  const seen = new Set<string>(runtime === 'bundled' ? [] : ['interest /usr/bin/node']);
  for (const [at, trigger] of triggers.entries()) {
    const path = ['deb', 'triggers', at];
    const kind = trigger.replace(/-(no)?await /, ' ');
    if (seen.has(kind)) {
      const problem = 'the package has this trigger already';
      yield { path, showsValue: true, problem, fix: 'leave it out' };
    } else if (kind.startsWith('interest ') && scripts.postinst === undefined) {
      const fix = 'add a fragment, as in "scripts": { "postinst": "debian/postinst.sh" }';
      yield { path, showsValue: true, problem: 'nothing would happen when it is activated', fix };
    }
    seen.add(kind);
  }
}
