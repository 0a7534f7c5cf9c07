/**
 * Variables that npm sets for scripts: a service has none of them.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { npmVariable } from '../../builder/programs/npm-variables.ts';
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
    assert.is(npmVariable(text), name, text);
  }
});

variables('the build warns of them, for bundles and modules', async () => {
  await lay({
    'app.js': "require('./lib.js'); // process.env.npm_package_name",
    'lib.js': 'exports.version = process.env.npm_package_version;',
    'package-lock.json': { lockfileVersion: 1 },
  });
  for (const payload of ['bundle', 'modules']) {
    const { warnings } = await collect({ payload, service: { ready: 'loaded' } });
    assert.equal(
      warnings.filter((line) => line.includes('npm_')),
      [
        'lib.js reads npm_package_version, which npm sets for its scripts alone: read package.json instead, or set a default',
      ],
    );
  }
});

variables.run();
