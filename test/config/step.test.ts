/**
 * The step before the start of a version, and upgrades of Node, from the `deb` section to the configuration.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startedPrograms, stepMark, stepUnit } from '../../builder/config/step.ts';
import type { BuildError } from '../../builder/errors.ts';
import { nodeUnits } from '../../builder/plan/unit-lists.ts';
import { configOf, plan, texts } from '../support/plans.ts';

const step = suite('step before the start');

step('it has the account, the sandbox and the folder of the main service, and listens nowhere', () => {
  const service = { user: 'web', harden: 'sealed', socket: true, directory: 'server', nodeOptions: ['--no-warnings'] };
  const config = configOf({ service, before: { entry: 'dist/migrate.js' } });
  const { before } = config;
  assert.ok(before);
  const { unit, user, harden, directory, state, sockets, nodeOptions, startTimeout, entry } = before;
  assert.equal(
    [unit, user, harden, directory, state, sockets, nodeOptions, startTimeout, entry, before.arguments],
    ['notifydemo-before', 'web', 'sealed', 'server', 'notifydemo', [], [], 600, 'dist/migrate.js', []],
  );
  assert.equal(
    startedPrograms(config).map(({ unit }) => unit),
    ['notifydemo', 'notifydemo-before'],
  );
  assert.equal(
    [stepUnit(config), stepMark(config)],
    ['notifydemo-before.service', '/var/lib/notifydemo/.before-1.0.0'],
  );
  const own = configOf({ before: { entry: 'a.js', arguments: ['deploy'], timeout: 7 } }).before;
  assert.equal([own?.arguments, own?.startTimeout], [['deploy'], 7]);
  assert.equal([configOf().before, stepUnit(configOf())], [undefined, '']);
});

step('its name is taken, and a step with modules is JavaScript', () => {
  const mistake = (deb: object): string => {
    try {
      configOf(deb);
      return '';
    } catch (error) {
      return (error as BuildError).notes.join();
    }
  };
  assert.match(
    mistake({ services: { before: { entry: 'a.js' } } }),
    /deb\.services\.before: is not a valid name.*"before"/,
  );
  const modules = { payload: 'modules', entry: 'a.js', before: { entry: 'src/migrate.ts' } };
  assert.match(mistake(modules), /deb\.before\.entry: is "src\/migrate\.ts".*dist\/migrate\.js/);
});

step(
  'an upgrade of Node restarts each service that an upgrade of the package restarts, unless it says otherwise',
  () => {
    const service = { ready: 'loaded' };
    const services = {
      a: { ...service, restartAfterNodeUpgrade: false },
      b: { ...service, restartAfterUpgrade: false },
      c: { ...service, restartAfterUpgrade: false, restartAfterNodeUpgrade: true },
      d: { schedule: 'daily' },
    };
    assert.equal(nodeUnits(configOf({ services })), ['notifydemo.service', 'notifydemo-c.service']);
    assert.equal(nodeUnits(configOf({ runtime: 'bundled', node: '24.21.0' })), []);
    assert.is(texts(plan()).get('triggers'), 'interest-noawait /usr/bin/node\n');
    for (const deb of [{ runtime: 'bundled', node: '24.21.0' }, { service: { restartAfterNodeUpgrade: false } }]) {
      assert.is(texts(plan(deb)).get('triggers'), undefined);
      assert.not.match(texts(plan(deb)).get('postinst') ?? '', /NODE_UNITS|runs_old_node/);
    }
  },
);

step.run();
