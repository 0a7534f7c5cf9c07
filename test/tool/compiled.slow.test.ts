/**
 * The tool as it is bundled: what is compiled then finds and renders the same as what is compiled anew.
 */
import { appendFile, cp, mkdtemp, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fits } from '../../builder/config/mistakes/fits.ts';
import { withNpmDefaults } from '../../builder/config/npm-fields.ts';
import { parseConfig } from '../../builder/config/parse.ts';
import { schema } from '../../builder/config/schema/schema.ts';
import * as validator from '../../builder/config/schema/validator.ts';
import * as templates from '../../builder/plan/templates.ts';
import { bundleAgent } from '../../builder/programs/agent.ts';
import { knownAgent } from '../../builder/programs/known-agent.ts';
import { readFacts } from '../../builder/project/facts.ts';
import { run } from '../../builder/shell.ts';
import { compiled } from '../../builder/tool/compiled.ts';
import { packageJson } from '../fuzz/configurations.ts';
import { bundledPrograms, contextOf } from '../support/programs.ts';
import { viewsOf } from '../support/views.ts';
import { copyTool } from './copy.ts';

const RUNS = 300;

const bundling = suite('compiled');
let folder = '';
interface Bundled extends Pick<typeof validator, 'validate'>, Pick<typeof templates, 'compile'> {
  knownAgent: typeof knownAgent;
  fits: typeof fits;
}

let bundled: Bundled;

/** Modules of the tool as they are in its bundle; the path of the result. */
async function bundleOf(name: string, modules: readonly string[]): Promise<string> {
  const outfile = path.join(folder, name);
  const contents = modules.map((module) => `export * from './builder/${module}.ts';`).join('\n');
  await build({
    ...{ bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning', plugins: [compiled], outfile },
    stdin: { contents, resolveDir: process.cwd() },
    external: ['esbuild'],
    // esbuild is found from here.
    banner: { js: `require = require('node:module').createRequire('${process.cwd()}/');` },
  });
  return outfile;
}

bundling.before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-compiled-'));
  await bundleOf('pair.cjs', ['config/schema/validator', 'plan/templates']);
  const all = ['config/schema/validator', 'plan/templates', 'programs/known-agent', 'config/mistakes/fits'];
  bundled = await import(await bundleOf('all.cjs', all));
});
bundling.after(() => rm(folder, { recursive: true, force: true }));

function judged({ validate }: Pick<typeof validator, 'validate'>, json: object): unknown {
  // It fills in what is missing.
  const { candidate } = withNpmDefaults(structuredClone(json) as Record<string, unknown>);
  const isValid = validate(candidate);
  return JSON.parse(JSON.stringify({ isValid, errors: validate.errors, candidate }));
}

bundling('the compiler of schemas is not in the bundle of what each build needs', async () => {
  assert.not.match(await readFile(path.join(folder, 'pair.cjs'), 'utf8'), /class Ajv/);
});

bundling('it is loaded for a mistake only', async () => {
  // esbuild loads what modules import in lines of this form, and what they require where they call it.
  const loaded = /^var \w+ = __toESM\(require_ajv\d*\(\)/m;
  assert.not.match(await readFile(path.join(folder, 'all.cjs'), 'utf8'), loaded);
});

bundling('parts of the schema', () => {
  for (const value of ['1.0.0', 'no version', '', 7, null]) {
    for (const part of Object.values(schema.properties)) {
      assert.is(bundled.fits(part as never, value), fits(part as never, value), JSON.stringify({ value, part }));
    }
  }
});

bundling('the agent, as long as none of its files has changed', async () => {
  const tool = path.join(folder, 'changed');
  await cp('payload', path.join(tool, 'payload'), { recursive: true });
  for (const agentOf of [bundled.knownAgent, knownAgent]) {
    const own = await bundleAgent(process.cwd());
    for (const _time of ['once', 'twice']) assert.equal(await agentOf(process.cwd()), own);
    await appendFile(path.join(tool, 'payload/notify/agent.ts'), "\nconsole.log('changed');\n");
    const { code } = await agentOf(tool);
    assert.match(code.toString(), 'console.log("changed")');
    assert.equal(code, (await bundleAgent(tool)).code);
  }
});

bundling(`the schema, of ${RUNS} configurations`, () => {
  const isJudgedAlike = (json: object): void => assert.equal(judged(bundled, json), judged(validator, json));
  fc.assert(fc.property(packageJson as fc.Arbitrary<object>, isJudgedAlike), { numRuns: RUNS, endOnFailure: true });
});

function rendered({ compile }: Pick<typeof templates, 'compile'>, template: string, view: object): string {
  try {
    return compile(template)(view);
  } catch (error) {
    return `not rendered: ${(error as Error).message}`;
  }
}

bundling('the templates, whole or without a value that they need', async () => {
  const config = parseConfig(JSON.stringify((await import('../../package.json', { with: { type: 'json' } })).default));
  const facts = await readFacts(config, contextOf(process.cwd()), {});
  const programs = bundledPrograms(config.name, 'app\n', 'agent\n');
  const views = viewsOf({ config, facts, programs });
  let failed = 0;
  for (const [name, template] of Object.entries(facts.templates)) {
    for (const view of [...(views.get(name) ?? []), {}]) {
      const text = rendered(bundled, template, view);
      assert.is(text, rendered(templates, template, view), name);
      failed += text.startsWith('not rendered: ') ? 1 : 0;
    }
  }
  assert.ok(failed > 0 && failed <= Object.keys(facts.templates).length, `${failed} not rendered`);
  assert.is(rendered(bundled, 'changed: {{name}}', { name: 'notifydemo' }), 'changed: notifydemo');
});

bundling('the tool is bundled when something in it has been touched, and then no more', async () => {
  const tool = path.join(folder, 'tool');
  await copyTool(tool);
  const bundledAt = async (): Promise<number> => {
    const { exitCode, stderr } = await run('npm', ['run', '--silent', 'build-deb', '--', '--version'], { cwd: tool });
    assert.is(exitCode, 0, stderr);
    return (await stat(path.join(tool, 'node_modules/.cache/build-deb/build-deb.json'))).mtimeMs;
  };
  const first = await bundledAt();
  assert.is(await bundledAt(), first);
  await utimes(path.join(tool, 'build.ts'), 1, 1);
  const again = await bundledAt();
  assert.ok(again > first);
  assert.is(await bundledAt(), again);
  // The project's own, where it is the tool's: it says what to pack, and changes often.
  await utimes(path.join(tool, 'package.json'), 1, 1);
  assert.is(await bundledAt(), again);
});

bundling.run();
