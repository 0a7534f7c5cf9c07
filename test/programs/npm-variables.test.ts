/**
 * Variables that npm sets for scripts: a service has none of them.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { npmVariable, ofPackage } from '../../builder/programs/npm-variables.ts';
import { collect } from '../support/collected.ts';
import { inFolders, lay } from '../support/projects.ts';

const variables = suite('variables of npm');
inFolders(variables);

variables('each way to read one, and defaults', () => {
  for (const [text, name] of [
    ['log(process.env.npm_package_version)', 'npm_package_version'],
    ["log(process.env['npm_package_config_port'])", 'npm_package_config_port'],
    ['const { PORT, npm_package_name: name } = process.env;', 'npm_package_name'],
    ['const { npm_lifecycle_event } = process.env;', 'npm_lifecycle_event'],
    ["log(process.env.npm_package_version ?? 'none')", undefined],
    ["log(process.env.npm_package_version || 'none')", undefined],
    ["log('npm_package_version', process.env.MY_npm_package_version)", undefined],
    ['const { npm_package_name } = other;', undefined],
  ] as const) {
    assert.is(npmVariable(text, new Map()), name, text);
  }
  const text = 'log(process.env.npm_package_version, process.env.npm_package_name)';
  assert.is(npmVariable(text, new Map([['npm_package_version', '1.0.0']])), 'npm_package_name');
});

variables('npm makes some of package.json, with words for all values but objects', () => {
  const json = {
    name: '@a/b',
    version: '1.0.0',
    config: { port: 80, on: true, off: false, deep: { a: 'x' }, bad: '"' },
  };
  const found = [...ofPackage({ ...json, engines: { node: '>=18' }, bin: { b: 'b.js' }, main: 'a.js', scripts: {} })];
  assert.equal(
    found.map(([name, value]) => `${name.slice('npm_package_'.length)}=${value}`),
    [
      ...['name=@a/b', 'version=1.0.0', 'config_port=80', 'config_on=true', 'config_off=', 'config_deep_a=x'],
      ...['engines_node=>=18', 'bin_b=b.js'],
    ],
  );
});

variables('the build has those of package.json and warns of others, for bundles and modules', async () => {
  await lay({
    'app.js': "require('./lib.js'); // process.env.npm_package_engines_node",
    'lib.js':
      'exports.all = [process.env.npm_package_version, process.env.npm_package_config_port || 1, process.env.npm_lifecycle_event];',
    'package-lock.json': { lockfileVersion: 1 },
  });
  for (const payload of ['bundle', 'modules']) {
    const fields = { version: '1.2.0', config: { port: 8000 }, engines: { node: '>=18' } };
    const { warnings, variables: values } = await collect({ payload, service: { ready: 'loaded' } }, fields);
    assert.equal(values, { npm_package_version: '1.2.0', npm_package_config_port: '8000' });
    assert.equal(
      warnings.filter((line) => line.includes('npm_')),
      [
        'lib.js reads npm_lifecycle_event, which npm sets for its scripts alone: read package.json instead, or set a default',
      ],
    );
  }
});

variables.run();
