/**
 * Libraries and sources of which a bundle would not run.
 */
/**
 * Libraries that look for files beside themselves, or for other packages by computed names: a bundle of them does not
 * run. Frameworks have their reasons in frameworks.ts.
 */
export const NOT_TO_BUNDLE: Readonly<Record<string, string>> = {
  '@fastify/autoload': 'loads plugins by their folders',
  '@fastify/swagger-ui': 'serves files of its own',
  '@prisma/client': 'loads an engine that lies beside it',
  'app-module-path': 'finds modules by folders of its own',
  jsdom: 'starts a file of its own',
  knex: 'requires the driver of a database by name',
  'module-alias': 'finds modules by aliases',
  'pino-pretty': 'runs in a thread from its own file',
  'reflect-metadata': 'wants types of decorators, which esbuild does not write',
  sequelize: 'requires the driver of a database by name',
  'swagger-ui-express': 'serves files of its own',
  typeorm: 'requires the driver of a database by name',
};

/** Looks of sources that no bundle allows, and the reason for each. */
export const UNBUNDLED: readonly [RegExp, string][] = [
  [/\b(?:from|import|require)\s*\(?\s*['"`][^'"`\n]+\.node['"`]/, 'loads a native addon'],
  [
    /\b(?:from|import|require)\s*\(?\s*['"`]\.[^'"`\n]*\.json['"`][\s\S]*\b(?:writeFile|writeJson|outputJson)/i,
    'writes JSON and imports it',
  ],
];

/** Looks of sources that a bundle may break, and the reason for each. */
export const FILE_HABITS: readonly [RegExp, string][] = [
  [/\.set\(\s*['"`]view(s| engine)['"`]/, 'finds its views by their folder'],
  [/\btransport\s*:\s*[{[]|\bpino\.transport\(/, 'has pino write from a thread'],
  [/(?:__dirname|import\.meta\.dirname)\s*[,+](?!.*\.env\b)/, 'finds files by its own folder'],
  [/dirname\(\s*(?:\w+\.)?fileURLToPath\(\s*import\.meta\.url/, 'finds files by its own folder'],
  [/new URL\(\s*['"`][^'"`]+['"`]\s*,\s*import\.meta\.url/, 'finds files by its own folder'],
];
