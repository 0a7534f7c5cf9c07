/**
 * The table of frameworks: a project of each, as init proposes it. A new row needs a project here.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FRAMEWORKS } from '../../builder/init/frameworks.ts';
import { proposeDeb } from '../../builder/init/propose.ts';
import { surveyProject } from '../../builder/init/survey.ts';

const frameworks = suite('frameworks');

interface Started {
  script: string;
  files?: readonly string[];
  /** The keys of the `deb` section that the start decides. */
  deb: object;
}

/** Frameworks with a command of their own, by package: a start script, and its outcome. */
const STARTS: Record<string, Started> = {
  '@nestjs/core': { script: 'nest start', deb: { entry: 'dist/main.js', payload: 'modules' } },
  'fastify-cli': {
    script: 'fastify start -w -p 4000 app.js',
    files: ['app.js', 'routes/root.js'],
    deb: {
      entry: 'node_modules/fastify-cli/cli.js',
      payload: 'modules',
      service: { arguments: ['start', '-p', '4000', '/usr/lib/shop/app/app.js'], health: '/ping' },
    },
  },
  next: {
    script: 'next start',
    files: ['public/logo.svg', 'next.config.mjs'],
    deb: {
      entry: 'node_modules/next/dist/bin/next',
      payload: 'modules',
      include: ['.next/*', '.next/server/**', '.next/static/**', 'public/**', 'next.config.mjs'],
      service: { arguments: ['start', '/usr/lib/shop/app'], ready: 'listening' },
    },
  },
};

async function proposed(name: string, { script, files = [] }: Omit<Started, 'deb'>): Promise<Record<string, unknown>> {
  const project = path.join(await mkdtemp(path.join(tmpdir(), 'frameworks-')), 'shop');
  const fields = {
    name: 'shop',
    version: '1.0.0',
    description: 'Sells things',
    license: 'MIT',
    engines: { node: '>=18' },
  };
  const packageJson = { ...fields, scripts: { start: script }, dependencies: { [name]: '1' } };
  try {
    for (const [file, text] of [
      ['package.json', JSON.stringify(packageJson)],
      // Only a route that the framework loads by its folder has a page for the health check.
      ...files.map((file) => [file, file.startsWith('routes/') ? "get('/ping')" : 'listen();']),
    ] as [string, string][]) {
      await mkdir(path.dirname(path.join(project, file)), { recursive: true });
      await writeFile(path.join(project, file), text);
    }
    return proposeDeb(await surveyProject(project)).deb;
  } finally {
    await rm(path.dirname(project), { recursive: true });
  }
}

frameworks('each name stands once, and each command has a project here', () => {
  const names = FRAMEWORKS.map((framework) => framework.package);
  assert.equal(names, [...new Set(names)]);
  const started = FRAMEWORKS.filter(({ start }) => start !== undefined).map((framework) => framework.package);
  assert.equal(Object.keys(STARTS), started);
});

for (const { package: name, section, modules, start } of FRAMEWORKS) {
  frameworks(`${name}: a section, and the payload of its row`, async () => {
    const deb = await proposed(name, { script: 'node server.js', files: ['server.js'] });
    assert.is(deb.section, section);
    assert.is(deb.payload, modules === undefined ? undefined : 'modules');
  });
  if (start === undefined) continue;
  frameworks(`${name}: ${start.command} ${start.verb}`, async () => {
    const started = STARTS[name] as Started;
    const deb = await proposed(name, started);
    const keys = Object.keys(started.deb);
    assert.equal(Object.fromEntries(keys.map((key) => [key, deb[key]])), started.deb);
    if (!('port' in start)) return;
    const isArgument = started.script.includes('-p ');
    const port = { PORT: { value: start.port, description: 'The port to listen on.' } };
    assert.equal(deb.settings, isArgument ? undefined : port);
    const developing = await proposed(name, { ...started, script: `${start.command} dev` });
    assert.is.not(developing.entry, deb.entry);
  });
}

frameworks.run();
