/**
 * The keys and the names of the next state of a repository, and the earlier states that it keeps.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ReadRepository } from '../../builder/publish/read.ts';
import type { Repository } from '../../builder/publish/repository.ts';
import type { PublishRequest } from '../../builder/publish/request.ts';
import { refuseRenaming, withoutRetired } from '../../builder/publish/settle.ts';
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

settle.run();
