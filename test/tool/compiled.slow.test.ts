/**
 * The tool as it is bundled: what is compiled then finds and renders the same as what is compiled anew.
 */
import { mkdtemp, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withNpmDefaults } from '../../builder/config/npm-fields.ts';
import { parseConfig } from '../../builder/config/parse.ts';
import * as validator from '../../builder/config/schema/validator.ts';
import * as templates from '../../builder/plan/templates.ts';
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
let bundled: Pick<typeof validator, 'validate'> & Pick<typeof templates, 'compile'>;
bundling.before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'notifydemo-compiled-'));
  const both = "export * from './builder/config/schema/validator.ts'; export * from './builder/plan/templates.ts';";
  const outfile = path.join(folder, 'both.cjs');
  const options = { bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' } as const;
  await build({ ...options, stdin: { contents: both, resolveDir: process.cwd() }, plugins: [compiled], outfile });
  bundled = await import(outfile);
});
bundling.after(() => rm(folder, { recursive: true, force: true }));

function judged({ validate }: Pick<typeof validator, 'validate'>, json: object): unknown {
  // It fills in what is missing.
  const { candidate } = withNpmDefaults(structuredClone(json) as Record<string, unknown>);
  const isValid = validate(candidate);
  return JSON.parse(JSON.stringify({ isValid, errors: validate.errors, candidate }));
}

bundling('the compiler of schemas is not in the bundle', async () => {
  assert.not.match(await readFile(path.join(folder, 'both.cjs'), 'utf8'), /class Ajv/);
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
