/**
 * Each key of the schema changes the package: a key that nothing reads fails here. For each one, a package is planned
 * with the key's own example and without it, and the two must differ.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Config } from '../../builder/config/config.ts';
import { parseConfig } from '../../builder/config/parse.ts';
import type { Schema } from '../../builder/config/schema/key.ts';
import { schema } from '../../builder/config/schema/schema.ts';
import { furtherService, LASTING_KEYS } from '../../builder/config/schema/services.ts';
import { startedPrograms } from '../../builder/config/step.ts';
import { planPackage } from '../../builder/plan/plan.ts';
import { collectPrograms } from '../../builder/programs/programs.ts';
import { type Facts, readFacts } from '../../builder/project/facts.ts';
import { keysOf, sectionsOf } from '../../builder/tool/reference.ts';
import { bundledPrograms, contextOf } from '../support/programs.ts';

type Json = Record<string, unknown>;

/** Files that the examples of the schema name. */
const PROJECT: Record<string, string> = {
  'package.json': '{}',
  LICENSE: 'Permission is hereby granted.\n',
  'src/server.js': "console.log('server');\n",
  'src/server.ts': "console.log('server in TypeScript');\n",
  'src/worker.js': "console.log('worker');\n",
  'src/worker.ts': "console.log('worker in TypeScript');\n",
  ...{ 'dist/page.js': '// page\n', 'dist/migrate.js': '// migrate\n' },
  ...{ 'public/a.txt': 'a\n', 'public/b.txt': 'b\n' },
  'systemd/web.service': '[Service]\nExecStart=/usr/bin/node /usr/lib/web/app.cjs\n',
  ...Object.fromEntries(
    ['preinst', 'postinst', 'prerm', 'postrm'].map((name) => [`debian/${name}.sh`, `echo ${name}\n`]),
  ),
};

const overrides = { TasksMax: { value: '64', because: 'it is small' } };
const described = (value: string): Json => ({ value, description: 'A setting.' });
const settings = { PORT: described('5001'), LEVEL: described('1') };

/** The `deb` section without a key in question. Its package is called web. */
const BASE = {
  entry: 'src/server.js',
  name: 'web',
  node: '>=20',
  settings,
  secrets: { TOKEN: { description: 'Its token.' } },
  before: { entry: 'dist/page.js' },
  service: { hardenOverrides: overrides, unixSocket: { mode: '0600' } },
  services: {
    worker: { entry: 'src/server.js', hardenOverrides: overrides, settings, unixSocket: { mode: '0600' } },
    night: { schedule: 'daily' },
  },
  files: [
    { link: '/dev/null', to: '/usr/share/shop/null' },
    { directory: '/etc/web/keys' },
    { from: 'public/a.txt', to: '/usr/share/web/texts/' },
  ],
  writable: [{ path: 'data' }],
  scripts: {},
};

/** Where the keys of a section stand in BASE. A new section of the schema needs its line here. */
const SECTIONS: Record<string, (string | number)[]> = {
  deb: [],
  'deb.settings.VARIABLE': ['settings', 'LEVEL'],
  'deb.secrets.VARIABLE': ['secrets', 'TOKEN'],
  'deb.before': ['before'],
  'deb.service': ['service'],
  'deb.service.unixSocket': ['service', 'unixSocket'],
  'deb.service.hardenOverrides.DIRECTIVE': ['service', 'hardenOverrides', 'TasksMax'],
  'deb.services.KEY': ['services', 'worker'],
  'deb.services.KEY.unixSocket': ['services', 'worker', 'unixSocket'],
  'deb.services.KEY.settings.VARIABLE': ['services', 'worker', 'settings', 'LEVEL'],
  'deb.services.KEY.hardenOverrides.DIRECTIVE': ['services', 'worker', 'hardenOverrides', 'TasksMax'],
  'deb.files[] with "link"': ['files', 0],
  'deb.files[] with "directory"': ['files', 1],
  'deb.files[] with "from"': ['files', 2],
  'deb.writable[] with "path"': ['writable', 0],
  'deb.scripts': ['scripts'],
};

interface Circumstances {
  /** Keys that have to be there, too, or the key means nothing. */
  beside?: Json;
  /** Another value than the example, which is the default here. */
  value?: unknown;
}

const WITHOUT_SOCKET: Circumstances = { beside: { unixSocket: undefined } };
const CIRCUMSTANCES: Record<string, Circumstances> = {
  'deb.include': { beside: { payload: 'modules', entry: 'dist/page.js', services: {} } },
  'deb.exclude': { beside: { payload: 'modules', entry: 'dist/page.js', services: {} } },
  'deb.runtime': { beside: { node: '20.19.2' } },
  'deb.service.unit': WITHOUT_SOCKET,
  'deb.services.KEY.unit': WITHOUT_SOCKET,
  'deb.services.KEY.schedule': WITHOUT_SOCKET,
  'deb.service.user': { value: 'hand' },
  'deb.services.KEY.user': { value: 'hand' },
  'deb.files[] with "from".conffile': { beside: { to: '/etc/web/' }, value: false },
};

/** Keys whose effect is not in the plan, and the test of each. */
const ELSEWHERE: Record<string, string> = {
  'deb.nodeModules': 'programs/started-files: an output that has its dependencies in it is packaged alone',
  'deb.targets': 'this file: programs are collected for these releases',
};

const effects = suite('effects of keys');
let project = '';
let facts: Facts;
effects.before(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'build-deb-effects-'));
  for (const [file, content] of Object.entries(PROJECT)) {
    await mkdir(path.join(project, path.dirname(file)), { recursive: true });
    await writeFile(path.join(project, file), content);
  }
  facts = await readFacts(configOf(BASE), contextOf(project), {});
});
effects.after(() => rm(project, { recursive: true, force: true }));

function configOf(deb: Json): Config {
  const npmFields = { description: 'A shop', author: 'Ada <ada@example.org>', license: 'MIT' };
  return parseConfig(JSON.stringify({ name: 'web', version: '1.2.3', ...npmFields, deb }));
}

/** BASE with these keys in a section. */
function withKeys(section: (string | number)[], keys: Json): Json {
  const deb = structuredClone(BASE) as Json;
  const target = section.reduce((json, part) => json[part] as Json, deb);
  Object.assign(target, keys);
  return deb;
}

/** The plan with programs that are the same for each configuration. */
function planned(config: Config): string {
  const entry = `/usr/lib/${config.name}/app.cjs`;
  const starts = new Map(startedPrograms(config).map(({ unit }) => [unit, entry]));
  return JSON.stringify(planPackage(config, facts, { ...bundledPrograms(config.name, 'app', 'agent'), starts }));
}

async function plannedFully(config: Config): Promise<string> {
  const context = contextOf(project);
  const [own, programs] = await Promise.all([readFacts(config, context, {}), collectPrograms(config, context)]);
  return JSON.stringify(planPackage(config, own, programs));
}

async function hasEffect(without: Config, having: Config): Promise<boolean> {
  if (planned(without) !== planned(having)) return true;
  return (await plannedFully(without)) !== (await plannedFully(having));
}

effects('a package that is planned twice is the same', async () => {
  assert.not(await hasEffect(configOf(BASE), configOf(structuredClone(BASE))));
});

/** Each key of a section that stands in `path` has an effect. */
async function eachHasEffect(place: string, keys: [string, Schema][], path: (string | number)[]): Promise<void> {
  for (const [key, { examples }] of keys) {
    const name = `${place}.${key}`;
    if (name in ELSEWHERE) continue;
    const { beside = {}, value = exampleOf(examples) } = CIRCUMSTANCES[name] ?? {};
    const without = configOf(withKeys(path, beside));
    const having = configOf(withKeys(path, { ...beside, [key]: value }));
    assert.ok(await hasEffect(without, having), `${name}: ${JSON.stringify(value)} changes nothing in the package`);
  }
}

for (const { place, schema: section } of sectionsOf('deb', schema.properties.deb)) {
  effects(`${place}: each key`, async () => {
    const path = SECTIONS[place];
    assert.ok(path, `SECTIONS has no line for ${place}`);
    await eachHasEffect(place, keysOf(section), path);
  });
}

effects('a service on a schedule: each key that it may have', async () => {
  const keys = keysOf(furtherService).filter(([key]) => !LASTING_KEYS.includes(key));
  await eachHasEffect('deb.services.KEY', keys, ['services', 'night']);
});

function exampleOf(examples: Schema['examples']): unknown {
  return (examples as unknown[])[0];
}

effects('deb.targets: programs are collected for these releases', async () => {
  const config = configOf(withKeys([], { targets: ['debian13'] }));
  assert.is(config.releases.map(({ id }) => id).join(), 'debian13');
  const read = new Set<PropertyKey>();
  const watched = new Proxy(structuredClone(config), {
    get: (target, name) => read.add(name) && Reflect.get(target, name),
  });
  await collectPrograms(watched, contextOf(project));
  assert.ok(read.has('releases'));
});

effects.run();
