/**
 * Texts of others in a repository: control files, changelogs, the page, the request, and the files of machines.
 */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError } from '../../builder/errors.ts';
import { changesOf } from '../../builder/publish/changes.ts';
import { addEntry, readEntries } from '../../builder/publish/indices.ts';
import { pageOf } from '../../builder/publish/page.ts';
import { parseParagraph, readControl } from '../../builder/publish/paragraph.ts';
import { type PublishedFile, poolFile, type Repository } from '../../builder/publish/repository.ts';
import { readRequest } from '../../builder/publish/request.ts';
import { dearmored, embeddedSources } from '../../builder/publish/sources.ts';

const CONTROL = 'Package: app\nVersion: 1\nArchitecture: all\nDescription: an app\n More.\n';

const texts = suite('texts of a repository');

texts('a control file gives its facts', () => {
  const { name, version, architecture, summary } = readControl(CONTROL, 'x.deb');
  assert.equal([name, version, architecture, summary], ['app', '1', 'all', 'an app']);
});

const HOSTILE: Record<string, RegExp> = {
  [`${CONTROL}\nPackage: other\n`]: /not one paragraph/,
  [`${CONTROL}Package: other\n`]: /not one paragraph/,
  [`no field\n${CONTROL}`]: /not one paragraph/,
  '': /not one paragraph/,
  [`${CONTROL}Filename: pool/evil.deb\n`]: /the field filename/,
  [`Phased-Update-Percentage: 0\n${CONTROL}`]: /the field phased-update-percentage/,
  [`SHA256: 0\n${CONTROL}`]: /the field sha256/,
  [CONTROL.replace('app\n', '../../etc\n')]: /is no name of a package/,
  [CONTROL.replace('app\n', 'a\n')]: /is no name of a package/,
  [CONTROL.replace('Version: 1', 'Version: 1/../../2')]: /is no version/,
  [CONTROL.replace('Version: 1', 'Version: ')]: /"" is no version/,
  [CONTROL.replace('Version: 1', 'Version: 1-')]: /"1-" is no version/,
  [CONTROL.replace('all', 'i386')]: /it is for i386; a repository holds all, amd64, arm64/,
  [CONTROL.replace('Architecture: all\n', '')]: /it is for no architecture/,
  [CONTROL.replace('an app', 'an \x1b[2Japp')]: /control characters/,
};

for (const [control, message] of Object.entries(HOSTILE)) {
  texts(`a control file is refused: ${JSON.stringify(control).slice(0, 60)}`, () => {
    assert.throws(
      () => readControl(control, 'x.deb'),
      (error: Error) => error instanceof BuildError && message.test(error.message),
    );
  });
}

texts('an entry that is not that of its file is refused', () => {
  const file = { name: 'app', version: '1', architecture: 'all', sha256: 'f00', file: 'pool/app.deb' } as PublishedFile;
  const entry = 'Package: app\nVersion: 1\nArchitecture: all\nFilename: pool/app.deb\nSHA256: f00\n';
  addEntry(entry, file, new Map());
  for (const [from, to] of [
    ['Version: 1', 'Version: 2'],
    ['f00', 'bad'],
    ['pool/', 'tool/'],
    ['Architecture: all\n', ''],
  ] as const) {
    assert.throws(() => addEntry(entry.replace(from, to), file, new Map()), /describes pool\/app\.deb otherwise/);
  }
});

texts('entries leave an index without their phase', () => {
  const entries = new Map();
  readEntries('Filename: a\nX: 1\nPhased-Update-Percentage: 10\n\nFilename: b\nDescription: d\n .\n x\n', entries);
  assert.equal(
    [...entries],
    [
      ['a', 'Filename: a\nX: 1\n'],
      ['b', 'Filename: b\nDescription: d\n .\n x\n'],
    ],
  );
});

texts('a paragraph keeps continuation lines', () => {
  assert.equal(
    [...(parseParagraph('A: 1\nB:\n x\n\ty\n') ?? [])],
    [
      ['a', '1'],
      ['b', '\n x\n\ty'],
    ],
  );
  assert.is(parseParagraph(' A: 1\n'), undefined);
});

texts('the changes of a version are those of its own entry', () => {
  const entry = (version: string, lines: string): string =>
    `app (${version}) unstable; urgency=low\n\n${lines}\n -- A <a@b.c>  x\n`;
  const changelog = `${entry('2', '  * One\n    goes on.\n  * Two.\n')}\n${entry('1', '  * Old.\n')}`;
  assert.equal(changesOf(changelog, '2'), ['One goes on.', 'Two.']);
  assert.equal(changesOf(changelog, '1'), ['Old.']);
  assert.equal(changesOf(changelog, '3'), []);
  assert.equal(changesOf(entry('1', `  * \x1b[31m${'x'.repeat(9999)}`), '1')[0]?.length, 401);
  assert.is(changesOf(entry('1', '  * x\n'.repeat(999)), '1').length, 30);
});

const EVIL = `"><script>alert('x')</script>&amp;\u202e`;

function repositoryWith(files: Partial<PublishedFile>[]): Repository {
  const known = {
    name: 'app',
    version: '1',
    architecture: 'all',
    sha256: '',
    file: '',
    time: 0,
    phase: 100,
    summary: '',
    changes: [],
  };
  return {
    format: 1,
    identity: { name: 'acme', origin: EVIL, label: 'acme', suite: 'stable', codename: 'stable' },
    url: 'http://127.0.0.1/',
    maintainer: '',
    keys: [{ fingerprint: 'F00', since: 0 }],
    files: files.map((file) => ({ ...known, ...file })),
    ...{ keyring: '', time: 0, withdrawn: [], earlier: [] },
  };
}

texts('the page shows texts of others as text', () => {
  const page = pageOf(repositoryWith([{ name: EVIL, version: EVIL, summary: EVIL, changes: [EVIL], phase: 30 }]));
  assert.not.match(page, '<script');
  assert.not.match(page, '\u202e');
  assert.match(page, '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;\\u202e');
  assert.match(page, 'offered to 30 % of the machines');
});

texts('the page gives the commands, the newest versions with changes, and the numbers of older ones', () => {
  const page = pageOf(
    repositoryWith(
      Array.from({ length: 300 }, (_, at) => ({ version: `${300 - at}`, changes: [`Change ${300 - at}.`] })),
    ),
  );
  assert.match(page, 'sudo apt install app acme-archive-keyring');
  assert.match(page, 'download-file http://127.0.0.1/acme.sources /etc/apt/sources.list.d/acme.sources');
  assert.match(page, 'Change 300.');
  assert.not.match(page, 'Change 295.');
  assert.match(page, / 96 and 95 more/);
});

texts('a key inside a source has a dot for its empty line', () => {
  const text = embeddedSources(repositoryWith([]), '-----BEGIN X-----\n\nabcd\n=wxyz\n-----END X-----\n');
  assert.match(text, /Signed-By:\n -----BEGIN X-----\n \.\n abcd\n =wxyz\n -----END X-----\n$/);
  assert.equal(dearmored('-----BEGIN X-----\n\nQUJD\nREVG\n=wxyz\n-----END X-----\n').toString(), 'ABCDEF');
});

texts('an epoch has a place in the name of a file', () => {
  assert.is(poolFile({ name: 'app', version: '1:2.0', architecture: 'all' }), 'pool/main/a/app/app_1%3a2.0_all.deb');
});

const WRONG: [values: Record<string, string>, message: RegExp][] = [
  [{ phase: '101' }, /--phase is "101": it must be a whole number from 0 to 100/],
  [{ phase: '5%' }, /--phase is "5%"/],
  [{ keep: '0' }, /--keep is "0": it must be a whole number from 1/],
  [{ url: 'example.org' }, /--url is "example.org": it must be an address/],
  [{ url: 'https://user:secret@example.org/' }, /--url holds a password/],
  [{ url: 'https://user@example.org/' }, /--url holds a password/],
  [{ url: 'https://example.org/?x' }, /leave out \? and #/],
  [{ name: 'A/b' }, /--name is "A\/b"/],
  [{ origin: 'x"; evil' }, /--origin is/],
  [{ suite: '../x' }, /--suite is/],
  [{ withdraw: 'x y' }, /--withdraw is "x y": it must be a version/],
  [{ withdraw: '1', phase: '1' }, /do not go together/],
];

texts('each value that cannot be meant has its message, and exit code 2', () => {
  for (const [values, message] of WRONG) {
    assert.throws(
      () => readRequest(['/x'], values),
      (error: BuildError) => error.exitCode === 2 && message.test(error.message),
    );
  }
  assert.throws(() => readRequest([], {}), /publish needs the directory/);
  assert.throws(() => readRequest(['x.deb'], {}), /begins with the directory/);
  assert.is(readRequest(['/x'], { url: 'https://example.org' }).url, 'https://example.org/');
  // A person types the commands of the page into a shell.
  const odd = readRequest(['/x'], { url: "http://[::1]:80/a;b'c(d)$e&f|g h*!~\\[%24]" }).url;
  assert.is(odd, 'http://[::1]/a%3Bb%27c%28d%29%24e%26f%7Cg%20h%2A%21~/%5B%24%5D/');
  assert.equal(readRequest(['/x', 'dist/a_1_all.cdx.json', 'dist/a_1_all.deb'], {}).files, ['dist/a_1_all.deb']);
  assert.throws(() => readRequest(['/x', 'dist/a_1_all.cdx.json'], {}), /a bill of materials alone is no package/);
});

texts('the templates of the keyring package hold no name of their own', () => {
  for (const name of ['control', 'postinst', 'postrm', 'deferred']) {
    assert.not.match(readFileSync(`debian-templates/archive-keyring/${name}.hbs`, 'utf8'), 'acme');
  }
});

texts.run();
