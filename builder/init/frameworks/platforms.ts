/**
 * Applications that a project configures and extends: their own programs run, and most of them keep files.
 */
import type { Framework, Run } from '../framework.ts';

const VERDACCIO = ['node_modules/verdaccio/bin/verdaccio'] as const;

/** docs.strapi.io: /_health answers 204; .tmp is the place of its SQLite database. */
const STRAPI: Run = {
  command: 'strapi start',
  entry: ['node_modules/@strapi/strapi/bin/strapi.js'],
  build: 'npx strapi build',
  arguments: ['start'],
  port: '1337',
  settings: { HOST: { value: '0.0.0.0', description: 'The address to listen on.' } },
  writable: ['.tmp', 'public/uploads'],
  health: '/_health',
  startTimeout: 120,
};

export const PLATFORMS: readonly Framework[] = [
  {
    package: '@strapi/strapi',
    section: 'web',
    modules: 'loads its parts by their folders',
    readsEnv: true,
    runs: [
      // The admin panel of a TypeScript project is built beside its compiled sources.
      { ...STRAPI, when: { file: /^tsconfig\.json$/, text: /^/ }, output: 'dist/build/index.html' },
      { ...STRAPI, output: 'build/index.html' },
    ],
  },
  {
    package: 'directus',
    section: 'web',
    modules: 'loads its parts by their folders',
    readsEnv: true,
    runs: [
      {
        // directus.io/docs/configuration: /server/ping answers without a login.
        command: 'directus start',
        entry: ['node_modules/directus/cli.js'],
        arguments: ['start'],
        port: '8055',
        writable: ['uploads', 'extensions', 'database'],
        health: '/server/ping',
        startTimeout: 120,
      },
    ],
  },
  {
    package: '@medusajs/medusa',
    section: 'web',
    modules: 'loads its parts by their folders',
    readsEnv: true,
    runs: [
      {
        // docs.medusajs.com/learn/build: the output is a project of its own, which starts in its folder.
        command: 'medusa start',
        entry: ['node_modules/@medusajs/cli/cli.js'],
        output: '.medusa/server/medusa-config.js',
        build: 'npx medusa build',
        arguments: ['start'],
        directory: '.medusa/server',
        port: '9000',
        include: ['.medusa/server'],
        writable: ['.medusa/server/static'],
        health: '/health',
        startTimeout: 120,
      },
    ],
  },
  {
    package: '@keystone-6/core',
    section: 'web',
    modules: 'reads what its build has written',
    runs: [
      {
        // keystonejs.com/docs/guides/cli: the build writes .keystone.
        command: 'keystone start',
        entry: ['node_modules/@keystone-6/core/bin/cli.js'],
        output: '.keystone/config.js',
        build: 'npx keystone build',
        arguments: ['start'],
        port: '3000',
        include: ['.', '.keystone'],
        startTimeout: 120,
      },
    ],
  },
  {
    package: 'n8n',
    section: 'web',
    runs: [
      {
        // docs.n8n.io/hosting/logging-monitoring/monitoring: /healthz/readiness waits for the migrations. Data is in ~/.n8n.
        command: 'n8n',
        entry: ['node_modules/n8n/bin/n8n'],
        health: '/healthz/readiness',
        startTimeout: 180,
      },
    ],
  },
  {
    package: 'verdaccio',
    section: 'web',
    runs: [
      // verdaccio.org/docs/config: the file of settings names the places of the data.
      {
        command: 'verdaccio',
        when: { file: /^config\.ya?ml$/, text: /^storage\s*:/m },
        entry: VERDACCIO,
        health: '/-/ping',
      },
      // Without such a file it writes one, and its data beside it, to the first place that it finds: here the project.
      { command: 'verdaccio', entry: VERDACCIO, writable: ['verdaccio'], health: '/-/ping' },
    ],
  },
  {
    package: 'homebridge',
    section: 'web',
    // github.com/homebridge/homebridge/wiki: without the option, data is in ~/.homebridge.
    runs: [
      {
        command: 'homebridge',
        entry: ['node_modules/homebridge/bin/homebridge.js', 'node_modules/homebridge/bin/homebridge'],
      },
    ],
  },
  {
    package: 'node-red',
    section: 'web',
    // nodered.org/docs/getting-started/local: without the option, data is in ~/.node-red.
    runs: [{ command: 'node-red', entry: ['node_modules/node-red/red.js'] }],
  },
  {
    // docs.getunleash.io/deploy/configuring-unleash: a file of yours starts it, and it migrates its database first.
    package: 'unleash-server',
    section: 'web',
    modules: 'changes its database by files of its own',
    server: { health: '/health', startTimeout: 120 },
  },
  {
    // Payload runs in Next, whose row has the way.
    package: 'payload',
    section: 'web',
    modules: 'reads what its build has written',
    readsEnv: true,
  },
];
