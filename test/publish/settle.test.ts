/**
 * The keys and the names of the next state of a repository, and the earlier states that it keeps.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BuildError } from '../../builder/errors.ts';
import type { ReadRepository } from '../../builder/publish/read.ts';
import type { Repository } from '../../builder/publish/repository.ts';
import type { PublishRequest } from '../../builder/publish/request.ts';
import {
  newRepository,
  nextKeys,
  refuseRenaming,
  withdrawnPackage,
  withoutRetired,
} from '../../builder/publish/settle.ts';
import { earlierStates } from '../../builder/publish/switch.ts';

const settle = suite('next state of a repository');

const identity = { name: 'shop', origin: 'Shop', label: 'Shop', suite: 'stable', codename: 'stable' };

settle('a key is retired by at least eight characters of its end', () => {
  const [old, young] = ['A', 'B'].map((letter) => ({ fingerprint: letter.repeat(40), since: 1 }));
  assert.ok(old && young);
  for (const name of ['AAAAAAAA', '0xaaaaaaaa', 'AAAA AAAA AAAA', old.fingerprint]) {
    assert.equal(withoutRetired([old, young], name), [young], name);
  }
  for (const name of ['', 'A', 'AAAAAAA', '0xAAAAAAA', 'BAAAAAAAA']) {
    assert.throws(() => withoutRetired([old, young], name), /is not signed by/, name);
  }
});

settle('each name of a repository stays', () => {
  const repository = { identity } as Repository;
  refuseRenaming(repository, { identity: {} } as PublishRequest);
  refuseRenaming(repository, { identity } as PublishRequest);
  for (const key of Object.keys(identity)) {
    const request = { identity: { [key]: 'other' } } as unknown as PublishRequest;
    assert.throws(() => refuseRenaming(repository, request), new RegExp(`the ${key} of this repository is`), key);
  }
});

settle('five earlier states are kept, and those of the last hour', () => {
  const now = 100_000;
  const states = (count: number, until: number) => Array.from({ length: count }, () => ({ until, files: [] }));
  const kept = (earlier: Repository['earlier']): number => {
    const old = { repository: { identity, earlier }, indices: new Map() } as unknown as ReadRepository;
    return earlierStates(old, [], now).length;
  };
  assert.is(kept([]), 1);
  assert.is(kept(states(9, now - 3600)), 5);
  assert.is(kept(states(9, now - 3599)), 10);
  assert.is(kept([...states(6, now - 10), ...states(3, 5)]), 7);
});

settle('a new repository has the name of its first package, and each further name follows the one before', () => {
  const names = (given: object): string[] => {
    const request = { identity: given, url: 'http://a.b/' } as unknown as PublishRequest;
    return Object.values(newRepository(request, { name: 'shop', maintainer: 'A' }).identity);
  };
  assert.equal(names({}), ['shop', 'shop', 'shop', 'stable', 'stable']);
  assert.equal(names({ name: 'a' }), ['a', 'a', 'a', 'stable', 'stable']);
  assert.equal(names({ origin: 'b', suite: 'd' }), ['shop', 'b', 'b', 'd', 'd']);
  assert.equal(names({ label: 'c', codename: 'e' }), ['shop', 'shop', 'c', 'stable', 'e']);
  const request = { identity: {}, url: undefined } as unknown as PublishRequest;
  assert.throws(
    () => newRepository(request, { name: 'shop', maintainer: 'A' }),
    (error: BuildError) => error.exitCode === 2 && /needs --url/.test(error.message),
  );
});

settle('a new key stands behind those that sign already, and a known one changes nothing', () => {
  const keys = ['A', 'B'].map((fingerprint) => ({ fingerprint, since: 1 }));
  const old = { keys } as Repository;
  assert.equal(nextKeys(old, undefined, 9), keys);
  for (const { fingerprint } of keys) assert.equal(nextKeys(old, fingerprint, 9), keys);
  assert.equal(nextKeys(old, 'C', 9), [...keys, { fingerprint: 'C', since: 9 }]);
});

settle('a withdrawal concerns the package that is named, that of the project, or the only one', () => {
  const chosen = (published: string[], name?: string, project?: string, versions = ['1']): string => {
    const files = [...published, 'shop-archive-keyring'].map((one) => ({ name: one, version: '1' }));
    const repository = { identity, files } as unknown as Repository;
    const found = withdrawnPackage(repository, { name, versions }, project);
    return `${found.name} ${found.version}`;
  };
  assert.is(chosen(['a', 'b'], 'b', 'a'), 'b 1');
  assert.is(chosen(['a', 'b'], undefined, 'b'), 'b 1');
  assert.is(chosen(['a'], undefined, 'other'), 'a 1');
  // The form of the version that is published, or else the first one.
  assert.is(chosen(['a'], undefined, undefined, ['1.0', '1']), 'a 1');
  assert.is(chosen(['a'], undefined, undefined, ['1.0', '1.0-0']), 'a 1.0');
  for (const project of [undefined, 'other', 'shop-archive-keyring']) {
    assert.throws(() => chosen(['a', 'b'], undefined, project), /not clear which package to withdraw 1 of/);
  }
  assert.throws(() => chosen(['a'], 'shop-archive-keyring'), /not clear/);
  for (const [published, named] of [
    [['a', 'b'], 'a'],
    [[], 'my-app'],
  ] as const) {
    assert.throws(
      () => chosen([...published]),
      ({ notes }: BuildError) => notes[0] === `name it, as in --withdraw ${named}=1`,
    );
  }
});

settle.run();
