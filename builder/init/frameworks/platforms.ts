/**
 * Applications that a project configures and extends: their own programs run, and most of them keep files.
 */
import type { Framework } from '../framework.ts';

export const PLATFORMS: readonly Framework[] = [
  {
    package: '@strapi/strapi',
    section: 'web',
    modules: 'loads its parts by their folders',
    readsEnv: true,
    runs: [
      {
        // docs.strapi.io: /_health answers 204; .tmp is the place of its SQLite database.
        command: 'strapi start',
        entry: ['node_modules/@strapi/strapi/bin/strapi.js'],
        output: 'dist/build/index.html',
        build: 'npx strapi build',
        arguments: ['start'],
        port: '1337',
        settings: { HOST: { value: '0.0.0.0', description: 'The address to listen on.' } },
        writable: ['.tmp', 'public/uploads'],
        health: '/_health',
      },
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
      },
    ],
  },
  {
    // Payload runs in Next, whose row has the way.
    package: 'payload',
    section: 'web',
    modules: 'reads what its build has written',
    readsEnv: true,
  },
];
