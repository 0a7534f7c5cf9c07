/**
 * Frameworks whose servers are files of yours.
 */
import type { Framework } from '../framework.ts';

/** Libraries that a bundle takes in, and that say nothing about the way to run a project. */
const LIBRARIES = [
  '@apollo/server',
  '@feathersjs/feathers',
  '@hapi/hapi',
  '@hono/node-server',
  '@koa/router',
  '@trpc/server',
  'apollo-server',
  'apollo-server-express',
  'elysia',
  'express',
  'fastify',
  'graphql-yoga',
  'h3',
  'hono',
  'koa',
  'micro',
  'polka',
  'restify',
  'socket.io',
];

export const SERVERS: readonly Framework[] = [
  {
    package: '@adonisjs/core',
    section: 'web',
    modules: 'loads its parts by their folders',
    readsEnv: true,
    runs: [
      {
        // docs.adonisjs.com/guides/deployment: bin/server.js is in the output, which finds its files from there.
        entry: ['build/bin/server.js', 'bin/server.js'],
        output: 'build/bin/server.js',
        build: 'node ace build',
        port: '3333',
        settings: { HOST: { value: '0.0.0.0', description: 'The address to listen on.' } },
        include: ['build'],
        writable: ['build/tmp', 'build/storage'],
      },
    ],
  },
  {
    package: '@nestjs/core',
    section: 'web',
    modules: 'requires optional packages by name',
    runs: [
      {
        command: 'nest start',
        entry: ['dist/main.js', 'dist/src/main.js'],
        build: 'npx nest build',
      },
    ],
  },
  {
    package: 'fastify-cli',
    section: 'web',
    runs: [
      {
        command: 'fastify start',
        entry: ['node_modules/fastify-cli/cli.js'],
        arguments: ['start', 'app.js'],
        port: '3000',
        dropped: ['-w', '--watch'],
        loads: '{routes,plugins}/**/*.{js,cjs,mjs,ts,cts,mts}',
      },
    ],
  },
  {
    package: 'sails',
    section: 'web',
    modules: 'loads its parts by their folders',
    runs: [
      {
        // sailsjs.com/documentation/concepts/assets: pages get their files from .tmp/public, which a task of Grunt may fill
        // at the start. Uploads and the database of sails-disk lie beside it.
        command: 'sails lift',
        entry: ['app.js'],
        port: '1337',
        include: ['.', '.sailsrc', '.tmp/public'],
        writable: [{ path: '.tmp/public', cache: true }, '.tmp/uploads', '.tmp/localDiskDb'],
      },
    ],
  },
  ...LIBRARIES.map((name): Framework => ({ package: name, section: 'web' })),
];
