/**
 * Lists for the maintainer scripts.
 */
import type { Config, MaintainerScript, Service } from '../config/config.ts';
import type { Programs } from '../programs/programs.ts';
import type { Facts } from '../project/facts.ts';
import { hasDirectories, systemUsers } from './accounts.ts';
import { editable } from './default.ts';
import { render, type View } from './render.ts';
import { startedUnit } from './service.ts';

/** The part of a maintainer script that the project has written; empty if it adds nothing. */
export function pieceOf(script: MaintainerScript, { templates, pieces }: Facts): string {
  const text = pieces[script];
  if (text === undefined) return '';
  return render(templates, 'project-piece', { script, text }).trimEnd();
}

export function viewOf(config: Config, programs: Programs): View {
  const users = systemUsers(config);
  return {
    name: config.name,
    onStartFailure: config.onStartFailure,
    accounts: users.map(({ user }) => user).join(' '),
    states: users.map(({ home }) => home).join(' '),
    ...unitNames(config),
    ...foldersView(config, programs),
    secretNames: config.secrets.map(({ variable }) => variable).join(' '),
    // An earlier version may have had settings.
    dropped: editable(config.settings).length > 0 ? '' : `/etc/default/${config.name}`,
  };
}

/** Lists of units, as maintainer scripts want them. */
function unitNames({ name, services, mail }: Config): View {
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

function movedPort({ unit, port, variable }: Service['sockets'][number]): string[] {
  return variable === undefined ? [] : [`${variable}=${port}:${unit}.socket`];
}

/** Directories that postinst makes and purging takes away again. */
function foldersView({ name }: Config, programs: Programs): View {
  const { owned } = programs;
  const outside = owned.filter(({ type, path }) => type === 'd' && !path.startsWith('/var/lib/'));
  const folders = outside.map(({ path }) => /^\/var\/[a-z]+\/[^/]+/.exec(path)?.[0] ?? path);
  const files = owned.filter(({ type }) => type === 'z');
  return {
    tmpfiles: hasDirectories(programs) ? `${name}.conf` : '',
    folders: [...new Set(folders)].join(' '),
    ownedFiles: files.map(({ mode, owner, path }) => `${mode} ${owner} ${path}`).join('\n'),
  };
}
