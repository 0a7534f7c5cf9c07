/**
 * The engine that `prisma migrate` runs: a program that Prisma downloads into its package, not a part of any npm package.
 */
import type { Service } from '../config/config.ts';
import { readRegular } from '../project/read-file.ts';
import { withoutComments } from '../project/source-text.ts';

/**
 * A warning for a step that runs Prisma without the engine among `files`: it would download the engine on the target, into
 * a directory that is read-only there. Prisma 6 needs none with a driver adapter (`engine: 'js'` in prisma.config.ts).
 */
export function schemaEngineWarnings(step: Service | undefined, files: readonly string[]): string[] {
  if (step === undefined || !/(^|\/)node_modules\/prisma\/build\/index\.js$/.test(step.entry)) return [];
  if (step.arguments[0] !== 'migrate' && step.arguments[0] !== 'db') return [];
  if (files.some((file) => /\/@prisma\/engines\/schema-engine-[^/]*$/.test(file))) return [];
  const settings = files.filter((file) => /(^|\/)(prisma\.config|\.config\/prisma)\.[cm]?[jt]s$/.test(file));
  if (settings.some((file) => /\bengine\b['"]?\s*:\s*['"]js['"]/.test(withoutComments(readRegular(file).toString()))))
    return [];
  return [
    'the step runs Prisma without its schema engine, and would try to download it on the target: fetch it before the ' +
      'build with "npx prisma version", which puts it into node_modules/@prisma/engines',
  ];
}
