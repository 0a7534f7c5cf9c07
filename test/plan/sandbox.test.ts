/**
 * The directories of an account in a sandbox: which of them a unit names, and which one systemd provides.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sandboxView } from '../../builder/plan/sandbox.ts';
import { configOf, facts, programs } from '../support/plans.ts';

const sandbox = suite('sandbox');

const owned = (path: string, keys: object = {}) => ({ type: 'd', path, mode: '0750', owner: 'shop', ...keys }) as const;

sandbox('directories of the account are writable, except those below its state: it may replace them', () => {
  const all = [
    owned('/var/spool/shop'),
    owned('/var/lib/shop/uploads'),
    owned('/var/lib/shop/uploads/deep'),
    owned('/var/lib/shop-more'),
    owned('/var/spool/shop/rooted', { owner: 'root' }),
    owned('/var/spool/shop/file', { type: 'z' }),
  ];
  for (const harden of ['standard', 'strict']) {
    const config = configOf({ name: 'shop', service: { harden } });
    const view = sandboxView({ config, facts, programs: { ...programs, owned: all } }, config.services[0]);
    assert.is(view.writable, '-/var/spool/shop -/var/lib/shop-more', harden);
    assert.is(view.readWrite, harden === 'strict' ? '' : view.writable);
    assert.not.match(view.notExecutable, '/var/lib/shop/');
  }
});

sandbox.run();
