/**
 * Every template with the views that the plan renders it with.
 */
import { sysusersView, tmpfilesView } from '../../builder/plan/accounts.ts';
import { controlView } from '../../builder/plan/control.ts';
import { copyrightView } from '../../builder/plan/copyright.ts';
import { defaultViews } from '../../builder/plan/default.ts';
import type { PlanInput } from '../../builder/plan/input.ts';
import { lintianOverridesView } from '../../builder/plan/lintian-overrides.ts';
import { mailServiceView } from '../../builder/plan/mail.ts';
import { manView } from '../../builder/plan/man.ts';
import { sandboxView } from '../../builder/plan/sandbox.ts';
import { secretsView, serviceView } from '../../builder/plan/service.ts';
import { socketView } from '../../builder/plan/socket.ts';
import { pieceOf, viewOf } from '../../builder/plan/view.ts';

/** The views of one package by template; a template that the package does not need may be missing. */
export function viewsOf(input: PlanInput): Map<string, object[]> {
  const { config, facts, programs } = input;
  const { name, services } = config;
  const scripts = (['preinst', 'postinst', 'prerm', 'postrm'] as const).map((script): [string, object[]] => [
    script,
    [{ ...viewOf(config, programs), piece: pieceOf(script, facts) }],
  ]);
  return new Map<string, object[]>([
    ['control', [controlView(input, 1)]],
    ['copyright', [copyrightView(input)]],
    ['default', defaultViews(config)],
    ['lintian-overrides', [lintianOverridesView(input)]],
    ['mail-ready', [{ name }]],
    ['mail.service', [mailServiceView(input)]],
    ['man.8', [manView(input)]],
    ['parts/sandbox', services.map((service) => sandboxView(input, service))],
    ['parts/secrets', [secretsView(config)]],
    ['project-piece', [{ script: 'postinst', text: ':' }]],
    ['service', services.map((service) => serviceView(input, service))],
    ['socket', services.flatMap((service) => service.sockets.map((socket) => socketView(name, service, socket)))],
    ['sysusers', [sysusersView(config)]],
    ['oneshot.service', services.map((service) => serviceView(input, service))],
    ['timer', services.map((service) => serviceView(input, service))],
    ['tmpfiles', [tmpfilesView(input)]],
    ...scripts,
  ]);
}
