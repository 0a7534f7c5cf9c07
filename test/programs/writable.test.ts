/**
 * Writable directories in a package: initial content at a place of its own, and caches that each start renews.
 */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planPackage } from '../../builder/plan/plan.ts';
import { facts } from '../support/plans.ts';
import { collectShop, refusalOfShop } from '../support/shop-project.ts';

const writable = suite('writable directories in a package');
let project = '';
writable.before.each(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'writable-'));
});
writable.after.each(() => rm(project, { recursive: true, force: true }));

const collect = (files: Record<string, string>, keys: object) => collectShop(project, files, keys);
const refusal = (files: Record<string, string>, keys: object) => refusalOfShop(project, files, keys);

writable('files of the project in a writable directory become its initial content', async () => {
  const files = {
    'data/a.json': '{}',
    'data/deep/b.txt': 'b',
    'data2/c.txt': 'c',
    'server.js': "require('fs').readFileSync('data/a.json')",
  };
  const { config, programs } = await collect(files, { writable: ['data/', 'logs'] });
  const places = programs.entries
    .map((entry) => entry.path)
    .filter((place) => /initial|data|logs|writable/.test(place));
  assert.equal(places.sort(), [
    '/usr/lib/shop/app/data2/c.txt',
    '/usr/lib/shop/initial/data/a.json',
    '/usr/lib/shop/initial/data/deep/b.txt',
    '/usr/lib/shop/writable.cjs',
  ]);
  const { entries } = planPackage(config, facts, programs);
  const points = entries.filter(({ type, path: place }) => type === 'directory' && /app\/(data|logs)$/.test(place));
  assert.equal(
    points.map(({ path: place, mode, owner }) => [place, mode, owner]),
    [
      ['/usr/lib/shop/app/data', 0o755, 'root'],
      ['/usr/lib/shop/app/logs', 0o755, 'root'],
    ],
  );
});

writable('a package without writable directories has no program that makes them', async () => {
  const { config, programs } = await collect({}, { payload: 'bundle' });
  assert.not(programs.entries.some(({ path: place }) => place.includes('writable')));
  assert.ok(planPackage(config, facts, programs).entries.some(({ path: place }) => place === '/usr/lib/shop/app'));
});

writable('a file or a link in the place of a directory is refused', async () => {
  const file = await refusal({ data: '{}' }, { writable: ['data/uploads'] });
  assert.equal(file.slice(0, 2), [
    '"data/uploads" in deb.writable is not a directory',
    'data is a file of the package',
  ]);
  await mkdir(path.join(project, 'shared'));
  await writeFile(path.join(project, 'shared/a.txt'), '');
  await symlink('shared', path.join(project, 'public'));
  const link = await refusal({}, { writable: ['public/uploads'], include: ['server.js', 'shared', 'public'] });
  assert.equal(link.slice(0, 2), [
    '"public/uploads" in deb.writable is not a directory',
    'public is a symbolic link of the package',
  ]);
});

writable(
  'a cache with packaged files is renewed at each start, and the output of a build is nothing else',
  async () => {
    const output = { '.next/server/app/page.js': '', '.next/server/app/news.html': '' };
    const include = ['.', '.next'];
    const cached = { path: '.next/server/app', cache: true };
    const { config, programs } = await collect(output, { include, writable: [cached, { path: 'tmp', cache: true }] });
    assert.equal(
      programs.places?.whole.map(({ name, isRenewed }) => [name, isRenewed]),
      [
        ['next-server-app', true],
        ['tmp', false],
      ],
    );
    const { entries } = planPackage(config, facts, programs);
    const unit = entries.find(({ path: place }) => place.endsWith('/shop.service')) as { content?: Uint8Array };
    const text = Buffer.from(unit.content ?? []).toString();
    const renewed = '/var/cache/shop/next-server-app.shop';
    assert.match(text, `BindPaths=-${renewed}:/usr/lib/shop/app/.next/server/app`);
    assert.match(
      text,
      `ExecStartPre=/usr/bin/node /usr/lib/shop/writable.cjs shop renew:${renewed} /var/cache/shop/tmp\n`,
    );
    const whole = await refusal(output, { include, writable: ['.next/server/app'] });
    assert.is(whole[0], '".next/server/app" in deb.writable holds what a build has written');
    assert.match(whole[2] ?? '', '{ "path": ".next/server/app", "cache": true }');
  },
);

writable.run();
