import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Programs } from '../../builder/programs/programs.ts';
import { addon } from '../support/addons.ts';
import { collect } from '../support/collected.ts';
import { inFolders, installed, lay } from '../support/projects.ts';
import { refusal } from '../support/repositories.ts';

const targets = suite('releases beyond the usual ones');
inFolders(targets);

const V8 = '_ZN2v87Isolate10GetCurrentEv';
const LOCK = { 'package-lock.json': { lockfileVersion: 1 } };
const MODULES = { payload: 'modules', service: { ready: 'loaded' } };

async function project(json: object = {}): Promise<void> {
  await lay({ 'app.js': '', ...LOCK, ...installed('node_modules/x', { license: 'MIT', ...json }) });
}

const programs = (deb: object = {}): Promise<Programs> => collect({ ...MODULES, ...deb }, { dependencies: { x: '1' } });
const releasesOf = ({ releases }: Programs): string => releases.map(({ id }) => id).join();

targets(
  'NodeSource has each LTS version for each release: needs choose the majors, and a bound addon one of them',
  async () => {
    const nodeSource = { nodeFrom: 'nodesource', targets: ['debian11', 'ubuntu22.04'], node: '>=20' };
    await project({ engines: { node: '>=22.12' } });
    const found = await programs(nodeSource);
    assert.equal([releasesOf(found), found.depends], ['debian11,ubuntu22.04', ['nodejs (>= 22.12)']]);
    await addon('build/Release/x.node', { symbols: ['node_register_module_v127', V8] });
    assert.equal((await programs(nodeSource)).depends, [
      'nodejs (>= 22.12)',
      'nodejs (>= 22)',
      'nodejs (<< 23~)',
      'libc6',
    ]);
    await project({ engines: { node: '^20' } });
    await addon('build/Release/x.node', { symbols: ['node_register_module_v127', V8] });
    const text = await refusal(programs(nodeSource));
    assert.match(text, /^NodeSource has no Node that runs this service\n/);
    assert.match(text, /Node 20: it does not load .*x\.node, which is for Node 22 \(ABI 127\)/);
    assert.match(text, 'build the addons with Node 20: npm rebuild x');
    await project({ engines: { node: '^19' } });
    assert.match(
      await refusal(programs(nodeSource)),
      'Node 24: it is not in the range of x 1.0.0 by its engines (^19)',
    );
  },
);

targets('Ubuntu 24.04 counts the ABI of its Node 18 differently', async () => {
  const ubuntu = { targets: ['ubuntu24.04'], node: '>=18' };
  await project();
  await addon('build/Release/x.node', { symbols: ['node_register_module_v108', V8] });
  assert.match(await refusal(programs(ubuntu)), 'Ubuntu 24.04 has Node 18.19.1: it does not load');
  await project();
  await addon('build/Release/x.node', { symbols: ['node_register_module_v109', V8] });
  assert.ok((await programs(ubuntu)).depends.includes('libnode109'));
});

targets.run();
