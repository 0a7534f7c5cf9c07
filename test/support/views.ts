/**
 * Every template with the views that the plan renders it with.
 */
import { ownedFilesView, sysusersView, tmpfilesView } from '../../builder/plan/accounts.ts';
import { beforeView } from '../../builder/plan/before.ts';
import { controlView } from '../../builder/plan/control.ts';
import { copyrightView } from '../../builder/plan/copyright.ts';
import { defaultViews, settingsView } from '../../builder/plan/default.ts';
import type { PlanInput } from '../../builder/plan/input.ts';
import { lintianOverridesView } from '../../builder/plan/lintian-overrides.ts';
import { mailServiceView } from '../../builder/plan/mail.ts';
import { manView } from '../../builder/plan/man.ts';
import { sandboxView } from '../../builder/plan/sandbox.ts';
import { FRAGMENTS, packageView } from '../../builder/plan/scripts.ts';
import { secretsView, serviceView } from '../../builder/plan/service.ts';
import { socketView } from '../../builder/plan/socket.ts';
import { directoriesView } from '../../builder/plan/writable.ts';
import { keyringView } from '../../builder/publish/keyring.ts';

/** Templates of the package that carries the keys of a repository. */
const KEYRING = ['control', 'deferred', 'postinst', 'postrm'];

/** The views of one package by template; a template that the package does not need may be missing. */
export function viewsOf(input: PlanInput): Map<string, object[]> {
  const { config } = input;
  const { name, services } = config;
  const scriptView = { ...packageView(input), projectFragment: true };
  const fragments = Object.entries(FRAGMENTS).map(([fragment, names]): [string, object[]] => [
    fragment,
    [Object.fromEntries(names.map((name) => [name, scriptView[name]]))],
  ]);
  const identity = { name, origin: name, label: name, suite: 'stable', codename: 'stable' };
  const repository = { identity, url: 'https://packages.example.org/', maintainer: config.maintainer };
  const keyring = keyringView({ repository }, { version: '1', installedSize: 1 });
  return new Map<string, object[]>([
    ...KEYRING.map((template): [string, object[]] => [`archive-keyring/${template}`, [keyring]]),
    ['before.service', config.before ? [beforeView(input, config.before)] : []],
    ['control', [controlView(input, 1)]],
    ['copyright', [copyrightView(input)]],
    ['default', defaultViews(config)],
    ['settings', [settingsView(config)]],
    ['lintian-overrides', [lintianOverridesView(input)]],
    ['mail-ready', [{ name }]],
    ['mail.service', [mailServiceView(input)]],
    ['man.8', [manView(input)]],
    ['owned-files', [ownedFilesView(input)]],
    ['parts/directories', services.map((service) => directoriesView(input, service))],
    ['parts/sandbox', services.map((service) => sandboxView(input, service))],
    ['parts/secrets', [secretsView(config)]],
    ['shell/project-fragment', [{ script: 'postinst', text: ':' }]],
    ['service', services.map((service) => serviceView(input, service))],
    ['socket', services.flatMap((service) => service.sockets.map((socket) => socketView(name, service, socket)))],
    ['sysusers', [sysusersView(config)]],
    ['oneshot.service', services.map((service) => serviceView(input, service))],
    ['timer', services.map((service) => serviceView(input, service))],
    ['tmpfiles', [tmpfilesView(input)]],
    ...fragments,
  ]);
}
