/**
 * The four maintainer scripts (Debian Policy 6), assembled from the fragments in debian-templates/. A script has a
 * header, its calls, and of all other fragments the functions and lists that these use. In a fragment, a blank line ends
 * each definition. Functions of one line stand together.
 */
import type { MaintainerScript } from '../config/config.ts';
import { MAINTAINER_SCRIPTS } from '../config/schema/schema.ts';
import type { ControlMember } from '../manifest.ts';
import type { Facts } from '../project/facts.ts';
import { hasDirectories, hasOwnedFiles, sysusersView } from './accounts.ts';
import { settingsFiles } from './default.ts';
import { usedDefinitions } from './definitions.ts';
import type { PlanInput } from './input.ts';
import { leastNodeSource } from './node-source.ts';
import { openDirectories } from './open-directories.ts';
import { render } from './render.ts';
import type { ScriptView } from './script-view.ts';
import { hasAbsoluteSecrets } from './service.ts';
import { list, unitLists } from './unit-lists.ts';
import { cachesOf } from './writable.ts';

/** Each fragment with the values that it names. Functions stand in a script in this order. */
export const FRAGMENTS = {
  'shell/lists': [
    'systemUsers',
    'namedUsers',
    'homes',
    'units',
    'startedUnits',
    'timedServices',
    'sockets',
    'replacedSettings',
    'notEnabled',
    'notStarted',
    'notRestarted',
    'overlapping',
    'nodeUnits',
    'step',
    'secrets',
    'directories',
    'openDirectories',
    'settings',
    'formerly',
    'leastNode',
  ],
  'shell/common': [],
  'shell/notes': [],
  'shell/places': [],
  'shell/units': ['sockets'],
  'shell/previous': [],
  'shell/formerly': [],
  'preinst/header': ['name'],
  'preinst/system-users': ['namedUsers'],
  'preinst/directories': [],
  'preinst/formerly': [],
  'preinst/node-source': [],
  'preinst/previous': [],
  'preinst/calls': ['formerly', 'leastNode', 'projectFragment', 'returns'],
  'postinst/header': ['name'],
  'postinst/formerly': ['secrets', 'settings'],
  'postinst/system-users': [],
  'postinst/open-directories': [],
  'postinst/owned-files': [],
  'postinst/settings': [],
  'postinst/units': ['formerly', 'notEnabled', 'timedServices'],
  'postinst/notes': [],
  'postinst/sockets': [],
  'postinst/secrets': ['absoluteSecrets'],
  'postinst/node': [],
  'postinst/restart': ['sockets', 'nodeUnits', 'notStarted', 'notRestarted'],
  'postinst/step': [],
  'postinst/overlap': [],
  'postinst/start': ['sockets', 'secrets', 'step', 'overlapping'],
  'postinst/previous': [],
  'postinst/calls': [
    'formerly',
    'interested',
    'secrets',
    'settings',
    'tmpfiles',
    'openDirectories',
    'ownedFiles',
    'replacedSettings',
    'returns',
    'overlapping',
    'failedStartFails',
    'nodeUnits',
    'notRestarted',
    'step',
    'projectFragment',
  ],
  'prerm/header': ['name'],
  'prerm/units': [],
  'prerm/running': [],
  'prerm/conffiles': [],
  'prerm/places': [],
  'prerm/calls': ['ownedFiles', 'furtherFiles', 'projectFragment'],
  'postrm/header': ['name'],
  'postrm/units': [],
  'postrm/directories': [],
  'postrm/settings': [],
  'postrm/processes': [],
  'postrm/system-users': [],
  'postrm/calls': ['projectFragment'],
} satisfies Record<string, readonly (keyof ScriptView)[]>;

type Fragment = keyof typeof FRAGMENTS;

/** The maintainer scripts of a package, as members of its control archive. */
export function maintainerScripts(input: PlanInput): ControlMember[] {
  const { facts } = input;
  const view = packageView(input);
  return MAINTAINER_SCRIPTS.map((script) => {
    const projectFragment = facts.projectFragments[script] !== undefined;
    return { name: script, mode: 0o755, content: assemble(script, { ...view, projectFragment }, facts) };
  });
}

function assemble(script: MaintainerScript, view: ScriptView, { templates, projectFragments }: Facts): string {
  const text = (fragment: Fragment): string => {
    const named = FRAGMENTS[fragment].map((key) => [key, view[key]]);
    return render(templates, fragment, Object.fromEntries(named)).trimEnd();
  };
  const [header, calls] = [text(`${script}/header`), text(`${script}/calls`)];
  const library = (Object.keys(FRAGMENTS) as Fragment[])
    .filter((fragment) => fragment.startsWith('shell/') || fragment.startsWith(`${script}/`))
    .filter((fragment) => !/\/(header|calls)$/.test(fragment));
  const definitions = library.flatMap((fragment) => text(fragment).split('\n\n').filter(Boolean));
  const used = usedDefinitions(calls, definitions);
  const isList = (definition: string): boolean => /^[A-Z_]+=/m.test(definition);
  const isShort = (definition: string): boolean => !definition.includes('\n');
  const functions = used.filter((definition) => !isList(definition));
  const own = projectFragments[script];
  const parts = [
    [header, ...used.filter(isList)].join('\n'),
    functions.filter(isShort).join('\n'),
    ...functions.filter((definition) => !isShort(definition)),
    ...(own === undefined ? [] : [render(templates, 'shell/project-fragment', { script, text: own }).trimEnd()]),
    calls,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The view of a script to which the project adds no fragment. */
export function packageView(input: PlanInput): Omit<ScriptView, 'projectFragment'> {
  const { config, programs } = input;
  const { name, services } = config;
  const directories = programs.owned.filter(({ type }) => type === 'd').map(({ path }) => path);
  const states = services.flatMap((service) => [`/var/lib/${service.state}`, ...cachesOf(input, service)]);
  const open = openDirectories(input);
  const outside = directories.filter((path) => !path.startsWith('/var/lib/'));
  return {
    name,
    systemUsers: list(services.map(({ user }) => user)),
    namedUsers: list(config.namedUsers),
    homes: list(sysusersView(config).users.map(({ user, home }) => `${user}:/var/lib/${home}`)),
    ...unitLists(config),
    secrets: list(config.secrets.map(({ variable }) => variable)),
    directories: list([...states, ...open.map((pair) => pair.split(':')[0] ?? ''), ...outside.map(purged)]),
    openDirectories: list(open),
    ownedFiles: hasOwnedFiles(programs),
    furtherFiles: programs.entries.some(({ from }) => from.startsWith('deb.files[')),
    tmpfiles: hasDirectories(input),
    settings: list(settingsFiles(config)),
    absoluteSecrets: hasAbsoluteSecrets(config),
    formerly: list(config.formerly),
    leastNode: leastNodeSource(config),
    interested: config.triggers.some((trigger) => trigger.startsWith('interest')),
    returns: config.onStartFailure === 'return',
    failedStartFails: config.onStartFailure !== 'warn',
  };
}

/** The part of a directory that a purge removes: in /var the one with the package's name. */
function purged(directory: string): string {
  return /^\/var\/[a-z]+\/[^/]+/.exec(directory)?.[0] ?? directory;
}
