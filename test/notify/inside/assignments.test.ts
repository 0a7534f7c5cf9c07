/**
 * Values in messages to systemd.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assignments } from '../../../payload/notify/messages/message.ts';
import { anySign } from '../../support/texts.ts';

const notify = suite('notify agent: assignments');

notify('10 kB of UTF-8 are cut between two characters', () => {
  const [line] = assignments({ STATUS: '€'.repeat(3500) });
  assert.ok(Buffer.byteLength(line ?? '') <= 1007 && line?.endsWith('€'));
});

notify('a value cannot begin an assignment of its own', () => {
  assert.equal(assignments({ STATUS: 'ready\nMAINPID=1\r\0', READY: 1 }), ['STATUS=ready MAINPID=1 ', 'READY=1']);
  fc.assert(
    fc.property(fc.string({ unit: anySign }), (value) => {
      const [line] = assignments({ STATUS: value });
      assert.is(line?.includes('\n'), false);
    }),
  );
});

notify.run();
