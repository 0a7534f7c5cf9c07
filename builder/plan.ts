/**
 * Configuration and facts to manifest: every path, mode, owner and script of the package, decided
 * without a disk, a clock or a process.
 */
import { gzipSync } from 'node:zlib';
import type { Config } from './config.ts';
import type { Facts } from './facts.ts';
import {
  type ControlMember,
  type Entry,
  installedSize,
  type Manifest,
  type TextEntry,
  withParents,
} from './manifest.ts';
import { fieldLines, manText, render, unitText, type View, wrap } from './render.ts';

/** The JavaScript that runs on the target, bundled. */
export interface Programs {
  app: Uint8Array;
  agent: Uint8Array;
}

/** Seconds that systemd waits longer than the agent does, so that the agent can say what went wrong. */
const PATIENCE = 5;

/** Seconds of a start without a word from the agent. */
const LONGEST_SILENCE = 30;

/** Width of the text in a package description (Debian Policy 5.6.13 leaves one column for the indent). */
const DESCRIPTION_WIDTH = 78;

/** Everything that the package will contain. */
export function planPackage(config: Config, facts: Facts, programs: Programs): Manifest {
  const view = viewOf(config, facts);
  const text = (template: string): string => render(template, facts.templates[template] ?? '', view);
  const entries = withParents(payloadEntries(config, programs, text));
  const members = controlMembers(entries, (template) =>
    render(template, facts.templates[template] ?? '', { ...view, installedSize: installedSize(entries) }),
  );
  return {
    package: config.name,
    version: config.version,
    architecture: 'all',
    time: facts.time,
    members,
    entries,
  };
}

function payloadEntries(config: Config, programs: Programs, text: (template: string) => string): Entry[] {
  const { name } = config;
  const documentation = `/usr/share/doc/${name}`;
  const units = '/usr/lib/systemd/system';
  const entries: Entry[] = [
    file(`/usr/lib/${name}/app.cjs`, programs.app),
    file(`/usr/lib/${name}/notify.cjs`, programs.agent),
    file(`${units}/${name}.service`, text('service')),
    file(`/usr/lib/sysusers.d/${name}.conf`, text('sysusers')),
    // Debian Policy 12.7: the changelog of a native package, compressed with gzip at its best.
    file(`${documentation}/changelog.gz`, gzip(text('changelog'))),
    file(`${documentation}/copyright`, text('copyright')),
    file(`/usr/share/man/man8/${name}.8.gz`, gzip(text('man.8'))),
    file(`/usr/share/lintian/overrides/${name}`, text('lintian-overrides')),
  ];
  if (config.mail) {
    entries.push(file(`${units}/${name}-mail.service`, text('mail.service')));
    entries.push({ ...file(`/usr/lib/${name}/mail-ready`, text('mail-ready')), mode: 0o755 });
  }
  if (config.settings.length > 0) entries.push({ ...file(`/etc/default/${name}`, text('default')), conffile: true });
  return entries;
}

function controlMembers(entries: Entry[], text: (template: string) => string): ControlMember[] {
  const conffiles = entries.filter((entry) => 'conffile' in entry && entry.conffile).map(({ path }) => `${path}\n`);
  const members: ControlMember[] = [{ name: 'control', mode: 0o644, content: text('control') }];
  if (conffiles.length > 0) members.push({ name: 'conffiles', mode: 0o644, content: conffiles.join('') });
  for (const script of ['postinst', 'prerm', 'postrm']) {
    members.push({ name: script, mode: 0o755, content: text(script) });
  }
  return members;
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
    // A longer start is granted by the agent while it gets on (EXTEND_TIMEOUT_USEC=).
    timeoutStart: Math.min(service.startLimit, LONGEST_SILENCE) + PATIENCE,
    timeoutStop: service.stopLimit + PATIENCE,
    copyright: copyrightHolder(config, facts, date),
    licenseText: fieldLines(facts.licenseText.split('\n')),
    // deb-changelog(5) wants a date in RFC 5322's form.
    date: date.toUTCString().replace('GMT', '+0000'),
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

function file(path: string, content: string | Uint8Array): TextEntry {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { type: 'text', path, mode: 0o644, owner: 'root', content: bytes, conffile: false };
}

/** As `gzip -9n`: no name and no time in the header. */
function gzip(text: string): Uint8Array {
  return gzipSync(text, { level: 9 });
}
