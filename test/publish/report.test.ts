/**
 * What a publish says at its end: the differences, the keys that need care, and the way back from a withdrawn version.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Outcome } from '../../builder/publish/publish.ts';
import { adviceOn, linesOf, resultJson, resultText } from '../../builder/publish/report.ts';
import type { PublishedFile, Repository } from '../../builder/publish/repository.ts';

const NOW = 1_800_000_000;
const DAY = 24 * 60 * 60;

function file(name: string, version: string, own: Partial<PublishedFile> = {}): PublishedFile {
  const { architecture = 'all' } = own;
  const place = `pool/main/${name}_${version}_${architecture}.deb`;
  return {
    name,
    version,
    architecture,
    file: place,
    sha256: 'f00',
    time: 0,
    phase: 100,
    summary: '',
    changes: [],
    ...own,
  };
}

function outcome(files: PublishedFile[], own: Partial<Outcome> = {}): Outcome {
  const identity = { name: 'acme', origin: 'Acme', label: 'Acme', suite: 'stable', codename: 'stable' };
  const keys = [{ fingerprint: 'F00', since: 1 }];
  const none = { keyring: '', maintainer: '', withdrawn: [], earlier: [] };
  const repository: Repository = { format: 1, identity, url: 'http://a.b/', keys, time: NOW, files, ...none };
  const lists = { added: [], known: [], phased: [], withdrawn: [], dropped: [] };
  return { ...lists, repository, isUnchanged: false, createdKey: undefined, ends: [0], ...own };
}

const report = suite('result of a publish');

report('each difference has a line, and the versions of all architectures count once', () => {
  const both = ['amd64', 'arm64'].map((architecture) => file('app', '3', { architecture, phase: 10 }));
  const [one, two, keyring] = [file('app', '1'), file('app', '2'), file('acme-archive-keyring', '1')];
  const lines = linesOf(
    outcome([keyring, ...both, two, one], {
      ...{ added: [one, ...both], known: [two, one], phased: [{ ...two, phase: 0 }] },
      ...{ withdrawn: [file('app', '8')], dropped: [file('app', '0')] },
    }),
  );
  assert.equal(lines, [
    'added app 1 (all)',
    'added app 3 (amd64), offered to 10 % of the machines',
    'added app 3 (arm64), offered to 10 % of the machines',
    'app 1 (all) is there already',
    'app 2 (all), offered to 0 % of the machines',
    'withdrawn: app 8 (all)',
    'removed app 0 (all), because of --keep',
    'signed: 4 versions in http://a.b/',
  ]);
  assert.is(linesOf(outcome([one], { known: [one] }))[0], 'app 1 (all) is there already');
  assert.equal(linesOf(outcome([one], { known: [one, two], phased: [one, two], isUnchanged: true })), [
    'app 1 (all), offered to all machines',
    'app 2 (all), offered to all machines',
    'unchanged: 1 versions in http://a.b/',
  ]);
});

report('a key that was created is to be kept, and one that ends within 90 days to be renewed', () => {
  assert.equal(adviceOn(outcome([])), []);
  const advice = adviceOn(outcome([], { createdKey: 'F00', ends: [0, NOW + 90 * DAY - 1, NOW + 90 * DAY] }));
  assert.is(advice.length, 2);
  assert.match(advice[0] ?? '', /^created the key F00 in your keyring.*--export-secret-keys --armor F00 >key\.asc/);
  assert.match(advice[1] ?? '', /^a key of the repository ends on 2027-04-15, /);
});

report('a withdrawal tells the way back to the newest version that is left, or out of the package', () => {
  const withdrawn = [file('app', '3'), file('app', '3', { architecture: 'amd64' })];
  const files = [file('aaa', '9'), file('app', '2'), file('app', '1')];
  const back = 'sudo apt-get update && sudo apt-get install --allow-downgrades app=2';
  assert.match(resultText(outcome(files, { withdrawn }), { directory: '/srv' }), new RegExp(`app 3 .*\n  ${back}\n$`));
  assert.is(JSON.parse(resultJson(outcome(files, { withdrawn }), { directory: '/srv' })).back, back);
  const out = resultText(outcome(files.slice(0, 1), { withdrawn }), { directory: '/srv' });
  assert.match(out, /app 3 .* until a newer version is published, or until\n {2}sudo apt-get purge app\n$/);
  assert.is(resultText(outcome(files), { directory: '/srv' }), '/srv\n');
});

report('the result for programs names the packages and their changes, without the keys', () => {
  const [one, keyring] = [file('app', '1', { phase: 5 }), file('acme-archive-keyring', '1')];
  const told = JSON.parse(resultJson(outcome([keyring, one], { added: [one, keyring] }), { directory: '/srv' }));
  const brief = (of: PublishedFile) => ({
    ...{ name: of.name, version: '1', architecture: 'all', sha256: 'f00', file: of.file, phase: of.phase },
  });
  assert.equal(told, {
    ...{ directory: '/srv', url: 'http://a.b/', name: 'acme', origin: 'Acme', label: 'Acme', suite: 'stable' },
    ...{ codename: 'stable', isUnchanged: false, keys: ['F00'], added: [brief(one), brief(keyring)], known: [] },
    ...{ phased: [], withdrawn: [], removed: [], packages: [brief(one)] },
  });
  const created = resultJson(outcome([], { createdKey: 'F00', isUnchanged: true }), { directory: '/srv' });
  const { createdKey, isUnchanged } = JSON.parse(created);
  assert.equal([createdKey, isUnchanged], ['F00', true]);
});

report.run();
