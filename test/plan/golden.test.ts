/**
 * Renderings of whole packages against test/golden (UPDATE_GOLDEN=1 rewrites them).
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startedPrograms } from '../../builder/config/step.ts';
import type { Manifest } from '../../builder/manifest.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import { configOf, facts, OFFICE, OFFICE_FIELDS, plan, SHOP, SHOP_PLACES, texts } from '../support/plans.ts';
import { bundledPrograms } from '../support/programs.ts';

const golden = suite('golden packages');

function list(manifest: Manifest): string {
  const lines = manifest.entries.map((entry) => {
    const conffile = 'conffile' in entry && entry.conffile ? ' conffile' : '';
    return `${entry.type} ${entry.mode.toString(8)} ${entry.owner} ${entry.path}${conffile}\n`;
  });
  return lines.join('');
}

/** Compares everything that a manifest renders with the files in a folder of test/golden. */
function rendersAs(folder: string, manifest: Manifest): void {
  const place = path.join('test/golden', folder);
  const rendered = new Map([...texts(manifest), ['entries', list(manifest)]]);
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(place, { recursive: true });
    for (const [name, content] of rendered) writeFileSync(path.join(place, name), content);
  }
  assert.equal([...rendered.keys()].sort(), readdirSync(place).sort());
  for (const [name, content] of rendered) assert.fixture(content, readFileSync(path.join(place, name), 'utf8'));
}

golden('the demonstration renders as its golden files', () => {
  rendersAs('notifydemo', plan());
});

golden(
  'a package with several services, held ports, a task, secrets and a Node of its own renders as its golden files',
  () => {
    const config = configOf({ ...SHOP, name: 'shop' });
    const home = '/usr/lib/shop';
    rendersAs(
      'shop',
      planPackage(config, facts, {
        ...bundledPrograms('shop', 'app\n', 'agent\n'),
        starts: new Map(startedPrograms(config).map(({ unit, entry }) => [unit, `${home}/app/${entry}`])),
        node: `${home}/node`,
        architecture: 'arm64',
        depends: ['libc6 (>= 2.28)'],
        places: SHOP_PLACES,
        owned: [
          { type: 'd', path: '/var/spool/shop/orders', mode: '0750', owner: 'shop' },
          { type: 'z', path: '/etc/shop/prices', mode: '0640', owner: 'shop-worker' },
        ],
      }),
    );
  },
);

golden(
  'a package with mails, several users, Unix sockets, own roots and a unit of its own renders as its golden files',
  () => {
    const config = configOf({ ...OFFICE, name: 'office' }, OFFICE_FIELDS);
    const starts = new Map(startedPrograms(config).map(({ unit }) => [unit, `/usr/lib/office/${unit}.cjs`]));
    const bundled = {
      ...{ folder: 'node_modules/left', name: 'left', version: '1.2.3', license: '(MIT OR Apache-2.0)' },
      ...{ copyright: '2014 L. Pad', text: 'Permission is granted', notice: 'Left, made by Left' },
    };
    const programs = {
      ...bundledPrograms('office', 'app\n', 'agent\n'),
      starts,
      bundled: [bundled, { ...bundled, folder: 'node_modules/right', name: 'right', text: '', notice: '' }],
      owned: [
        { type: 'd', path: '/var/cache/office', mode: '0750', owner: 'office' },
        { type: 'd', path: '/var/log/office/desk/old', mode: '0700', owner: 'clerk' },
        { type: 'd', path: '/etc/office/keys', mode: '0750', owner: 'office' },
        { type: 'z', path: '/usr/share/office/seal', mode: '0640', owner: 'root', group: 'clerk' },
      ],
    } as const;
    const releases = [
      { version: '2.1.0~rc.1', time: 1790000000, changes: ['One line.', `${'word '.repeat(20)}end`] },
      { version: '2.0.0', time: undefined, changes: [] },
    ];
    const unitFiles = { 'office-guard': '[Service]\nExecStart=/usr/bin/node /usr/lib/office/guard.cjs\n' };
    rendersAs(
      'office',
      planPackage(config, { ...facts, licenseText: 'Copyright (c) 2020 Ada\n', releases, unitFiles }, programs),
    );
  },
);

golden('each level of harden renders as its golden file', () => {
  for (const level of ['off', 'strict', 'sealed']) {
    const deb = { service: { harden: level, reload: true, ...(level === 'sealed' ? { socket: true } : {}) } };
    const unit = texts(plan(deb)).get('usr_lib_systemd_system_notifydemo.service') ?? '';
    const file = `test/golden/levels/${level}.service`;
    if (process.env.UPDATE_GOLDEN) writeFileSync(file, unit);
    assert.fixture(unit, readFileSync(file, 'utf8'));
  }
  assert.equal(readdirSync('test/golden/levels').sort(), ['off.service', 'sealed.service', 'strict.service']);
});

golden.run();
