/**
 * Frameworks that build pages: a build writes the server, and the service runs it.
 */
import type { Framework } from '../framework.ts';

const HOST = (value: string) => ({ HOST: { value, description: 'The address to listen on.' } });

/** useStorage('data') and the default database are here (nitro.build/guide/storage). */
const NITRO_DATA = ['.data'];

/** Besides its cache, pages that it renders anew: incremental static regeneration writes them beside their modules. */
const nextCaches = (below: string) => [
  { path: `${below}.next/cache`, cache: true as const },
  // Next.js takes the folder of a router for pages of it.
  ...['app', 'pages'].map((router) => {
    return { path: `${below}.next/server/${router}`, cache: true as const, isOfBuild: true as const };
  }),
];

export const SITES: readonly Framework[] = [
  {
    package: 'next',
    section: 'web',
    modules: 'reads what its build has written',
    readsEnv: true,
    runs: [
      {
        // nextjs.org/docs/app/api-reference/config/next-config-js/output: the folder has its part of node_modules, and
        // static files are to be copied beside it. It runs in its own folder.
        command: 'next start',
        when: { file: /^next\.config\./, text: /\boutput['"]?\s*:\s*['"]standalone['"]/ },
        entry: ['.next/standalone/server.js'],
        build: 'npx next build',
        port: '3000',
        settings: { HOSTNAME: { value: '0.0.0.0', description: 'The address to listen on.' } },
        include: ['.next/standalone'],
        copies: [
          { from: '.next/static', to: '.next/standalone/.next/static' },
          { from: 'public', to: '.next/standalone/public' },
        ],
        isComplete: true,
        writable: nextCaches('.next/standalone/'),
      },
      {
        command: 'next start',
        entry: ['node_modules/next/dist/bin/next'],
        output: '.next/BUILD_ID',
        build: 'npx next build',
        arguments: ['start'],
        port: '3000',
        // Beside the output, .next holds the caches of the build and of a developer's server.
        include: [
          '.next',
          '!.next/cache/**',
          '!.next/dev/**',
          '!.next/standalone/**',
          '!.next/trace*',
          '!.next/types/**',
          'public',
          'next.config.*',
          'messages',
          'locales',
        ],
        writable: nextCaches(''),
      },
    ],
  },
  {
    package: 'nuxt',
    section: 'web',
    modules: 'reads what its build has written',
    runs: [
      {
        // nuxt.com/docs/getting-started/deployment: the output is complete, and public/ has the client's scripts.
        command: 'nuxt start',
        entry: ['.output/server/index.mjs'],
        build: 'npx nuxt build',
        port: '3000',
        include: ['.output'],
        isComplete: true,
        writable: NITRO_DATA,
      },
    ],
  },
  ...['nitropack', 'nitro', '@tanstack/react-start', '@solidjs/start', '@analogjs/platform'].map(
    (name): Framework => ({
      package: name,
      section: 'web',
      modules: 'reads what its build has written',
      runs: [
        {
          entry: ['.output/server/index.mjs'],
          build: 'npm run build',
          port: '3000',
          include: ['.output'],
          isComplete: true,
          writable: NITRO_DATA,
        },
      ],
    }),
  ),
  {
    package: '@sveltejs/kit',
    section: 'web',
    modules: 'reads what its build has written',
    runs: [
      {
        // svelte.dev/docs/kit/adapter-node: production dependencies stay in node_modules.
        when: { file: /^(svelte|vite)\.config\./, text: /adapter-node/ },
        entry: ['build/index.js'],
        build: 'npx vite build',
        port: '3000',
        include: ['build'],
      },
    ],
    otherwise: 'SvelteKit needs @sveltejs/adapter-node for a server: name it in svelte.config.js, then build',
  },
  {
    package: 'astro',
    section: 'web',
    modules: 'reads what its build has written',
    runs: [
      {
        // docs.astro.build/en/guides/integrations-guide/node: HOST and PORT, and localhost without them.
        when: { file: /^astro\.config\./, text: /\bmode['"]?\s*:\s*['"]standalone['"]/ },
        entry: ['dist/server/entry.mjs'],
        build: 'npx astro build',
        port: '4321',
        settings: HOST('localhost'),
        include: ['dist'],
      },
    ],
    otherwise:
      "Astro needs @astrojs/node for a server: name it in astro.config.mjs, with mode: 'standalone', then build",
  },
  ...[
    { package: '@react-router/serve', command: 'react-router-serve', build: 'npx react-router build', bin: 'bin.cjs' },
    { package: '@remix-run/serve', command: 'remix-serve', build: 'npx remix vite:build', bin: 'dist/cli.js' },
  ].map(
    ({ command, bin, build, ...named }): Framework => ({
      ...named,
      section: 'web',
      modules: 'reads what its build has written',
      runs: [
        {
          // The argument is the output, and its pages find the client's files from the working directory.
          command,
          entry: [`node_modules/${named.package}/${bin}`],
          output: 'build/server/index.js',
          arguments: ['./build/server/index.js'],
          build,
          port: '3000',
          include: ['build', 'public'],
        },
      ],
    }),
  ),
  ...['@react-router/node', '@remix-run/node', '@react-router/express', '@remix-run/express'].map(
    (name): Framework => ({ package: name, section: 'web', modules: 'reads what its build has written' }),
  ),
  // A server of yours beside the output: vite.dev/guide/ssr.
  { package: 'vite', section: 'web', modules: 'writes pages that the server reads' },
];
