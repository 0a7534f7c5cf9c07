/**
 * The plan of the next state: additions, roll-out, withdrawal, and everything that machines could not follow.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BuildError } from '../../builder/errors.ts';
import { type Change, type Incoming, planChange } from '../../builder/publish/change.ts';
import { packagesTexts } from '../../builder/publish/indices.ts';
import { compareVersions } from '../../builder/publish/order.ts';
import type { Repository } from '../../builder/publish/repository.ts';

const EMPTY: Repository = {
  format: 1,
  identity: { name: 'acme', origin: 'acme', label: 'acme', suite: 'stable', codename: 'stable' },
  url: 'http://127.0.0.1/',
  maintainer: 'A <a@b.c>',
  ...{ keys: [], keyring: '', time: 0, files: [], withdrawn: [], earlier: [] },
};

function incoming(version: string, other: Partial<Incoming> = {}): Incoming {
  const sha256 = `${version}-${other.architecture ?? 'all'}`;
  const shown = `${other.name ?? 'app'}_${version}.deb`;
  return { name: 'app', version, architecture: 'all', sha256, summary: '', changes: [], shown, ...other };
}

function change(old: Repository, files: readonly Incoming[], other: Partial<Change> = {}) {
  const none = { phase: undefined, named: undefined, withdraw: undefined, keep: undefined, time: 1 };
  return planChange(old, { ...none, incoming: files, ...other });
}

const versions = ({ files }: Repository): string[] => files.map(({ name, version }) => `${name} ${version}`);

const plan = suite('plan of a repository');

plan('versions stand by name, the newest first', () => {
  const { repository, added } = change(EMPTY, [incoming('1.9'), incoming('1.10'), incoming('1', { name: 'aaa' })]);
  assert.equal(versions(repository), ['aaa 1', 'app 1.10', 'app 1.9']);
  assert.is(added.length, 3);
  assert.equal(EMPTY.files, []);
});

plan('a known file changes nothing, and another content of its version is refused', () => {
  const { repository } = change(EMPTY, [incoming('1')]);
  const again = change(repository, [incoming('1'), incoming('1')]);
  assert.equal([again.added.length, again.known.length], [0, 1]);
  assert.equal(again.repository, repository);
  const other = incoming('1', { sha256: 'other' });
  assert.throws(() => change(repository, [other]), /app 1 \(all\) is published already, with other content/);
  assert.throws(() => change(EMPTY, [incoming('1'), other]), /are both app 1 \(all\), with different content/);
});

plan('a version for every architecture stands beside none for one architecture', () => {
  const { repository } = change(EMPTY, [
    incoming('1', { architecture: 'amd64' }),
    incoming('1', { architecture: 'arm64' }),
  ]);
  assert.is(repository.files.length, 2);
  assert.throws(() => change(repository, [incoming('1')]), /are for the same machines/);
  const both = [incoming('1'), incoming('1', { architecture: 'amd64' })];
  assert.throws(() => change(EMPTY, both), /app 1 \(amd64\) and app 1 \(all\) are for the same machines/);
});

plan('versions that dpkg takes for the same are not both published', () => {
  const { repository } = change(EMPTY, [incoming('1.0', { architecture: 'amd64' })]);
  for (const version of ['0:1.0', '1.0-0', '01.0'])
    assert.throws(() => change(repository, [incoming(version)]), /are the same version to dpkg/);
  assert.throws(() => change(EMPTY, [incoming('2'), incoming('02')]), /are the same version to dpkg/);
  assert.is(change(repository, [incoming('1.0-1')]).added.length, 1);
});

plan('the keyring package cannot be given', () => {
  assert.throws(() => change(EMPTY, [incoming('1', { name: 'acme-archive-keyring' })]), /package with the keys/);
});

plan('a phase belongs to the versions that are given, or to the one that is named', () => {
  const first = change(EMPTY, [incoming('1')]).repository;
  const second = change(first, [incoming('2')], { phase: 10 }).repository;
  assert.equal(
    second.files.map(({ phase }) => phase),
    [10, 100],
  );
  assert.equal(change(second, [incoming('2')]).repository, second);
  const third = change(second, [], { phase: 100, named: { name: 'app', version: '2' } });
  assert.equal(
    third.repository.files.map(({ phase }) => phase),
    [100, 100],
  );
  assert.is(third.phased[0]?.version, '2');
});

plan('a withdrawn version goes, and comes back with the same content only', () => {
  const { repository } = change(EMPTY, [incoming('1'), incoming('2')]);
  const gone = change(repository, [], { withdraw: { name: 'app', version: '2' } });
  assert.equal(versions(gone.repository), ['app 1']);
  assert.throws(() => change(gone.repository, [incoming('2', { sha256: 'other' })]), /was withdrawn/);
  const back = change(gone.repository, [incoming('2')]).repository;
  assert.equal([versions(back), back.withdrawn], [['app 2', 'app 1'], []]);
  assert.throws(
    () => change(gone.repository, [], { withdraw: { name: 'app', version: '2' } }),
    /it was withdrawn before/,
  );
  const { repository: two } = change(repository, [incoming('9', { name: 'web' })]);
  const told = (name: string): string[] => {
    try {
      change(two, [], { withdraw: { name, version: '3' } });
    } catch (error) {
      return [(error as BuildError).message, ...(error as BuildError).notes];
    }
    return [];
  };
  assert.equal(told('app'), ['the repository has no app 3', 'it has 2, 1']);
  assert.equal(told('x'), ['the repository has no x 3', 'it has no package x']);
});

plan('a withdrawn version comes back for each of its architectures', () => {
  const both = ['amd64', 'arm64'].map((architecture) => incoming('1', { architecture }));
  const { repository: before } = change(EMPTY, both);
  const { repository } = change(before, [], { withdraw: { name: 'app', version: '1' } });
  assert.is(change(repository, both).repository.files.length, 2);
  for (const one of both) {
    const back = change(repository, [one]).repository;
    assert.equal(
      [back.files, back.withdrawn].map((files) => files.length),
      [1, 1],
    );
    assert.throws(() => change(repository, [{ ...one, sha256: 'other' }]), /was withdrawn/);
  }
  assert.throws(() => change(repository, [incoming('1')]), /was withdrawn/, 'all, which is for both');
});

plan('keep leaves the newest versions, and room for what is added', () => {
  const { repository } = change(
    EMPTY,
    ['1', '2', '3'].map((version) => incoming(version)),
  );
  const kept = change(repository, [incoming('4')], { keep: 2 });
  assert.equal(versions(kept.repository), ['app 4', 'app 3']);
  assert.equal(
    kept.dropped.map(({ version }) => version),
    ['2', '1'],
  );
  assert.throws(() => change(repository, [incoming('0')], { keep: 3 }), /leaves no room for app 0/);
});

const FILE = fc.record({ name: fc.constantFrom('a', 'b'), version: fc.constantFrom('1', '1.2', '2', '10') });

plan('whatever order files come in, the state is the same, and each index holds its files', () => {
  fc.assert(
    fc.property(fc.uniqueArray(FILE, { selector: ({ name, version }) => name + version }), fc.nat(), (files, at) => {
      const all = files.map(({ name, version }) => incoming(version, { name }));
      const cut = all.length === 0 ? 0 : at % all.length;
      const [once, parts] = [change(EMPTY, all), change(change(EMPTY, all.slice(cut)).repository, all.slice(0, cut))];
      assert.equal(parts.repository, once.repository);
      const { files: found } = once.repository;
      for (const [place, { name, version }] of found.entries()) {
        const next = found[place + 1];
        assert.ok(next === undefined || next.name > name || compareVersions(version, next.version) > 0);
      }
      const entries = new Map(found.map(({ file }) => [file, `Filename: ${file}\n`]));
      const texts = packagesTexts(once.repository, entries);
      assert.is(texts.get('amd64')?.match(/^Filename/gm)?.length ?? 0, all.length);
    }),
    { numRuns: 50 },
  );
});

plan.run();
