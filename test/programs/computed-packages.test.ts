/**
 * Packages of computed names in a bundle.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collect, landed } from '../support/collected.ts';
import { inFolders, installed, lay } from '../support/projects.ts';

const computed = suite('packages of computed names');
inFolders(computed);

computed('lie beside the bundle, whole', async () => {
  const calls = [
    'require(`words/lang/${name}.json`)',
    "(name) => require('@shop/pay-' + name)",
    'import(`times/${name}.js`)',
  ];
  await lay({
    'app.js': `use(${calls.join(', ')});`,
    ...installed('node_modules/words'),
    ...installed('node_modules/@shop/pay-card'),
    ...installed('node_modules/times'),
    ...installed('node_modules/other'),
    'node_modules/words/lang/de.json': '{}',
  });
  const dependencies = { words: '1.0.0', '@shop/pay-card': '1.0.0', times: '1.0.0', other: '1.0.0' };
  const home = '644 /usr/lib/shop/app/';
  const found = landed(await collect({ sourceMap: false }, { dependencies })).flatMap((line) =>
    line.startsWith(home) ? [line.slice(home.length)] : [],
  );
  assert.equal(
    found.filter((file) => !file.endsWith('package.json')),
    [
      'node_modules/@shop/pay-card/index.js',
      'node_modules/times/index.js',
      'node_modules/words/index.js',
      'node_modules/words/lang/de.json',
    ],
  );
});

computed.run();
