/**
 * What the templates may name, and how each text has to be written where it lands.
 */
import type { Config, MaintainerScript } from './config.ts';
import type { Facts } from './facts.ts';
import { type BundledPackage, debianLicense, licenseText } from './licenses.ts';
import { fieldLines, manText, render, unitText, type View, wrap } from './render.ts';

/** Width of the text in a package description (Debian Policy 5.6.13 leaves one column for the indent). */
const DESCRIPTION_WIDTH = 78;

/** Seconds that systemd waits longer than the agent does, so that the agent can say what went wrong. */
const PATIENCE = 5;

/** Seconds of a start without a word from the agent. */
const LONGEST_SILENCE = 30;

/** The part of a maintainer script that the project has written; empty if it adds nothing. */
export function pieceOf(script: MaintainerScript, { templates, pieces }: Facts): string {
  const text = pieces[script];
  if (text === undefined) return '';
  return render('project-piece', templates['project-piece'] ?? '', { script, text }).trimEnd();
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

/** What the templates may name. Text is escaped here for the one language that each name is meant for. */
export function viewOf(config: Config, facts: Facts): View {
  const { name, service, settings } = config;
  const extendedDescription =
    config.extendedDescription.length > 0
      ? config.extendedDescription
      : [`The service ${name}, which systemd starts and watches.`];
  const date = new Date(facts.time * 1000);
  return {
    ...config,
    ...service,
    architecture: 'all',
    // systemd-sysusers is called by postinst, and comes in one of these (sysusers.d(5)).
    depends: [...config.depends, 'systemd | systemd-standalone-sysusers | systemd-sysusers'].join(', '),
    recommends: config.recommends.join(', '),
    suggests: [...config.suggests, ...(config.mail ? ['default-mta | mail-transport-agent'] : [])].join(', '),
    description: fieldLines(extendedDescription.flatMap(paragraphLines)),
    unitSummary: unitText(config.summary),
    unitHomepage: unitText(config.homepage ?? ''),
    port: service.port ?? '',
    // An earlier version may have had settings.
    dropped: settings.length > 0 ? '' : `/etc/default/${name}`,
    // A longer start is granted by the agent while it gets on (EXTEND_TIMEOUT_USEC=).
    timeoutStart: Math.min(service.startLimit, LONGEST_SILENCE) + PATIENCE,
    timeoutStop: service.stopLimit + PATIENCE,
    copyright: copyrightHolder(config, facts, date),
    licenseName: debianLicense(config.license),
    licenseText: fieldLines(licenseText(config.license, facts.licenseText).split('\n')),
    manName: name.toUpperCase(),
    manDate: date.toISOString().slice(0, 10),
    manSummary: manText(config.summary),
    manReady: {
      http: `${service.health} has answered 2xx`,
      listening: 'its port is open',
      app: 'it says that it is ready',
    }[service.ready],
    manDescription: extendedDescription.map((paragraph, at) => `${at > 0 ? '.PP\n' : ''}${manText(paragraph)}`),
    manSettings: settings.map(({ variable, value, about }) => ({
      variable,
      value: manText(value),
      about: manText(about),
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
