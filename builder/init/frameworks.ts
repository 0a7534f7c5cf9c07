/**
 * The web frameworks that `init` knows, a row for each. To support another one, add its row: every fact about a framework
 * stands in it, and the other files of init/ name no framework.
 */

interface Framework {
  /** The npm package. A project that depends on it is a web service. */
  package: string;
  /** The section of the Debian package. */
  section: 'web';
  /** Why a bundle of a project that depends on it does not run, or undefined if it runs. */
  modules?: string;
  /** The framework's command in a script of package.json, such as `next start`, or undefined if Node runs a file of yours. */
  start?: CompiledStart | ProgramStart;
}

/** A command of a script. With other verbs than this first argument it builds, or serves a developer. */
interface StartCommand {
  command: string;
  verb: string;
}

/** A command that runs a file of yours, which a build has written. */
interface CompiledStart extends StartCommand {
  /** The file, relative to the project. */
  compiled: string;
}

/** A command that runs a program of the framework's own package. */
interface ProgramStart extends StartCommand {
  /** The program, relative to the package. */
  program: string;
  /** The port without any setting. */
  port: string;
  /** Options for developers, without values of their own, which the service does not get. */
  dropped?: readonly string[];
  /** Whether the program takes the project's folder as its last argument, and else serves its working directory. */
  takesFolder?: boolean;
  /** A glob of sources beside the app that the program loads by their folders, without imports. */
  loads?: string;
  /** Globs of the files to package, from the names in the project's folder, or undefined if the usual choice has all. */
  include?: (names: readonly string[]) => string[];
}

export const FRAMEWORKS: readonly Framework[] = [
  { package: '@adonisjs/core', section: 'web' },
  { package: '@feathersjs/feathers', section: 'web' },
  { package: '@hapi/hapi', section: 'web' },
  { package: '@hono/node-server', section: 'web' },
  {
    package: '@nestjs/core',
    section: 'web',
    modules: 'requires optional packages by name',
    start: { command: 'nest', verb: 'start', compiled: 'dist/main.js' },
  },
  { package: 'express', section: 'web' },
  { package: 'fastify', section: 'web' },
  {
    package: 'fastify-cli',
    section: 'web',
    start: {
      command: 'fastify',
      verb: 'start',
      program: 'cli.js',
      port: '3000',
      dropped: ['-w', '--watch'],
      loads: '{routes,plugins}/**/*.{js,cjs,mjs,ts,cts,mts}',
    },
  },
  { package: 'h3', section: 'web' },
  { package: 'koa', section: 'web' },
  { package: 'micro', section: 'web' },
  {
    package: 'next',
    section: 'web',
    modules: 'reads what its build has written',
    start: {
      command: 'next',
      verb: 'start',
      program: 'dist/bin/next',
      port: '3000',
      takesFolder: true,
      // Beside these, .next holds the cache of the build.
      include: (names) => [
        ...['.next/*', '.next/server/**', '.next/static/**'],
        ...(names.includes('public') ? ['public/**'] : []),
        ...names.filter((name) => /^next\.config\./.test(name)),
      ],
    },
  },
  { package: 'nuxt', section: 'web', modules: 'reads what its build has written' },
  { package: 'polka', section: 'web' },
  { package: 'restify', section: 'web' },
];

/** The framework that a project depends on, by the names of its dependencies. */
export function frameworkAmong(dependencies: readonly string[]): Framework | undefined {
  const name = dependencies.find((candidate) => FRAMEWORKS.some((framework) => framework.package === candidate));
  return FRAMEWORKS.find((framework) => framework.package === name);
}

/** A framework whose own program runs. */
export type RunningFramework = ProgramStart & Pick<Framework, 'package'>;

/** The framework that the words of a command start, or undefined for other commands. */
export function startedFramework([command, verb]: readonly string[]): CompiledStart | RunningFramework | undefined {
  for (const { package: name, start } of FRAMEWORKS) {
    if (start === undefined || start.command !== command || start.verb !== verb) continue;
    return 'program' in start ? { ...start, package: name } : start;
  }
  return undefined;
}
