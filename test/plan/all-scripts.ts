/**
 * The maintainer scripts of many packages: the golden ones, and variants of the demonstration.
 */
import { readFileSync } from 'node:fs';
import { parseConfig } from '../../builder/config/parse.ts';
import { MAINTAINER_SCRIPTS } from '../../builder/config/schema/schema.ts';
import { planned, textEntry } from '../../builder/manifest.ts';
import { FRAGMENTS, maintainerScripts } from '../../builder/plan/scripts.ts';
import type { Facts } from '../../builder/project/facts.ts';
import { bundledPrograms } from '../support/programs.ts';

const packageJson = JSON.parse(readFileSync('package.json', 'utf8'));
/** The fragments of debian-templates, by their names. */
export const templates = Object.fromEntries(
  [...Object.keys(FRAGMENTS), 'shell/project-fragment'].map((fragment) => [
    fragment,
    readFileSync(`debian-templates/${fragment}.hbs`, 'utf8'),
  ]),
);

const worker = { entry: 'payload/app.ts', ready: 'loaded' };
const night = { entry: 'payload/app.ts', schedule: 'daily' };
const spool = { type: 'd', path: '/var/spool/demo/in', mode: '0750', owner: 'demo' } as const;
const prices = { type: 'z', path: '/etc/demo/prices', mode: '0640', owner: 'demo' } as const;

const TRIGGERED = { triggers: ['interest-noawait /usr/share/demo'], scripts: { postinst: 'postinst.sh' } };

/** Packages that differ from the demonstration in one thing. */
const VARIANTS: Record<
  string,
  { deb?: object; owned?: (typeof spool | typeof prices)[]; conffile?: string; fragment?: string }
> = {
  plain: { deb: { mail: false } },
  'no settings': { deb: { settings: {}, mail: false } },
  socket: { deb: { service: { socket: true } } },
  'socket without a setting': { deb: { service: { socket: [8080] } } },
  secrets: { deb: { secrets: { TOKEN: { description: 'A secret.' } } } },
  'a secret with the name of a list': { deb: { secrets: { SOCKETS: { description: 'A secret.' } } } },
  'a service with the name of a function': { deb: { mail: false, services: { warn: worker } } },
  'two services': { deb: { services: { worker } } },
  timer: { deb: { services: { night } } },
  'not enabled': { deb: { service: { enable: false } } },
  'not started': { deb: { service: { start: false } } },
  'not restarted': { deb: { service: { restartAfterUpgrade: false } } },
  'a step before the start': { deb: { before: { entry: 'migrate.js' } } },
  'goes on after a failed start': { deb: { onStartFailure: 'warn' } },
  directory: { owned: [spool] },
  file: { owned: [prices] },
  conffile: { conffile: '/etc/demo/rules' },
  'named user': { deb: { service: { user: 'web' } } },
  fragment: { fragment: 'exit 0' },
  'an earlier name': { deb: { formerly: ['demo-server'], secrets: { TOKEN: { description: 'A secret.' } } } },
  'an earlier name, and no settings': { deb: { formerly: ['demo-server'], settings: {}, mail: false } },
  'Node from elsewhere': { deb: { nodeFrom: 'nodesource' } },
  'secrets for an old systemd': {
    deb: { nodeFrom: 'nodesource', targets: ['debian11'], secrets: { TOKEN: { description: 'A secret.' } } },
  },
  'a trigger of the project': { deb: TRIGGERED, fragment: 'exit 0' },
  'a trigger and a Node of its own': { deb: { ...TRIGGERED, runtime: 'bundled', node: '24.21.0' }, fragment: 'exit 0' },
};

/** The scripts of the golden packages and of the variants, by a name for messages. */
function allScripts(): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of ['notifydemo', 'shop', 'office']) {
    for (const script of MAINTAINER_SCRIPTS) {
      found.set(`${folder}/${script}`, readFileSync(`test/golden/${folder}/${script}`, 'utf8'));
    }
  }
  for (const [variant, { deb = {}, owned = [], conffile, fragment }] of Object.entries(VARIANTS)) {
    const config = parseConfig(JSON.stringify({ ...packageJson, deb: { ...packageJson.deb, ...deb, name: 'demo' } }));
    const projectFragments = Object.fromEntries(
      MAINTAINER_SCRIPTS.flatMap((name) => (fragment ? [[name, fragment]] : [])),
    );
    const facts: Facts = {
      templates,
      licenseText: '',
      time: 0,
      releases: [],
      projectFragments,
      unitFiles: {},
      toolVersion: '1.0.0',
      warnings: [],
    };
    const own = bundledPrograms('demo', '', '');
    const rules = conffile === undefined ? [] : [{ ...textEntry(conffile, 'x'), conffile: true }];
    const programs = { ...own, entries: [...own.entries, ...planned('deb.files[0]', rules)], owned };
    for (const { name, content } of maintainerScripts({ config, facts, programs })) {
      found.set(`${variant}/${name}`, content);
    }
  }
  return found;
}

/** All scripts. */
export const scripts = allScripts();
