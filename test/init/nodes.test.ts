/**
 * The Node that init chooses, and the releases of Debian.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { atDebian } from '../../builder/init/debian.ts';
import { atNode } from '../../builder/init/node.ts';
import type { Survey } from '../../builder/init/survey.ts';
import { inFolders, KEPT, MIT, proposed, says } from '../support/proposals.ts';

const nodes = suite('init, Node and Debian');
inFolders(nodes);

const survey = (nodeNeeds: Survey['nodeNeeds']): Survey => ({ nodeNeeds }) as unknown as Survey;

nodes('the Node of dependencies, sources and addons: a range, or one of its own', () => {
  const propose = (engines: object, ranges: string[], abis: number[] = [], own = ranges.length) => {
    const needs = ranges.map((range, at) => ({ range, because: `package ${at} by its engines` }));
    const addons = abis.length > 0 ? [{ shown: 'node_modules/@b/a/a.node', abis }] : [];
    return atNode(survey({ needs, own: needs.slice(0, own), here: '24.1.0', addons, natives: [], hooks: [] }), {
      engines,
    });
  };
  const declared = { node: '>=18' };
  assert.equal(propose(declared, ['>=14', '^18.18 || >=20']), {});
  const newer = propose(declared, ['>=20.9.0', '>=18.17']);
  assert.equal(newer.deb, { node: '>=20.9' });
  assert.equal(newer.guesses, ['node: ">=20.9", because of package 0 by its engines (>=20.9.0)']);
  assert.equal(propose({}, ['>=20.9.0']).deb, { node: '>=20.9' });
  assert.equal(propose({}, ['>=16']).guesses, ['node: ">=18", because engines.node is missing']);
  assert.equal(propose(declared, ['>=20.9.0 <23']).deb, { node: '>=20.9 <23' });
  for (const [ranges, abis, node] of [
    [['>=22'], [], '24.21.0'],
    [['^22.13.1'], [], '22.23.3'],
    [['>=25'], [], '26.12.1'],
    [[], [137], '24.21.0'],
    [[], [127], '22.23.3'],
  ] as [string[], number[], string][]) {
    const found = propose(declared, ranges, abis);
    assert.equal(found.deb, { runtime: 'bundled', node }, `${ranges} ${abis}`);
    assert.match(found.guesses?.[0] ?? '', `runtime: "bundled" with Node ${node}, because no release of Debian has`);
  }
  assert.equal(propose({ node: '>=22' }, []).deb, { runtime: 'bundled', node: '24.21.0' });
  assert.equal(propose(declared, [], [115]), {});
  assert.match(propose(declared, ['<16']).questions?.[0] ?? '', 'no Debian has the Node of package 0');
  // Packages whose demands no version meets run on the developer's Node all the same.
  const apart = propose({ node: '>=22' }, ['^22.13.1', '^24.1.0'], [], 0);
  assert.equal(apart.deb, { runtime: 'bundled', node: '24.21.0' });
  assert.match(apart.guesses?.[0] ?? '', 'no version fits all packages; package 0 by its engines (^22.13.1) asks');
  assert.match(propose({}, ['^22.13.1', '^26.1.0'], [127], 0).questions?.[0] ?? '', 'no Debian has the Node of');
  // An addon of another Node is built once more.
  const [question = ''] = propose({}, ['>=22'], [115]).questions ?? [];
  assert.match(question, 'node_modules/@b/a/a.node is built for Node 20 (ABI 115), and not for that of package 0');
  assert.match(question, 'run "npm rebuild @b/a" with Node 24.21.0, and then build-deb init');
});

nodes('the releases of Debian whose libraries the addons need', () => {
  const propose = (ids: string[][], node = '>=18') => {
    const needs = [{ range: node, because: 'a' }];
    const natives = ids.map((some, at) => ({ shown: `${at}.node`, symbol: 'GLIBC_2.39', ids: some }));
    return atDebian(survey({ needs, own: [], here: '20.1.0', addons: [], natives, hooks: [] }), {});
  };
  assert.equal(propose([]), {});
  const newer = propose([
    ['13', 'testing'],
    ['testing', '13'],
  ]);
  assert.equal(newer.deb, { debian: ['13', 'testing'] });
  assert.equal(newer.guesses, ['debian: Debian 13, Debian testing, because 0.node needs GLIBC_2.39']);
  // Nobody wants a package for testing alone, and the build says how to build the addon.
  assert.equal(propose([['testing']]), {});
  // Node 20 and later leave Debian 12 out already, and a carried Node does not.
  assert.equal(propose([['13', 'testing']], '>=20'), {});
  assert.equal(propose([['13', 'testing']], '>=22 <24').deb, { debian: ['13', 'testing'] });
});

nodes('an option of Node in the start script counts, as a source of the project does', async () => {
  const proposal = await proposed({
    'package.json': { ...KEPT, scripts: { start: 'node --disable-warning=DEP0040 app.js' } },
    'app.js': "require('http').createServer().listen(3000);",
    LICENSE: MIT,
  });
  assert.is(proposal.deb.node, '>=20');
  says(proposal.guesses, 'node: ">=20", because of the option --disable-warning in "nodeOptions" (>=20)');
});

nodes.run();
