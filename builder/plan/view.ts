/**
 * What the templates may name, and how each text has to be written where it lands.
 */
import type { Config, MaintainerScript, Service } from '../config/config.ts';
import { type BundledPackage, debianLicense, licenseText } from '../programs/licenses.ts';
import type { Programs } from '../programs/programs.ts';
import type { Facts } from '../project/facts.ts';
import { wrap } from '../text.ts';
import { fieldLines, manText, render, type View } from './render.ts';
import { inOwnRoot } from './sandbox.ts';
import { editable, unitNames } from './service.ts';

/** Width of the text in a package description (Debian Policy 5.6.13 leaves one column for the indent). */
const DESCRIPTION_WIDTH = 78;

/** The part of a maintainer script that the project has written; empty if it adds nothing. */
export function pieceOf(script: MaintainerScript, { templates, pieces }: Facts): string {
  const text = pieces[script];
  if (text === undefined) return '';
  return render(templates, 'project-piece', { script, text }).trimEnd();
}

/** A paragraph of the copyright file. */
export function bundledView({ folder, name, version, license, copyright, text, notice }: BundledPackage): View {
  return {
    folder,
    name,
    version,
    holders: fieldLines(copyright.split('\n')),
    license: debianLicense(license),
    text: fieldLines([licenseText(license, text), notice].filter(Boolean).join('\n\n').split('\n')),
  };
}

/** What the templates of the package as a whole may name. Text is escaped here for the language it lands in. */
export function viewOf(config: Config, facts: Facts, programs: Programs): View {
  const { name, services } = config;
  const settings = editable(config.settings);
  const extendedDescription =
    config.extendedDescription.length > 0
      ? config.extendedDescription
      : [
          `The service ${name}: systemd starts it, knows when it is ready, and watches it.`,
          `It runs as an account of its own; systemctl status ${name} tells how it is.`,
        ];
  const date = new Date(facts.time * 1000);
  return {
    ...config,
    ...services[0],
    ...accountsView(config),
    ...unitNames(config),
    ...foldersView(config, programs.owned),
    unit: name,
    hasRoot: inOwnRoot(config).length > 0,
    isTree: config.payload === 'modules',
    bundledNode: config.bundledNode ?? '',
    summary: config.summary,
    settings,
    secretNames: config.secrets.map(({ variable }) => variable).join(' '),
    architecture: programs.architecture,
    // Whoever has another architecture can use it all the same, if it is for all.
    multiArch: programs.architecture === 'all' ? 'foreign' : 'no',
    ...relationsView(config, programs),
    description: fieldLines(extendedDescription.flatMap(paragraphLines)),
    // An earlier version may have had settings.
    dropped: editable(settings).length > 0 ? '' : `/etc/default/${name}`,
    copyright: copyrightHolder(config, facts, date),
    licenseName: debianLicense(config.license),
    licenseText: fieldLines(licenseText(config.license, facts.licenseText).split('\n')),
    bundled: programs.bundled.map(bundledView),
    ...manView(config, extendedDescription, date),
  };
}

/** Each account once, with its home. */
function accountsView({ services }: Config): View {
  const users = services
    .filter(({ user }, at) => services.findIndex((other) => other.user === user) === at)
    .map(({ user, state }) => ({ user, home: state }));
  const list =
    users.length > 1 ? 'The accounts that the services run as' : `The account that ${services[0].unit} runs as`;
  return {
    users,
    accounts: users.map(({ user }) => user).join(' '),
    accountsSentence: `${list}; created by systemd-sysusers(8).`,
    states: users.map(({ home }) => home).join(' '),
  };
}

/** What to do when a setting has changed: a task reads it when it runs. */
export function afterChange(services: readonly Service[]): string {
  const running = services.filter(({ schedule }) => schedule === undefined).map(({ unit }) => unit);
  return running.length > 0 ? `After a change: systemctl restart ${running.join(' ')}` : 'Read at the next run.';
}

/** What postinst makes and purging takes away again. */
function foldersView({ name }: Config, owned: Programs['owned']): View {
  const directories = owned.filter(({ type }) => type === 'd');
  const files = owned.filter(({ type }) => type === 'z');
  // State is remembered anyway. In /var all of the package's own folder goes, with what is between.
  const outside = directories.filter(({ path }) => !path.startsWith('/var/lib/'));
  const folders = outside.map(({ path }) => /^\/var\/[a-z]+\/[^/]+/.exec(path)?.[0] ?? path);
  return {
    directories,
    tmpfiles: directories.length > 0 ? `${name}.conf` : '',
    folders: [...new Set(folders)].join(' '),
    ownedFiles: files.map(({ mode, owner, path }) => `${mode} ${owner} ${path}`).join('\n'),
  };
}

function relationsView(config: Config, { depends, owned }: Programs): View {
  // systemd-sysusers and systemd-tmpfiles are called by postinst, and come in one of these.
  const called = ['sysusers', ...(owned.some(({ type }) => type === 'd') ? ['tmpfiles'] : [])];
  const systemd = called.map((tool) => `systemd | systemd-standalone-${tool} | systemd-${tool}`);
  return {
    depends: [...config.depends, ...depends, ...systemd].join(', '),
    recommends: config.recommends.join(', '),
    suggests: [...config.suggests, ...(config.mail ? ['default-mta | mail-transport-agent'] : [])].join(', '),
  };
}

function manView(config: Config, paragraphs: readonly string[], date: Date): View {
  const [{ ready, health }, ...further] = config.services;
  return {
    manName: config.name.toUpperCase(),
    manDate: date.toISOString().slice(0, 10),
    manSummary: manText(config.summary),
    manReady: {
      http: `${health} has answered 2xx`,
      listening: 'its port is open',
      app: 'it says that it is ready',
      loaded: 'its program has been loaded',
    }[ready],
    manDescription: paragraphs.map((paragraph, at) => `${at > 0 ? '.PP\n' : ''}${manText(paragraph)}`),
    manSockets: config.services.flatMap(({ unit, sockets }) =>
      sockets.map((socket) => ({ service: unit, socket: socket.unit, listen: socket.listen })),
    ),
    manSettings: editable(config.settings).map(({ variable, value, description }) => ({
      variable,
      value: manText(value),
      description: manText(description),
    })),
    manSecrets: config.secrets.map(({ variable, description }) => ({ variable, description: manText(description) })),
    manServices: further.map(({ unit, summary, schedule }) => ({
      unit,
      kind: schedule === undefined ? 'service' : 'timer',
      summary: manText(schedule === undefined ? `${summary}.` : `${summary}: runs ${schedule}.`),
    })),
  };
}

function paragraphLines(paragraph: string, position: number): string[] {
  return [...(position > 0 ? [''] : []), ...wrap(paragraph, DESCRIPTION_WIDTH)];
}

/** The holder as the licence itself names it, else whoever maintains the package. */
function copyrightHolder({ maintainer }: Config, { licenseText }: Facts, date: Date): string {
  // The texts of the GPL and its kin begin with the holder of the text, not of the program.
  const own = licenseText.replace(/^.*Free Software Foundation.*$/gim, '');
  const named = /^\s*Copyright (?:\(c\)|©)?\s*(\d.*?)\s*$/im.exec(own);
  return named?.[1] ?? `${date.getUTCFullYear()} ${maintainer}`;
}
