/**
 * Open directories of a project: what the units mount, and what a sandbox may execute there.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { executableMounts, openEnvironment, openLines, openViews } from '../../builder/plan/open-directories.ts';
import { configOf, facts, programs, SHOP_PLACES } from '../support/plans.ts';

const open = suite('open directories in a plan');

const shop = { programs: { ...programs, places: SHOP_PLACES } };
const none = { programs: { ...programs, places: { ...SHOP_PLACES, open: [] } } };
const SRC = '/usr/lib/shop/app/src';

open('packaged entries alone are executable: no link, and no directory of the account', () => {
  const own = ['a "b": 5%.txt', 'node_modules', 'web.js'].map((name) => `${SRC}/${name}`);
  assert.equal(executableMounts(shop), own);
  assert.equal(executableMounts(none), []);
});

open('packaged entries alone are mounted over those of the account, and writable ones have a mount point', () => {
  const [view, ...others] = openViews(shop, { state: 'shop' });
  assert.equal(others, []);
  assert.is(view?.mounts.length, 3);
  assert.not(view?.mounts.some((mount) => /uploads|shared/.test(mount)));
  const points = view?.points.map((point) => point.replace(/^.*\//, ''));
  assert.is(points?.includes('uploads'), true);
  assert.is(points?.includes('shared'), false);
});

open('the name of an entry and the target of a link are texts to systemd-tmpfiles, without specifiers', () => {
  const [held] = SHOP_PLACES.open;
  const link = { name: '100%b', type: 'link', target: '../50%t and %', isWritable: false } as const;
  const places = { ...SHOP_PLACES, open: held === undefined ? [] : [{ ...held, entries: [link] }] };
  const [, line, ...others] = openLines({
    config: configOf({ name: 'shop' }),
    facts,
    programs: { ...programs, places },
  });
  assert.equal(others, []);
  assert.is(line, 'L+ "/var/lib/shop_app-src.d/100%%b" - - - - ../50%%t and %%');
});

open('the agent hears of mounts if there are some', () => {
  const held = `NOTIFY_OPEN=${SRC}:/usr/lib/shop/packaged/app-src`;
  assert.equal(openEnvironment(shop), [held, `NOTIFY_MOUNTED=${SRC}/uploads`]);
  assert.equal(openEnvironment(none), []);
});

open.run();
