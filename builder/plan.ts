/**
 * Configuration and facts to manifest: every path, mode, owner and script of the package, decided
 * without a disk, a clock or a process.
 */
import { gzipSync } from 'node:zlib';
import { debianChangelog } from './changelog.ts';
import type { Config, MaintainerScript } from './config.ts';
import type { Facts } from './facts.ts';
import type { BundledPackage } from './licenses.ts';
import {
  type ControlMember,
  type Entry,
  installedSize,
  type Manifest,
  type TextEntry,
  withParents,
} from './manifest.ts';
import { render } from './render.ts';
import { MAINTAINER_SCRIPTS } from './schema.ts';
import { bundledView, pieceOf, viewOf } from './view.ts';

/** The JavaScript that runs on the target, bundled. */
export interface Programs {
  app: Uint8Array;
  agent: Uint8Array;
  /** What of it others wrote. */
  bundled: readonly BundledPackage[];
}

/** Everything that the package will contain. */
export function planPackage(config: Config, facts: Facts, programs: Programs): Manifest {
  const view = { ...viewOf(config, facts), bundled: programs.bundled.map(bundledView) };
  const text = (template: string): string => render(template, facts.templates[template] ?? '', view);
  const entries = withParents(payloadEntries(config, facts, programs, text));
  const members = controlMembers(entries, (template) => {
    const piece = pieceOf(template as MaintainerScript, facts);
    return render(template, facts.templates[template] ?? '', { ...view, piece, installedSize: installedSize(entries) });
  });
  return {
    package: config.name,
    version: config.version,
    architecture: 'all',
    time: facts.time,
    members,
    entries,
  };
}

function payloadEntries(config: Config, facts: Facts, programs: Programs, text: (template: string) => string): Entry[] {
  const { name } = config;
  const documentation = `/usr/share/doc/${name}`;
  const units = '/usr/lib/systemd/system';
  const entries: Entry[] = [
    file(`/usr/lib/${name}/app.cjs`, programs.app),
    file(`/usr/lib/${name}/notify.cjs`, programs.agent),
    file(`${units}/${name}.service`, text('service')),
    file(`/usr/lib/sysusers.d/${name}.conf`, text('sysusers')),
    // Debian Policy 12.7: the changelog of a native package, compressed with gzip at its best.
    file(`${documentation}/changelog.gz`, gzip(debianChangelog(facts.releases, { ...config, time: facts.time }))),
    file(`${documentation}/copyright`, text('copyright')),
    file(`/usr/share/man/man8/${name}.8.gz`, gzip(text('man.8'))),
    file(`/usr/share/lintian/overrides/${name}`, text('lintian-overrides')),
  ];
  if (config.mail) {
    entries.push(file(`${units}/${name}-mail.service`, text('mail.service')));
    entries.push({ ...file(`/usr/libexec/${name}/mail-ready`, text('mail-ready')), mode: 0o755 });
  }
  if (config.settings.length > 0) entries.push({ ...file(`/etc/default/${name}`, text('default')), conffile: true });
  return entries;
}

function controlMembers(entries: Entry[], text: (template: string) => string): ControlMember[] {
  const conffiles = entries.filter((entry) => 'conffile' in entry && entry.conffile).map(({ path }) => `${path}\n`);
  const members: ControlMember[] = [{ name: 'control', mode: 0o644, content: text('control') }];
  if (conffiles.length > 0) members.push({ name: 'conffiles', mode: 0o644, content: conffiles.join('') });
  for (const script of MAINTAINER_SCRIPTS) {
    members.push({ name: script, mode: 0o755, content: text(script) });
  }
  return members;
}

function file(path: string, content: string | Uint8Array): TextEntry {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { type: 'text', path, mode: 0o644, owner: 'root', content: bytes, conffile: false };
}

/** As `gzip -9n`: no name and no time in the header. */
function gzip(text: string): Uint8Array {
  return gzipSync(text, { level: 9 });
}
