/**
 * Configuration and facts to manifest: every path, mode, owner and script of the package, decided
 * without a disk, a clock or a process.
 */
import { gzipSync } from 'node:zlib';
import type { Config } from '../config/config.ts';
import { type ControlMember, type Entry, installedSize, type Manifest, textEntry, withParents } from '../manifest.ts';
import type { Programs } from '../programs/programs.ts';
import type { Facts } from '../project/facts.ts';
import { debianChangelog } from './changelog.ts';
import { refuseCollisions } from './collisions.ts';
import { render, type View } from './render.ts';
import { rootEntries } from './sandbox.ts';
import { maintainerScripts } from './scripts.ts';
import { editable, unitFiles } from './service.ts';
import { afterChange, viewOf } from './view.ts';

/**
 * Everything that the package will contain.
 * @throws BuildError if two things would land in the same place.
 */
export function planPackage(config: Config, facts: Facts, programs: Programs): Manifest {
  const view = viewOf(config, facts, programs);
  const text = (template: string, extra: View = {}): string => {
    return render(facts.templates, template, { ...view, ...extra });
  };
  const own = [
    ...programs.entries,
    ...rootEntries(config, programs),
    ...unitEntries(config, facts, programs),
    ...settingsEntries(config, text),
    ...aboutEntries(config, facts, programs, text),
  ];
  refuseCollisions(own, config);
  const entries = withParents(own);
  const control = text('control', { installedSize: installedSize(entries) });
  const members = [...controlMembers(entries, control), ...maintainerScripts(config, facts, programs)];
  const { name, version, compression } = config;
  const { architecture } = programs;
  return { package: name, version, architecture, time: facts.time, compression, members, entries };
}

/** What systemd reads: units, accounts, directories. */
function unitEntries(config: Config, facts: Facts, programs: Programs): Entry[] {
  return [...unitFiles(config, facts, programs)].map(([unit, content]) =>
    textEntry(`/usr/lib/systemd/system/${unit}`, content),
  );
}

/** What the administrator edits. What is in the package's own file is for all its services. */
function settingsEntries({ name, settings, services }: Config, text: Text): Entry[] {
  const further = services
    .slice(1)
    .map((service) => ({ unit: service.unit, settings: service.settings, readers: [service] }));
  const all = [{ unit: name, settings, readers: services }, ...further].map((file) => ({
    ...file,
    settings: editable(file.settings),
    held: file.settings.filter(({ socketUnit }) => socketUnit !== undefined),
  }));
  return all.flatMap(({ unit, settings, held, readers }): Entry[] => {
    if (settings.length === 0) return [];
    const content = text('default', { unit, settings, held, afterwards: afterChange(readers) });
    return [{ ...textEntry(`/etc/default/${unit}`, content), conffile: true }];
  });
}

type Text = (template: string, extra?: View) => string;

/** What goes with it: accounts, documentation, the mail helper. */
function aboutEntries(config: Config, facts: Facts, { owned }: Programs, text: Text): Entry[] {
  const { name, revision } = config;
  const documentation = `/usr/share/doc/${name}`;
  // Debian Policy 12.7: the changelog, compressed with gzip at its best; a native package has only this one.
  const changelog = revision === undefined ? 'changelog.gz' : 'changelog.Debian.gz';
  return [
    textEntry(`/usr/lib/sysusers.d/${name}.conf`, text('sysusers')),
    ...(owned.some(({ type }) => type === 'd')
      ? [textEntry(`/usr/lib/tmpfiles.d/${name}.conf`, text('tmpfiles'))]
      : []),
    textEntry(`${documentation}/${changelog}`, gzip(debianChangelog(facts.releases, { ...config, time: facts.time }))),
    textEntry(`${documentation}/copyright`, text('copyright')),
    textEntry(`/usr/share/man/man8/${name}.8.gz`, gzip(text('man.8'))),
    textEntry(`/usr/share/lintian/overrides/${name}`, text('lintian-overrides')),
    ...(config.mail ? [{ ...textEntry(`/usr/libexec/${name}/mail-ready`, text('mail-ready')), mode: 0o755 }] : []),
  ];
}

function controlMembers(entries: Entry[], control: string): ControlMember[] {
  const conffiles = entries.filter((entry) => 'conffile' in entry && entry.conffile).map(({ path }) => `${path}\n`);
  const members: ControlMember[] = [{ name: 'control', mode: 0o644, content: control }];
  if (conffiles.length > 0) members.push({ name: 'conffiles', mode: 0o644, content: conffiles.join('') });
  return members;
}

/** As `gzip -9n`: no name and no time in the header. */
function gzip(text: string): Uint8Array {
  return gzipSync(text, { level: 9 });
}
