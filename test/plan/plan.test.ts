/**
 * What a package will contain: the renderings of the demonstration against test/golden, and values that
 * try to be more than values.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import Handlebars from 'handlebars';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Config, MaintainerScript } from '../../builder/config/config.ts';
import { parseConfig } from '../../builder/config/parse.ts';
import { MAINTAINER_SCRIPTS } from '../../builder/config/schema/schema.ts';
import { installedSize, type Manifest, withParents } from '../../builder/manifest.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import { manText, render } from '../../builder/plan/render.ts';
import { FRAGMENTS } from '../../builder/plan/scripts.ts';
import type { Facts } from '../../builder/project/facts.ts';
import { run } from '../../builder/shell.ts';
import { wrap } from '../../builder/text.ts';
import { bundledPrograms } from '../support/programs.ts';
import { needing } from '../support/tools.ts';
import { viewsOf } from '../support/views.ts';

const packageJson = JSON.parse(readFileSync('package.json', 'utf8'));
const templates = Object.fromEntries(
  readdirSync('debian-templates', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => [file.slice(0, -'.hbs'.length), readFileSync(`debian-templates/${file}`, 'utf8')]),
);
const facts: Facts = {
  templates,
  licenseText: readFileSync('LICENSE', 'utf8'),
  time: 1795392000,
  releases: [],
  pieces: {},
  unitFiles: {},
};
const programs = bundledPrograms('notifydemo', 'app\n', 'agent\n');

function configOf(deb: object = {}, fields: object = {}): Config {
  return parseConfig(JSON.stringify({ ...packageJson, ...fields, deb: { ...packageJson.deb, ...deb } }));
}

function plan(deb: object = {}, fields: object = {}): Manifest {
  return planPackage(configOf(deb, fields), facts, programs);
}

/** Everything rendered in a manifest, by file name. */
function texts({ members, entries }: Manifest): Map<string, string> {
  const found = new Map(members.map(({ name, content }) => [name, content]));
  for (const entry of entries) {
    if (entry.type !== 'text' || entry.path.endsWith('.cjs')) continue;
    const content = entry.path.endsWith('.gz') ? gunzipSync(entry.content) : Buffer.from(entry.content);
    found.set(entry.path.slice(1).replace(/\.gz$/, '').replaceAll('/', '_'), content.toString());
  }
  return found;
}

function list(manifest: Manifest): string {
  const lines = manifest.entries.map((entry) => {
    const conffile = 'conffile' in entry && entry.conffile ? ' conffile' : '';
    return `${entry.type} ${entry.mode.toString(8)} ${entry.owner} ${entry.path}${conffile}\n`;
  });
  return lines.join('');
}

const planning = suite('plan');

/** Compares everything that a manifest renders with the files in a folder of test/golden. */
function rendersAs(folder: string, manifest: Manifest): void {
  const golden = path.join('test/golden', folder);
  const rendered = new Map([...texts(manifest), ['entries', list(manifest)]]);
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(golden, { recursive: true });
    for (const [name, content] of rendered) writeFileSync(path.join(golden, name), content);
  }
  assert.equal([...rendered.keys()].sort(), readdirSync(golden).sort());
  for (const [name, content] of rendered) assert.fixture(content, readFileSync(path.join(golden, name), 'utf8'));
}

planning('the demonstration renders as its golden files (UPDATE_GOLDEN=1 rewrites them)', () => {
  rendersAs('notifydemo', plan());
});

/** A package with everything that there is. */
const SHOP = {
  entry: 'src/web.js',
  payload: 'modules',
  revision: '2',
  node: '>=18 <25',
  depends: ['ffmpeg'],
  settings: {
    PORT: { value: '8080', description: 'The port to listen on.' },
    GREETING: { value: 'Welcome', description: 'What customers read first.' },
  },
  secrets: {
    DATABASE_PASSWORD: { description: 'Password of the database.' },
    TOKEN: { description: 'For the payment service.' },
  },
  service: {
    ...{ ready: 'listening', port: 'PORT', arguments: ['--title', 'Buy "it" for $5'], restartAfterUpgrade: false },
    socket: ['PORT', '127.0.0.1:9090'],
  },
  services: {
    worker: {
      ...{
        entry: 'src/worker.js',
        ready: 'loaded',
        user: 'shop-worker',
        restart: 'always',
        enable: false,
        watchdog: 0,
      },
      settings: { LEVEL: { value: '3', description: 'How hard to try.' } },
    },
    night: { arguments: ['clean up'], schedule: '*-*-* 03:00:00', start: false },
  },
  mail: false,
};

planning(
  'a package with several services, held ports, a task, secrets and a Node of its own renders as its golden files',
  () => {
    const config = configOf({ ...SHOP, name: 'shop' });
    const home = '/usr/lib/shop';
    rendersAs(
      'shop',
      planPackage(config, facts, {
        ...bundledPrograms('shop', 'app\n', 'agent\n'),
        starts: new Map(config.services.map(({ unit, entry }) => [unit, `${home}/app/${entry}`])),
        node: `${home}/node`,
        architecture: 'arm64',
        depends: ['libc6 (>= 2.28)'],
        owned: [
          { type: 'd', path: '/var/spool/shop/orders', mode: '0750', owner: 'shop' },
          { type: 'z', path: '/etc/shop/prices', mode: '0640', owner: 'shop-worker' },
        ],
      }),
    );
  },
);

planning(
  'a package without settings drops the conffile that an earlier one had, one without mail has no mail unit',
  () => {
    const manifest = plan({ settings: {}, mail: false });
    assert.not(manifest.members.some(({ name }) => name === 'conffiles'));
    for (const script of ['preinst', 'postinst', 'postrm']) {
      assert.match(texts(manifest).get(script) ?? '', "DROPPED_CONFFILE='/etc/default/notifydemo'");
      assert.not.match(texts(plan()).get(script) ?? '', 'DROPPED');
    }
    assert.not(manifest.entries.some(({ path }) => path.startsWith('/etc') || path.includes('mail')));
    assert.not(texts(manifest).get('usr_lib_systemd_system_notifydemo.service')?.includes('EnvironmentFile'));
  },
);

planning('what the agent is told stands in the unit', () => {
  const unit = (service: object): string => {
    return texts(plan({ service })).get('usr_lib_systemd_system_notifydemo.service') ?? '';
  };
  const plain = unit({});
  for (const absent of ['ExecReload', 'notify-reload', 'NOTIFY_PORT', 'NOTIFY_EXPLAIN'])
    assert.not.match(plain, absent);
  const full = unit({ ready: 'app', port: 'PORT', reload: true, explain: true, startTimeout: 120, watchdog: 0 });
  for (const line of ['NOTIFY_READY=app ', 'NOTIFY_PORT=PORT\n', 'NOTIFY_EXPLAIN=1\n', 'ExecReload=/bin/sh -c ']) {
    assert.match(full, line);
  }
  assert.match(full, 'NOTIFY_START_TIMEOUT=120 ');
  assert.match(full, 'TimeoutStartSec=35\n');
  assert.not.match(full, 'WatchdogSec');
});

const UNIT = 'usr_lib_systemd_system_notifydemo.service';

planning('each level of harden renders as its golden file', () => {
  for (const level of ['off', 'strict', 'sealed']) {
    const deb = { service: { harden: level, reload: true, ...(level === 'sealed' ? { socket: true } : {}) } };
    const unit = texts(plan(deb)).get(UNIT) ?? '';
    const golden = `test/golden/levels/${level}.service`;
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, unit);
    assert.fixture(unit, readFileSync(golden, 'utf8'));
  }
  assert.equal(readdirSync('test/golden/levels').sort(), ['off.service', 'sealed.service', 'strict.service']);
});

planning("a directive of the project stands instead of the level's, with the reason above it", () => {
  const hardenOverrides = {
    SystemCallFilter: { value: '@system-service ~@privileged', because: 'it locks memory' },
    NoNewPrivileges: { value: 'no', because: 'it runs sudo' },
    Nice: { value: '5', because: 'others go first' },
  };
  const unit = texts(plan({ service: { hardenOverrides } })).get(UNIT) ?? '';
  const filter = 'SystemCallFilter=@system-service\nSystemCallFilter=~@privileged\nSystemCallErrorNumber';
  assert.match(unit, `# Not @system-service ~@privileged @resources, as for "standard": it locks memory\n${filter}`);
  assert.match(unit, '# Not yes, as for "standard": it runs sudo\nNoNewPrivileges=no\n');
  assert.match(unit, '# Of this service: others go first\nNice=5\n\n[Install]');
  assert.is(unit.match(/^NoNewPrivileges=/gm)?.length, 1);
});

planning('only what is strict or sealed has a root of its own, with a place for all that is mounted there', () => {
  const root = (harden: string): string[] => {
    const { entries } = plan({ service: { harden, socket: true } });
    return entries.map(({ path }) => path).filter((path) => path.startsWith('/usr/lib/notifydemo/root'));
  };
  assert.equal([root('off'), root('standard')], [[], []]);
  for (const place of ['/etc', '/var/lib/notifydemo', '/run/systemd/notify', '/run/notifydemo']) {
    assert.ok(root('strict').includes(`/usr/lib/notifydemo/root${place}`), place);
  }
});

planning(
  'a connection is accepted with its request where HTTP is spoken, at once where it may be something else',
  () => {
    const deferred = (service: object): string[] => {
      const { entries } = plan({ service: { health: '/health', ...service } });
      const units = entries.filter(
        (entry) => entry.path.endsWith('.socket') && 'content' in entry && /^DeferAcceptSec=/m.test(`${entry.content}`),
      );
      return units.map(({ path }) => path.replace(/.*\//, ''));
    };
    assert.equal(deferred({ socket: true }), ['notifydemo.socket']);
    assert.equal(deferred({ socket: true, ready: 'listening' }), []);
    assert.equal(deferred({ socket: ['PORT', 9090] }), []);
    assert.equal(deferred({ socket: ['PORT', 9090], port: 'PORT' }), ['notifydemo.socket']);
    assert.equal(deferred({ socket: ['PORT', '127.0.0.1:9090'], port: 9090 }), ['notifydemo-9090.socket']);
  },
);

planning('holes in maintainer scripts stand only in assignments and comments', () => {
  for (const fragment of [...Object.keys(FRAGMENTS), 'mail-ready']) {
    const lines = (templates[fragment] ?? '').split('\n').filter((line) => line.includes('{{'));
    for (const line of lines) {
      assert.match(line, /^(#.*|[A-Z_]+='\{\{[a-zA-Z]+\}\}'|\{\{(#if [a-zA-Z]+|else|\/if)\}\})$/, fragment);
    }
  }
});

/** Every name that a template uses, also in {{#if}}, where Handlebars takes an unknown one for false. */
function namesIn(template: string): string[] {
  const names: string[] = [];
  class Names extends Handlebars.Visitor {
    override PathExpression({ original }: hbs.AST.PathExpression): void {
      names.push(original);
    }
  }
  new Names().accept(Handlebars.parse(template));
  return names.filter((name) => !['this', 'if', 'each'].includes(name));
}

/** The names that a view provides, those of its lists' items included. */
function namesOf(view: object): string[] {
  return Object.entries(view).flatMap(([name, value]) => [
    name,
    ...(Array.isArray(value) ? value.flatMap((item) => (typeof item === 'object' ? namesOf(item) : [])) : []),
  ]);
}

planning('every template has a view that provides the names in it, and the views have no template too many', () => {
  const config = configOf({ ...SHOP, name: 'shop' });
  const owned = [{ type: 'd', path: '/var/cache/shop', mode: '0750', owner: 'shop' }] as const;
  const bundled = [{ folder: 'a', name: 'a', version: '1', license: 'MIT', copyright: '', text: '', notice: '' }];
  const starts = new Map(config.services.map(({ unit, entry }) => [unit, `/usr/lib/shop/app/${entry}`]));
  const views = viewsOf({ config, facts, programs: { ...programs, starts, owned, bundled } });
  assert.equal([...views.keys()].sort(), Object.keys(templates).sort());
  const unknown = (template: string, provided: readonly object[]): string[] => {
    const names = new Set(provided.flatMap(namesOf));
    return namesIn(template).filter((name) => !names.has(name.replace(/^\.\.\//, '')));
  };
  assert.equal(unknown('{{#if mial}}{{name}}{{/if}}', [{ name: 'shop' }]), ['mial']);
  for (const [name, provided] of views) {
    assert.ok(provided.length > 0, `${name} has no view`);
    assert.equal(unknown(templates[name] ?? '', provided), [], name);
  }
});

const METACHARACTERS = ['"', "'", '`id`', '$(touch /tmp/pwned)', '${HOME}', 'a\nb', '%n', '\\', 'a;b', 'a|b', 'a b'];

planning('values with a meaning to a shell or a unit are refused where they would have it', () => {
  for (const evil of METACHARACTERS) {
    const refused: [string, () => Manifest][] = [
      ['name', () => plan({ name: `demo${evil}` })],
      ['user', () => plan({ service: { user: `demo${evil}` } })],
      ['health', () => plan({ service: { health: `/health${evil}` } })],
      ['section', () => plan({ section: `web${evil}` })],
      ['variable', () => plan({ settings: { [`PORT${evil}`]: { value: '1', description: 'x' } } })],
      ['depends', () => plan({ depends: [`foo${evil}`] })],
    ];
    for (const [what, attempt] of refused) assert.throws(attempt, /mistake/, `${what} ${evil}`);
    const harmless = ['a;b', 'a|b', 'a b'].includes(evil);
    const setting = () => plan({ settings: { PORT: { value: evil, description: 'x' } } });
    if (harmless)
      assert.match(
        texts(setting()).get('usr_lib_systemd_system_notifydemo.service') ?? '',
        `Environment="PORT=${evil}"\n`,
      );
    else assert.throws(setting, /mistake/, evil);
  }
});

planning('text for people may hold anything printable, and stays text where it lands', async () => {
  const summary = `50% off "all" 'things' $(id) \`id\` <b>`;
  const rendered = texts(plan({ summary, extendedDescription: ['.so /etc/passwd', "'quoted \\fB"] }));
  assert.match(rendered.get('control') ?? '', `Description: ${summary}\n .so /etc/passwd\n .\n 'quoted \\fB\n`);
  const unit = rendered.get('usr_lib_systemd_system_notifydemo.service') ?? '';
  assert.match(unit, `Description=50%% off "all" 'things' $(id) \`id\` <b>\n`);
  for (const script of MAINTAINER_SCRIPTS) assert.not(rendered.get(script)?.includes('50%'));
  assert.is(manText('.so \\fB-x'), '\\&.so \\efB\\-x');
});

/** A maintainer script to which the project adds something, as a pair for a map. */
function withFragment(script: MaintainerScript): [string, string] {
  const pieces = { [script]: 'if [ "$1" = configure ]; then\n    exit 0\nfi' };
  const manifest = planPackage(configOf(), { ...facts, pieces }, programs);
  return [`${script} and more`, texts(manifest).get(script) ?? ''];
}

planning('what the project adds to a maintainer script stands in it, and is called', () => {
  for (const script of MAINTAINER_SCRIPTS) {
    const [, text] = withFragment(script);
    assert.match(text, 'project_fragment() (\n:\nif [ "$1" = configure ]; then\n    exit 0\nfi\n)\n');
    assert.match(text, /^ *run_project_fragment "\$@"$/m);
    assert.match(text, `a fragment of the project has failed (deb.scripts.${script})`);
    assert.not.match(texts(plan()).get(script) ?? '', 'project_fragment');
  }
});

planning('a copyright file names everyone whose work is in the bundle', () => {
  const bundled = [
    {
      ...{ folder: 'node_modules/left', name: 'left', version: '1.2.3', license: '(MIT OR Apache-2.0)' },
      ...{ copyright: '2014 L. Pad\n2020 R. Pad', text: 'Permission is granted\n\nto all', notice: '' },
    },
    {
      ...{ folder: 'node_modules/right', name: 'right', version: '2.0.0', license: 'Apache-2.0' },
      ...{ copyright: '2019 Right', text: 'A very long text', notice: 'Right, made by Right' },
    },
  ];
  const manifest = planPackage(configOf(), facts, { ...programs, bundled });
  const copyright = texts(manifest).get('usr_share_doc_notifydemo_copyright') ?? '';
  const left = 'Files: node_modules/left/*\nCopyright:\n 2014 L. Pad\n 2020 R. Pad\nLicense: MIT or Apache-2.0\n';
  assert.match(
    copyright,
    `${left} Permission is granted\n .\n to all\n .\n On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.\nComment: left 1.2.3, part of /usr/lib/notifydemo\n`,
  );
  const right = 'License: Apache-2.0\n On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.\n';
  assert.match(copyright, `${right} .\n Right, made by Right\nComment: right 2.0.0`);
  assert.not.match(copyright, 'A very long text');
});

needing('shellcheck', planning)('the maintainer scripts pass sh -n and shellcheck', async () => {
  const rendered = new Map([...texts(plan()), ...MAINTAINER_SCRIPTS.map(withFragment)]);
  const dropping = texts(plan({ settings: {}, mail: false }));
  for (const script of MAINTAINER_SCRIPTS) rendered.set(`${script}, dropping settings`, dropping.get(script) ?? '');
  for (const script of rendered.keys()) {
    if (!rendered.get(script)?.startsWith('#!/bin/sh')) continue;
    const input = rendered.get(script) ?? '';
    assert.is((await run('dash', ['-n'], { input })).stderr, '');
    // Not wanted: braces around every variable (2250), no function or substitution in a condition (2310, 2312).
    const { exitCode, stdout } = await run(
      'shellcheck',
      ['--shell=dash', '--enable=all', '--exclude=SC2250,SC2310,SC2312', '-'],
      { input },
    );
    assert.is(exitCode, 0, `${script}: ${stdout}`);
  }
});

planning('directories above every entry, parents first', () => {
  const file = (path: string) => ({
    type: 'text' as const,
    path,
    mode: 0o644,
    owner: 'root',
    content: Buffer.alloc(1),
    conffile: false,
    from: 'a test',
  });
  const paths = withParents([file('/usr/lib-x/a'), file('/usr/lib/b/c')]).map(({ path }) => path);
  assert.equal(paths, ['/usr', '/usr/lib', '/usr/lib/b', '/usr/lib/b/c', '/usr/lib-x', '/usr/lib-x/a']);
  assert.is(installedSize(withParents([file('/usr/a'), file('/usr/b')])), 3);
});

planning('a template with an unknown name does not render', () => {
  assert.throws(() => render({ x: 'rm -rf /{{dir}}' }, 'x', {}), /cannot be rendered/);
});

planning('paragraphs are broken at the width, words are not', () => {
  assert.equal(wrap('aa bb cc', 5), ['aa bb', 'cc']);
  assert.equal(wrap('a-very-long-word b', 5), ['a-very-long-word', 'b']);
});

planning.run();
