import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isAsShown, sessionOf } from './session.ts';

const session = suite('a page as a session');

const PAGE = `
\`\`\`
$ make
built  1 ms
$ cd dist
\`\`\`

\`\`\`json
{ "$ no": "command" }
\`\`\`

\`\`\`
$ ls
[…]
a.deb
\`\`\`
`;

session('commands have the lines that follow them', () => {
  assert.equal(sessionOf(PAGE), [
    { command: 'make', shown: ['built  1 ms'] },
    { command: 'cd dist', shown: [] },
    { command: 'ls', shown: ['[…]', 'a.deb'] },
  ]);
});

session('durations, sizes and times may differ, and other text may not', () => {
  assert.ok(isAsShown(['read    142 ms  a 1.0.0', 'a.deb, 54 kB'], 'read   1402 ms  a 1.0.0\na.deb, 8 kB\n'));
  assert.ok(
    isAsShown(['since Thu 2026-11-26 23:48:03 UTC; 210ms ago'], 'since Sat 2026-11-28 01:00:00 UTC; 9ms ago\n'),
  );
  assert.not.ok(isAsShown(['read 142 ms  a 1.0.0'], 'read 142 ms  a 1.0.1\n'));
  assert.ok(isAsShown(['(a) [b] c.d'], '\u001b[1m(a) [b]\u001b[0m c.d  \n'));
  assert.not.ok(isAsShown(['c.d'], 'c_d\n'));
});

session('further lines are right only in the place of an omission', () => {
  assert.ok(isAsShown(['[…]', 'b'], 'a\na\nb\n'));
  assert.ok(isAsShown(['a', '[…]'], 'a\n'));
  assert.not.ok(isAsShown(['[…]', 'b'], 'b\nc\n'));
  assert.ok(isAsShown([], ''));
  assert.not.ok(isAsShown([], 'a\n'));
  assert.not.ok(isAsShown(['a'], ''));
});

session.run();
