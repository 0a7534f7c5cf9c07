/**
 * The program in the package: its entry, as a bundle or with its modules, and the reason.
 */
import path from 'node:path';
import type { Json } from '../config/config.ts';
import { needsModules, nodeOptions } from '../config/node-options.ts';
import { withoutSecrets } from '../config/secret-values.ts';
import { otherRuntime } from '../programs/other-runtimes.ts';
import { packageOfEntry } from '../project/binaries.ts';
import { objectOf, production } from '../project/package-json.ts';
import { FRAMEWORKS, frameworksOf } from './frameworks.ts';
import { fittingName } from './name.ts';
import { FILE_HABITS, NOT_TO_BUNDLE, UNBUNDLED } from './not-to-bundle.ts';
import { shown } from './parts.ts';
import type { ProposalPart } from './proposal.ts';
import { ownSources } from './sources.ts';
import type { Start } from './start.ts';
import type { Survey } from './survey.ts';

const TYPED = /\.[cm]?tsx?$/;

/** So many reasons are shown. */
const SHOWN = 3;

/** `entry`, `payload` and `include`. */
export function atProgram(survey: Survey, json: Json): ProposalPart {
  const { start, said } = survey;
  const guesses = unreadScript(start, json);
  const needed = unfitting(start, json);
  if (!start || needed !== undefined) {
    const isAsked = said.questions.some((question) => question.startsWith('deb.entry:'));
    const plain = isAsked ? [] : ['deb.entry: name the file that starts the service, such as "src/server.ts"'];
    const asked = needed === undefined ? plain : [needed];
    return { guesses: [...guesses, ...said.notes], questions: [...said.questions, ...asked] };
  }
  const questions = [...said.questions, ...foreignRuntime(survey)];
  const reasons = reasonsForModules(survey, json);
  const isBundle = reasons.length === 0;
  const entry = isBundle ? (start.source ?? start.entry) : start.entry;
  guesses.push(...payloadGuesses(survey, json, reasons));
  guesses.push(...said.notes, ...unbuilt(survey, json));
  if (!isBundle && TYPED.test(entry)) {
    const advice = `with "payload": "modules" it must be JavaScript: compile ${entry}, and name what comes out, such as "dist/server.js"`;
    return { deb: { payload: 'modules' }, guesses, questions: [...questions, `deb.entry: ${advice}`] };
  }
  guesses.unshift(`entry: ${entry}, ${whence(start, entry)}`);
  const unlisted = unlistedConfig(survey, json);
  return {
    deb: { entry, ...(isBundle ? {} : { payload: 'modules', ...unlisted?.deb }), ...outputKeys(survey, json) },
    guesses: [...guesses, ...(isBundle ? [] : (unlisted?.guesses ?? []))],
    questions,
  };
}

/** `include`, if the list "files", which is for npm, leaves out a file of settings. */
function unlistedConfig({ configs }: Survey, { files }: Json): ProposalPart | undefined {
  if (!Array.isArray(files)) return undefined;
  const listed = files.map((pattern) => path.posix.normalize(String(pattern)).replace(/^\/|\/$/g, ''));
  const missing = configs.find(({ file }) => {
    return !listed.some((name) => name === file || /^\*/.test(name) || file.startsWith(`${name}/`));
  });
  const because = missing && `"files" of package.json, which is for npm, leaves out ${missing.file}`;
  return because === undefined ? undefined : { deb: { include: ['.'] }, guesses: [`include: ".", because ${because}`] };
}

/** The question to a program for Bun or Deno. */
function foreignRuntime({ start, sources }: Survey): string[] {
  const found = ownSources(start, sources).flatMap(({ file, text }) => {
    const used = otherRuntime(text);
    return used === undefined ? [] : [`deb.entry: ${file} uses ${used}, and Node, which the package runs, has none`];
  });
  return found.slice(0, 1);
}

/** The keys that the output of a framework decides. */
function outputKeys(survey: Survey, json: Json): Json {
  const { start, output, member } = survey;
  if (!start?.framework || !output) return {};
  const name = fittingName(survey, json).name ?? 'NAME';
  const { isComplete = false } = start.framework;
  // Without dependencies, the project is alone in the package.
  const home = path.posix.join('/usr/lib', name, 'app', isComplete ? '' : member);
  const files = output.copies.map(({ from, to }) => ({ from: `${from}/**`, to: `${path.posix.join(home, to)}/` }));
  return {
    ...(isComplete && { nodeModules: false }),
    ...(output.include.length > 0 && { include: output.include }),
    ...(files.length > 0 && { files }),
    ...(output.writable.length > 0 && { writable: output.writable }),
  };
}

/** The question of a framework whose ways do not fit, unless a script or a file of the project starts a server. */
function unfitting(start: Start | undefined, json: Json): string | undefined {
  if (start?.from.startsWith('scripts.') || start?.framework) return undefined;
  const framework = frameworksOf(json).find(({ otherwise }) => otherwise !== undefined);
  return framework && `deb.entry: ${framework.otherwise}`;
}

/** Advice to build first. */
function unbuilt({ start, output }: Survey, json: Json): string[] {
  const { framework } = start ?? {};
  if (framework === undefined || output === undefined || output.isBuilt) return [];
  const command = typeof objectOf(json.scripts).build === 'string' ? 'npm run build' : framework.build;
  if (command === undefined) return [];
  const missing = framework.output ?? framework.entry[0];
  return [`entry: ${missing} of ${framework.package} is not there yet: run "${command}" before build-deb`];
}

/** A start script that names no file that Node could run. */
function unreadScript(start: Start | undefined, json: Json): string[] {
  const script = objectOf(json.scripts).start;
  if (typeof script !== 'string' || start?.from.startsWith('scripts.start')) return [];
  return [`entry: scripts.start does not say which file it runs: ${JSON.stringify(withoutSecrets(script))}`];
}

function payloadGuesses({ installed }: Survey, json: Json, reasons: readonly string[]): string[] {
  if (reasons.length > 0) {
    const more = reasons.length > SHOWN ? ' …' : '';
    return [`payload: "modules", because ${reasons.slice(0, SHOWN).join(', ')}${more}`];
  }
  const isUnknown = !installed && production(json).length > 0;
  return isUnknown ? ['payload: nothing is installed, so native addons were not looked for'] : [];
}

function whence({ entry: run, source, from, framework }: Start, entry: string): string {
  const other = packageOfEntry(run);
  if (framework?.package === from) return `the output of ${from}`;
  if (other !== undefined) return `the program of ${framework?.package ?? other} that ${from} runs`;
  if (framework && entry === run && source === undefined)
    return `the output of ${framework.package}, which ${from} runs`;
  if (source === run) return `from ${from}`;
  if (entry !== run) return `the source of ${run}, which ${from} runs and is not there yet`;
  return `from ${from}; it is not there yet: compile it before build-deb`;
}

/**
 * Why the program needs its modules, or empty if a bundle does. A source that the build compiles has no other way than the bundle,
 * which brings files and addons as well; of JavaScript, modules are the surer way.
 */
export function reasonsForModules(survey: Survey, json: Json): string[] {
  const { start, addons, sources, names } = survey;
  const { framework } = start ?? {};
  if (framework?.isComplete) return [`${framework.package} has written all that it needs`];
  const own = packageOfEntry(start?.entry ?? '');
  const among = (looks: typeof FILE_HABITS): string[] =>
    sources.flatMap(({ file, text }) => {
      const look = looks.find(([pattern]) => pattern.test(text));
      return look ? [`${file} ${look[1]}`] : [];
    });
  const strict = [
    ...(own === undefined ? [] : [`${own} is a program of its own`]),
    ...(start?.steps ?? []).flatMap(({ entry }) => {
      const tool = packageOfEntry(entry);
      return tool === undefined ? [] : [`${tool}, which runs before it, is a program of its own`];
    }),
    ...[...new Set(survey.nodeNeeds.hooks)].map((name) => `${name} patches packages as they are loaded`),
    ...packageReasons(survey, json).filter((reason) => !reason.startsWith(`${own} `)),
    ...among(UNBUNDLED),
  ];
  const reasons = [...strict, ...addons.map((name) => `${name} is a native addon`), ...commandReasons(start, names)];
  const isCompiled = strict.length === 0 && TYPED.test(start?.entry ?? '');
  return isCompiled ? commandReasons(start, names) : [...reasons, ...among(FILE_HABITS)];
}

/** Reasons of packages. A framework that only builds counts as well, unless the tool bundles the sources of the server. */
function packageReasons({ start }: Survey, json: Json): string[] {
  const isSource = TYPED.test(start?.entry ?? '');
  const builders = isSource ? [] : frameworksOf(json).map((framework) => framework.package);
  return [...new Set([...production(json), ...builders])].flatMap((name) => {
    const reason = reasonOf(name);
    return reason === undefined ? [] : [`${name} ${reason}`];
  });
}

/** Files and modules that the command line names: they belong beside the program. */
function commandReasons(start: Start | undefined, names: readonly string[]): string[] {
  if (start === undefined) return [];
  const { arguments: words, nodeOptions: options, from } = start;
  const loaded = nodeOptions(options).filter(needsModules);
  const isFile = (word: string): boolean => {
    const plain = word.replace(/^--?[\w-]+=/, '').replace(/^\.\//, '');
    return names.some((name) => `${plain}/`.startsWith(`${name}/`));
  };
  return [
    ...loaded.map((option) => `${from} has ${shown(option.words)} for its modules`),
    ...(start.variables.NODE_PATH === undefined ? [] : [`${from} has NODE_PATH for its modules`]),
    ...(start.directory === '' ? [] : [`${from} runs in ${start.directory}`]),
    ...words.filter(isFile).map((word) => `${from} names ${shown([word])}`),
  ];
}

/** Why a package cannot be bundled. */
function reasonOf(name: string): string | undefined {
  const framework = FRAMEWORKS.find((candidate) => candidate.package === name);
  return framework?.modules ?? (Object.hasOwn(NOT_TO_BUNDLE, name) ? NOT_TO_BUNDLE[name] : undefined);
}
