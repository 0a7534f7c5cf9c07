/**
 * Projects of applications that a project configures and extends.
 */
import type { Project } from './project.ts';

export const PLATFORMS: Record<string, readonly Project[]> = {
  '@strapi/strapi': [
    {
      scripts: { start: 'strapi start', build: 'strapi build' },
      files: { 'tsconfig.json': '{}', 'build/index.html': '' },
      deb: {},
      told: 'dist/build/index.html of @strapi/strapi is not there yet: run "npm run build"',
    },
    {
      scripts: { start: 'strapi start' },
      deb: {
        entry: 'node_modules/@strapi/strapi/bin/strapi.js',
        writable: ['.tmp', 'public/uploads'],
        service: { arguments: ['start'], health: '/_health', startTimeout: 120 },
      },
      told: 'build/index.html of @strapi/strapi is not there yet: run "npx strapi build"',
    },
  ],
  directus: [
    {
      scripts: { start: 'directus bootstrap && directus start' },
      files: {
        'node_modules/directus/package.json': '{ "name": "directus", "bin": "cli.js" }',
        'node_modules/directus/cli.js': '',
      },
      deb: { before: { entry: 'node_modules/directus/cli.js', arguments: ['bootstrap'] } },
    },
    {
      scripts: { start: 'npx directus start' },
      deb: {
        entry: 'node_modules/directus/cli.js',
        service: { arguments: ['start'], health: '/server/ping', startTimeout: 120 },
      },
    },
  ],
  '@medusajs/medusa': [
    {
      scripts: { start: 'medusa start' },
      deb: {
        entry: 'node_modules/@medusajs/cli/cli.js',
        include: ['.medusa/server'],
        service: { arguments: ['start'], directory: '.medusa/server', health: '/health', startTimeout: 120 },
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
  n8n: [
    {
      scripts: { start: 'n8n start' },
      deb: {
        entry: 'node_modules/n8n/bin/n8n',
        service: { arguments: ['start'], health: '/healthz/readiness', startTimeout: 180 },
      },
    },
  ],
  verdaccio: [
    {
      scripts: { start: 'verdaccio --config config.yaml' },
      files: { 'config.yaml': 'storage: ./packages\nauth:\n  htpasswd:\n    file: ./packages/htpasswd\n' },
      deb: { writable: ['packages'], service: { arguments: ['--config', 'config.yaml'], health: '/-/ping' } },
      told: 'writable: packages (config.yaml): the program writes there',
    },
    { scripts: { start: 'verdaccio' }, deb: { writable: ['verdaccio'], service: { health: '/-/ping' } } },
  ],
  homebridge: [
    {
      scripts: { start: 'homebridge -I -U ./bridge' },
      deb: { writable: ['bridge'], service: { arguments: ['-I', '-U', './bridge'], ready: 'listening' } },
    },
  ],
  'node-red': [
    { scripts: { start: 'node-red' }, deb: { writable: undefined, service: { ready: 'listening' } } },
    { scripts: { start: 'node-red --userDir data' }, deb: { writable: ['data'] } },
  ],
  'unleash-server': [
    {
      scripts: { start: 'node index.js' },
      files: { 'index.js': "require('unleash-server').start({ server: { port: 4242 } });" },
      deb: { payload: 'modules', service: { health: '/health', startTimeout: 120 } },
    },
  ],
};
