/**
 * Projects of each framework, and the keys of the `deb` section that the framework decides.
 */
import { PLATFORMS } from './platforms.ts';
import type { Project } from './project.ts';

const CACHE = { cache: true };
const ofNext = (at: string) => ['cache', 'server/app', 'server/pages'].map((name) => ({ path: at + name, ...CACHE }));

/** A project for each way of each framework, by package. A project that has not been built is told so. */
export const PROJECTS: Record<string, readonly Project[]> = {
  ...PLATFORMS,
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
        writable: ofNext('.next/standalone/.next/'),
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
        writable: ofNext('.next/'),
        service: { arguments: ['start'], ready: 'listening' },
      },
    },
    {
      scripts: { start: 'NODE_ENV=production node server.js', build: 'next build' },
      files: {
        'server.js': "const next = require('next');\nnext({ dev: false }).prepare().then(() => listen(3000));",
        '.next/BUILD_ID': '',
        '.next/server/pages/index.html': '',
      },
      deb: {
        entry: 'server.js',
        include: [
          '.',
          '.next',
          '!.next/cache/**',
          '!.next/dev/**',
          '!.next/standalone/**',
          '!.next/trace*',
          '!.next/types/**',
        ],
        // The project has no pages of the other router.
        writable: ofNext('.next/').filter(({ path }) => path !== '.next/server/app'),
      },
      told: 'include: .next, the output of next, which server.js serves',
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
  sails: [
    {
      scripts: { start: 'node app.js' },
      files: { 'app.js': "require('sails').lift()", '.sailsrc': '{}', '.tmp/public/a.css': '' },
      deb: {
        ...{ entry: 'app.js', include: ['.', '.sailsrc', '.tmp/public'] },
        writable: [{ path: '.tmp/public', ...CACHE }, '.tmp/uploads', '.tmp/localDiskDb'],
      },
    },
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
