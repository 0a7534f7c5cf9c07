/**
 * Texts of a package: templates and the views that fill them, values that must not do harm where they land.
 */
import Handlebars from 'handlebars';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MaintainerScript } from '../../builder/config/config.ts';
import { MAINTAINER_SCRIPTS } from '../../builder/config/schema/schema.ts';
import { startedPrograms } from '../../builder/config/step.ts';
import type { Manifest } from '../../builder/manifest.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import { manText, render } from '../../builder/plan/render.ts';
import { FRAGMENTS, maintainerScripts } from '../../builder/plan/scripts.ts';
import { run } from '../../builder/shell.ts';
import { configOf, facts, plan, programs, SHOP, SHOP_PLACES, templates, texts } from '../support/plans.ts';
import { needing } from '../support/tools.ts';
import { viewsOf } from '../support/views.ts';

const rendering = suite('texts');

const COPYRIGHT = 'usr_share_doc_notifydemo_copyright';

rendering('holes in maintainer scripts stand only in assignments and comments', () => {
  for (const fragment of [...Object.keys(FRAGMENTS), 'mail-ready']) {
    const lines = (templates[fragment] ?? '').split('\n').filter((line) => line.includes('{{'));
    for (const line of lines) {
      assert.match(line, /^(#.*|[A-Z_]+='\{\{[a-zA-Z]+\}\}'|\{\{(#if [a-zA-Z]+|else|\/if)\}\})$/, fragment);
    }
  }
});

rendering('a blank line inside a function of a fragment is a defect, because it would end the function', () => {
  const broken = (templates['postinst/start'] ?? '').replace('() {\n', '() {\n\n');
  const input = {
    config: configOf(),
    facts: { ...facts, templates: { ...templates, 'postinst/start': broken } },
    programs,
  };
  assert.throws(() => maintainerScripts(input), /defines no function and no list/);
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

rendering('every template has a view that provides the names in it, and the views have no template too many', () => {
  const config = configOf({ ...SHOP, name: 'shop' });
  const owned = [
    { type: 'd', path: '/var/cache/shop', mode: '0750', owner: 'shop' },
    { type: 'z', path: '/etc/shop/prices', mode: '0640', owner: 'shop' },
  ] as const;
  const bundled = [{ folder: 'a', name: 'a', version: '1', license: 'MIT', copyright: '', text: '', notice: '' }];
  const starts = new Map(startedPrograms(config).map(({ unit, entry }) => [unit, `/usr/lib/shop/app/${entry}`]));
  const views = viewsOf({ config, facts, programs: { ...programs, starts, owned, bundled, places: SHOP_PLACES } });
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

rendering('values with a meaning to a shell or a unit are refused where they would have it', () => {
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

rendering('text for people may hold anything printable, and stays text where it lands', async () => {
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
  const projectFragments = { [script]: 'if [ "$1" = configure ]; then\n    exit 0\nfi' };
  const manifest = planPackage(configOf(), { ...facts, projectFragments }, programs);
  return [`${script} and more`, texts(manifest).get(script) ?? ''];
}

rendering('what the project adds to a maintainer script stands in it, and is called', () => {
  for (const script of MAINTAINER_SCRIPTS) {
    const [, text] = withFragment(script);
    assert.match(text, 'project_fragment() (\n:\nif [ "$1" = configure ]; then\n    exit 0\nfi\n)\n');
    assert.match(text, /^ *run_project_fragment "\$@"$/m);
    assert.match(text, `a fragment of the project has failed (deb.scripts.${script})`);
    assert.not.match(texts(plan()).get(script) ?? '', 'project_fragment');
  }
});

rendering('a copyright file names everyone whose work is in the bundle', () => {
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
  const copyright = texts(manifest).get(COPYRIGHT) ?? '';
  const left = 'Files: node_modules/left/*\nCopyright:\n 2014 L. Pad\n 2020 R. Pad\nLicense: MIT or Apache-2.0\n';
  assert.match(
    copyright,
    `${left} Permission is granted\n .\n to all\n .\n On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.\nComment: left 1.2.3, part of /usr/lib/notifydemo\n`,
  );
  const right = 'License: Apache-2.0\n On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.\n';
  assert.match(copyright, `${right} .\n Right, made by Right\nComment: right 2.0.0`);
  assert.not.match(copyright, 'A very long text');
});

rendering('the folder of a package writes no paragraph of its own, and no pattern', () => {
  const folder = 'node_modules/a b*\n\nFiles: *\u0085c\u2028d';
  const bundled = [{ folder, name: 'a', version: '1', license: 'MIT', copyright: 'x', text: 'x', notice: '' }];
  const copyright = texts(planPackage(configOf(), facts, { ...programs, bundled })).get(COPYRIGHT) ?? '';
  const lines = copyright.split(/[\n\u0085\u2028]/).filter((line) => line.startsWith('Files:'));
  assert.equal(lines, ['Files: *', 'Files: node_modules/a?b\\*??Files:?\\*?c?d/*']);
});

rendering('a package writes no paragraph by its name, its version or its authors', () => {
  const evil = 'x\n\nFiles: *\u0085Files: *\u2028Files: *\u202e';
  const bundled = [
    { folder: 'node_modules/a', name: evil, version: evil, license: 'MIT', copyright: evil, text: evil, notice: evil },
  ];
  const copyright = texts(planPackage(configOf(), facts, { ...programs, bundled })).get(COPYRIGHT) ?? '';
  const lines = copyright.split(/[\n\u0085\u2028]/).filter((line) => line.startsWith('Files:'));
  assert.equal(lines, ['Files: *', 'Files: node_modules/a/*']);
  assert.not.match(copyright, /[^\P{C}\n]/u);
});

needing('shellcheck', rendering)('the maintainer scripts pass sh -n and shellcheck', async () => {
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

rendering('a template with an unknown name does not render', () => {
  assert.throws(() => render({ x: 'rm -rf /{{dir}}' }, 'x', {}), /cannot be rendered/);
});

rendering.run();
