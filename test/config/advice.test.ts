/**
 * The advice for a wrong value and an unknown key: the value and the key that were meant, or none.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shown, written } from '../../builder/config/mistakes/written.ts';
import { parseConfig } from '../../builder/config/parse.ts';
import { BuildError } from '../../builder/errors.ts';
import { packageJsonText } from './mistakes/written.ts';

const advising = suite('advice');

type Section = Record<string, unknown>;

/** The remedy of the only mistake, from its last clause on. */
function advice(deb: Section): string {
  try {
    parseConfig(packageJsonText({ deb }));
  } catch (error) {
    assert.instance(error, BuildError);
    const { problems } = error as BuildError;
    assert.is(problems.length, 1, JSON.stringify(problems));
    return problems[0]?.fix ?? '';
  }
  throw new Error('it is right');
}

const service = (keys: Section): Section => ({ service: keys });
const night = (schedule: string): Section => ({ services: { night: { schedule } } });
const file = (keys: Section): Section => ({ files: [{ from: 'a', to: '/etc/a', ...keys }] });
const debian = (name: unknown): Section => ({ targets: [name] });

const MEANT: [deb: Section, meant: string][] = [
  [{ section: 'WEB' }, '"section": "web"'],
  [service({ restart: 'allways' }), '"restart": "always"'],
  [service({ restart: 'No' }), '"restart": "no"'],
  [service({ ready: ['http'] }), '"ready": "http"'],
  [service({ startTimeout: '60 sec' }), '"startTimeout": 60'],
  [service({ startTimeout: '60s' }), '"startTimeout": 60'],
  [service({ startTimeout: 100_000 }), '"startTimeout": 100'],
  [service({ health: 'https://a.b/c/d' }), '"health": "/c/d"'],
  [service({ port: '80' }), '"port": 80'],
  [service({ user: 'WebShop' }), '"user": "web-shop"'],
  [service({ arguments: '--a b' }), '"arguments": [ "--a", "b" ]'],
  [service({ arguments: 'a b' }), '"arguments": [ "a b" ]'],
  [service({ hardenOverrides: { TasksMax: 1 } }), '"TasksMax": { "value": "1", "because": "Why." }'],
  [service({ hardenOverrides: { tasksmax: { value: '1', because: 'x' } } }), '"TasksMax"'],
  [file({ to: '/usr/local/bin/a' }), '"to": "/usr/bin/a"'],
  [file({ to: '/opt/a/b' }), '"to": "/usr/lib/a/b"'],
  [file({ to: 'etc/a' }), '"to": "/etc/a"'],
  [file({ mode: 644 }), '"mode": "0644"'],
  [{ depends: ['ab@~1.2.3'] }, '"ab (>= 1.2.3)"'],
  [{ depends: ['ab>=1.2'] }, '"ab (>= 1.2)"'],
  [{ depends: 'ab, cd' }, '"depends": [ "ab", "cd" ]'],
  [{ include: 'a,b' }, '"include": [ "a", "b" ]'],
  [{ revision: '1.4.0-2' }, '"revision": "2"'],
  [{ revision: '-2' }, '"revision": "2"'],
  [debian('Debian 12.5'), '"debian12"'],
  [debian('debian-13'), '"debian13"'],
  [debian('SID'), '"testing"'],
  [debian('14'), '"testing"'],
  [debian(13), '"debian13"'],
  [{ targets: 'bookworm' }, '"targets": [ "debian12" ]'],
  [debian('11'), '"debian11"'],
  [debian('Ubuntu 22.04.5 LTS'), '"ubuntu22.04"'],
  [debian('noble'), '"ubuntu24.04"'],
  [debian('26.04'), '"ubuntu26.04"'],
  [{ name: 'Web Shop' }, '"name": "web-shop"'],
  [{ name: 'webShop' }, '"name": "web-shop"'],
  [{ name: '@acme/web_shop' }, '"name": "acme-web-shop"'],
  [{ maintainer: 'Ada <a@b> (x)' }, '"maintainer": "Ada <a@b>"'],
  [night('5 3 * * *'), '"schedule": "*-*-* 03:05:00"'],
  [night('30 13 * * *'), '"schedule": "*-*-* 13:30:00"'],
  [night('*/5 * * * *'), '"schedule": "*:0/5"'],
  [night('*:*/5'), '"schedule": "*:0/5"'],
  [night('*/2:00'), '"schedule": "0/2:00"'],
  [night('Every Day'), '"schedule": "daily"'],
  [{ settings: { A: 7 } }, '"A": { "value": "7", "description": "What it is for." }'],
  [{ compressionLevel: '9' }, '"compressionLevel": 9'],
  [{ onStartFailure: 'Warn' }, '"onStartFailure": "warn"'],
  [{ summary: 7 }, '"summary": "7"'],
  [service({ health: 'x'.repeat(200) }), `"health": "/${'x'.repeat(115)}...`],
];

const NOT_MEANT: Section[] = [
  ...[
    debian('10'),
    debian('15'),
    debian('20.04'),
    debian(''),
    { mail: 'true' },
    { compression: '.gz' },
    { runtime: 'node' },
  ],
  ...[service({ restart: 'never' }), service({ startTimeout: 'x' }), service({ health: '' }), { depends: ['ab 1.2'] }],
  ...[service({ health: 'x'.repeat(201) }), service({ unixSocket: true }), { settings: { A: 'a$b' } }],
];

advising('a value that was meant is proposed, and any other one has an example', () => {
  for (const [deb, meant] of MEANT) {
    const fix = advice(deb);
    assert.ok(fix.endsWith(`did you mean ${meant}?`), fix);
  }
  for (const deb of NOT_MEANT) {
    assert.not.match(advice(deb), 'did you mean');
    assert.match(advice(deb), ', as in ');
  }
  assert.match(advice({ summary: 'x'.repeat(81) }), '(it has 81), as in');
});

advising('a key that was meant is proposed', () => {
  for (const [deb, fix] of [
    [service({ watchdg: 1 }), 'did you mean "watchdog"?'],
    [service({ watchdogs: 1 }), 'did you mean "watchdog"?'],
    [service({ stopTimout: 1 }), 'did you mean "stopTimeout"?'],
    [service({ restrt: 1 }), 'did you mean "restart"?'],
    [service({ wtchdg: 1 }), 'did you mean "watchdog"?'],
    [{ services: { web: { entry: 'a.js', env: {} } } }, 'did you mean "settings"?'],
    // What another tool calls so is no slip of the nearest key.
    [service({ execstart: 'x' }), 'use deb.entry, as in "entry": '],
    [{ priorities: 1 }, 'use deb.service.priorities, as in '],
    [file({ ab: 1 }), 'here are: from, to'],
    [service({ wtchg: 1 }), 'build-deb --schema lists all keys'],
    [service({ wd: 1 }), 'build-deb --schema lists all keys'],
    [service({ entr: 1 }), 'build-deb --schema lists all keys'],
    [
      service({ TasksMax: '1' }),
      'use deb.service.hardenOverrides, as in "service": { "hardenOverrides": { "TasksMax": {',
    ],
    [service({ env: {} }), 'use deb.settings, as in "settings": {'],
    [service({ mail: true }), 'use deb.mail, as in "mail": true'],
    [{ LOG_LEVEL: 'x' }, 'use deb.settings, as in "settings": {'],
    [{ watchdog: 5 }, 'use deb.service.watchdog, as in "service": { "watchdog": 20 }'],
    [{ 'se/rv~ice': {} }, 'did you mean "service"?'],
    [{ servics: {} }, 'did you mean "service"?'],
    [{ version: '1' }, 'it stands beside "deb", where npm wants it'],
    [{ debian: ['12'] }, 'use deb.targets, as in "targets": ['],
    [{ arch: 'amd64' }, 'build-deb --arch says for which machine'],
    [{ [`x${'y'.repeat(300)}`]: 1 }, 'build-deb --schema lists all keys'],
    [{ secrets: { A: { descripton: 'x' } } }, 'did you mean "description"?'],
    [{ secrets: { A: { description: 'x', x: 1 } } }, 'here are: description'],
  ] as const) {
    const found = advice(deb);
    assert.ok(found.startsWith(fix), found);
  }
  const both = file({ from: undefined, to: undefined, src: 'a', target: '/etc/a' });
  assert.throws(
    () => parseConfig(packageJsonText({ deb: both })),
    (error: BuildError) => {
      return error.problems.map(({ fix }) => fix).join() === 'did you mean "from"?,did you mean "to"?';
    },
  );
});

advising('a name of some megabytes is compared with no key', () => {
  const began = process.cpuUsage();
  assert.is(advice({ ['x'.repeat(8_000_000)]: 1 }), 'build-deb --schema lists all keys');
  const { user } = process.cpuUsage(began);
  // The comparison would take some 20 seconds.
  assert.ok(user < 10_000_000, `${user} µs`);
});

advising('a name of a key is shown as it is, also with characters of a JSON pointer', () => {
  const keyOf = (deb: Section): string | undefined => {
    try {
      parseConfig(packageJsonText({ deb }));
    } catch (error) {
      return (error as BuildError).problems[0]?.key;
    }
    return undefined;
  };
  assert.is(keyOf({ settings: { 'A~1/B': { value: '1', description: 'x' } } }), 'deb.settings.A~1/B');
  assert.is(keyOf({ services: { 'a/b~c': {} } }), 'deb.services.a/b~c');
  assert.is(keyOf({ services: { a: { 'b/c': 1 } } }), 'deb.services.a.b/c');
  assert.is(keyOf({ secrets: { A: { description: 7 } } }), 'deb.secrets.A.description');
});

advising('keys and values as they would stand in package.json, cut at their limits', () => {
  assert.is(written(['a', 'b'], 1), '"a": { "b": 1 }');
  assert.is(written(['a', 0, 'b'], [1]), '"a": { "b": [ 1 ] }');
  assert.is(written([0], 'x'), '"x"');
  assert.is(written(['a1', '1a'], 'x'), '"a1": { "1a": "x" }');
  assert.equal([shown('x'.repeat(118)), shown('x'.repeat(119))], [`"${'x'.repeat(118)}"`, `"${'x'.repeat(116)}...`]);
  assert.equal([shown('xxxx', 6), shown('xxxxx', 6)], ['"xxxx"', '"xx...']);
  assert.is(shown({ a: [1, { b: null }] }), '{ "a": [ 1, { "b": null } ] }');
});

advising.run();
