/**
 * The table of frameworks: a project of each, as init proposes it. A new row needs a project here.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../builder/config/parse.ts';
import { FRAMEWORKS } from '../../builder/init/frameworks.ts';
import { proposeDeb } from '../../builder/init/propose.ts';
import { surveyProject } from '../../builder/init/survey.ts';
import { applyProposal } from '../../builder/init/write.ts';

const frameworks = suite('frameworks');

interface Project {
  scripts?: object;
  /** Further packages that it depends on. */
  dependencies?: object;
  /** Files by name, with their texts. */
  files?: Record<string, string>;
  /** The keys of the `deb` section that the framework decides. */
  deb: Record<string, unknown>;
  /** A part of the report. */
  told?: string;
}

const CACHE = { cache: true };

/** A project for each way of each framework, by package. A project that has not been built is told so. */
const PROJECTS: Record<string, readonly Project[]> = {
  '@strapi/strapi': [
    {
      scripts: { start: 'strapi start' },
      deb: {
        entry: 'node_modules/@strapi/strapi/bin/strapi.js',
        writable: ['.tmp', 'public/uploads'],
        service: { arguments: ['start'], health: '/_health' },
      },
    },
  ],
  directus: [
    {
      scripts: { start: 'npx directus start' },
      deb: { entry: 'node_modules/directus/cli.js', service: { arguments: ['start'], health: '/server/ping' } },
    },
  ],
  '@medusajs/medusa': [
    {
      scripts: { start: 'medusa start' },
      deb: {
        entry: 'node_modules/@medusajs/cli/cli.js',
        include: ['.medusa/server'],
        service: { arguments: ['start'], directory: '.medusa/server', health: '/health' },
      },
      told: 'run "npx medusa build" before build-deb',
    },
  ],
  '@keystone-6/core': [
    {
      scripts: { start: 'keystone start' },
      files: { '.keystone/config.js': '' },
      deb: { entry: 'node_modules/@keystone-6/core/bin/cli.js', include: ['.', '.keystone'] },
    },
  ],
  next: [
    {
      scripts: { start: 'next start -p 4000', build: 'next build' },
      files: {
        'next.config.mjs': "export default { output: 'standalone' };",
        '.next/standalone/server.js': '',
        '.next/static/a.js': '',
        'public/logo.svg': '',
      },
      deb: {
        entry: '.next/standalone/server.js',
        nodeModules: false,
        include: ['.next/standalone'],
        files: [
          { from: '.next/static/**', to: '/usr/lib/shop/app/.next/standalone/.next/static/' },
          { from: 'public/**', to: '/usr/lib/shop/app/.next/standalone/public/' },
        ],
        writable: [{ path: '.next/standalone/.next/cache', ...CACHE }],
        settings: {
          PORT: { value: '4000', description: 'The port to listen on.' },
          HOSTNAME: { value: '0.0.0.0', description: 'The address to listen on.' },
        },
      },
    },
    {
      scripts: { start: 'cp -r public .next/standalone/ && node .next/standalone/server.js' },
      files: {
        'next.config.js': 'module.exports = { output: "standalone" };',
        '.next/standalone/server.js': '',
        '.next/standalone/public/logo.svg': '',
        'public/logo.svg': '',
      },
      deb: { entry: '.next/standalone/server.js', nodeModules: false, files: undefined },
    },
    {
      scripts: { start: 'next start' },
      files: { 'public/logo.svg': '', '.next/BUILD_ID': '' },
      deb: {
        entry: 'node_modules/next/dist/bin/next',
        writable: [{ path: '.next/cache', ...CACHE }],
        service: { arguments: ['start'], ready: 'listening' },
      },
    },
    {
      scripts: { start: 'next dev', build: 'next build' },
      deb: { entry: 'node_modules/next/dist/bin/next', service: { arguments: ['start'], ready: 'listening' } },
      told: '.next/BUILD_ID of next is not there yet: run "npm run build" before build-deb',
    },
  ],
  nuxt: [
    {
      scripts: { build: 'nuxt build', dev: 'nuxt dev' },
      files: { '.output/server/index.mjs': '' },
      deb: { entry: '.output/server/index.mjs', nodeModules: false, include: ['.output'] },
    },
    { scripts: { build: 'nuxt build' }, deb: {}, told: '.output/server/index.mjs of nuxt is not there yet' },
    {
      scripts: { start: 'node .output/server/index.mjs' },
      deb: { entry: '.output/server/index.mjs', nodeModules: false },
    },
  ],
  nitropack: [{ deb: { entry: '.output/server/index.mjs', nodeModules: false } }],
  '@sveltejs/kit': [
    {
      scripts: { preview: 'vite preview' },
      files: { 'svelte.config.js': "import adapter from '@sveltejs/adapter-node';", 'build/index.js': '' },
      deb: { entry: 'build/index.js', include: ['build'], nodeModules: undefined },
    },
    {
      scripts: { start: 'node build' },
      files: { 'svelte.config.js': 'adapter-node' },
      deb: { entry: 'build/index.js' },
    },
    {
      files: { 'svelte.config.js': "'@sveltejs/adapter-auto'" },
      deb: { entry: undefined },
      told: 'needs @sveltejs/adapter-node',
    },
  ],
  astro: [
    {
      scripts: { start: 'astro dev', preview: 'astro preview' },
      files: { 'astro.config.mjs': "node({ mode: 'standalone' })", 'dist/server/entry.mjs': '' },
      deb: { entry: 'dist/server/entry.mjs', include: ['dist'] },
    },
    { scripts: { start: 'astro dev' }, deb: { entry: undefined }, told: "with mode: 'standalone'" },
  ],
  '@react-router/serve': [
    {
      scripts: { start: 'react-router-serve ./build/server/index.js' },
      files: { 'build/server/index.js': '' },
      deb: {
        entry: 'node_modules/@react-router/serve/bin.cjs',
        include: ['build'],
        service: { arguments: ['./build/server/index.js'], ready: 'listening' },
      },
    },
  ],
  '@remix-run/serve': [
    {
      scripts: { start: 'cross-env NODE_ENV=production remix-serve ./build/server/index.js' },
      deb: { entry: 'node_modules/@remix-run/serve/dist/cli.js' },
      told: 'build/server/index.js of @remix-run/serve is not there yet: run "npx remix vite:build"',
    },
  ],
  vite: [
    {
      scripts: { dev: 'node server', preview: 'cross-env NODE_ENV=production node server' },
      files: { 'server.js': 'listen(process.env.PORT || 5173)' },
      deb: { entry: 'server.js', payload: 'modules' },
    },
  ],
  '@adonisjs/core': [
    {
      scripts: { start: 'node bin/server.js' },
      files: { 'build/bin/server.js': '', 'bin/server.ts': '' },
      deb: { entry: 'build/bin/server.js', include: ['build'], payload: 'modules' },
    },
  ],
  '@nestjs/core': [
    { scripts: { start: 'nest start' }, deb: { entry: 'dist/main.js', payload: 'modules' } },
    { scripts: { 'start:prod': 'node dist/src/main' }, deb: { entry: 'dist/src/main.js' } },
  ],
  'fastify-cli': [
    {
      scripts: { start: 'fastify start -w -p 4000 app.js' },
      files: { 'app.js': '', 'routes/root.js': "get('/ping')" },
      deb: {
        entry: 'node_modules/fastify-cli/cli.js',
        settings: undefined,
        service: { arguments: ['start', '-p', '4000', 'app.js'], health: '/ping' },
      },
      told: '-w is for developers and is left out',
    },
  ],
};

async function proposed(name: string, { scripts = {}, files = {} }: Pick<Project, 'scripts' | 'files'>) {
  const project = path.join(await mkdtemp(path.join(tmpdir(), 'frameworks-')), 'shop');
  const fields = { name: 'shop', version: '1.0.0', description: 'Sells things', author: 'Ada <ada@example.org>' };
  const more = { license: 'MIT', engines: { node: '>=18' }, scripts, dependencies: { [name]: '1' } };
  const all = { ...files, LICENSE: 'MIT License', 'package.json': JSON.stringify({ ...fields, ...more }) };
  try {
    for (const [file, text] of Object.entries(all)) {
      await mkdir(path.dirname(path.join(project, file)), { recursive: true });
      await writeFile(path.join(project, file), text);
    }
    const survey = await surveyProject(project);
    const proposal = proposeDeb(survey);
    if (proposal.questions.length === 0) parseConfig(applyProposal(survey.packageJson, proposal));
    return proposal;
  } finally {
    await rm(path.dirname(project), { recursive: true });
  }
}

frameworks('each name stands once, and each way to run has a project here', () => {
  const names = FRAMEWORKS.map((framework) => framework.package);
  assert.equal(names, [...new Set(names)]);
  const twins = /^(nitro|@tanstack\/react-start|@solidjs\/start|@analogjs\/platform)$/;
  for (const { package: name, runs = [] } of FRAMEWORKS.filter((framework) => !twins.test(framework.package)))
    assert.ok((PROJECTS[name]?.length ?? 0) >= runs.length, `${name} needs ${runs.length} projects`);
});

for (const { package: name, section, modules, otherwise, runs } of FRAMEWORKS) {
  frameworks(`${name}: a section, and the payload of its row`, async () => {
    const { deb } = await proposed(name, { scripts: { start: 'node server.js' }, files: { 'server.js': 'listen();' } });
    assert.is(deb.section, section);
    assert.is(deb.payload, modules === undefined ? undefined : 'modules');
    assert.ok(otherwise === undefined || runs !== undefined);
  });
}

for (const [name, projects] of Object.entries(PROJECTS)) {
  for (const [at, { deb: expected, told = '', ...project }] of projects.entries()) {
    frameworks(`${name}, project ${at + 1}`, async () => {
      const { deb, guesses, questions } = await proposed(name, project);
      for (const [key, value] of Object.entries(expected)) assert.equal(deb[key], value, key);
      assert.match([...guesses, ...questions].join('\n'), told);
    });
  }
}

frameworks.run();
