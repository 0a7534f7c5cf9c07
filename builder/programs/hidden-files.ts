/**
 * Files of the project whose names begin with a dot, and which its program reads: those that its sources name, and those
 * that a library looks for, such as `.apprc` and `.config/apprc.yaml`.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { installedJson, production } from '../project/package-json.ts';
import { isIn, sourceText, statsOf } from '../project/read-file.ts';
import { secretKind } from '../project/secrets/names.ts';
import { namedFiles } from './bundle/named-files.ts';

/** Libraries that look for `.NAMErc` and its like, by a name that the program gives them. */
const SEARCHERS = /^(cosmiconfig|cosmiconfig-typescript-loader|lilconfig|rc|rc9|c12|rc-config-loader|unconfig)$/;

/** `.shoprc`, `.shoprc.yaml`, and `shop.config.js` in the folder .config. */
const SEARCHED = /^\.?([a-z][\w-]*?)(?:rc(?:\.\w+)?|\.config\.\w+|\.(?:json5?|jsonc|ya?ml|toml))$/i;

/** Tools of developers, whose files of settings no program reads. */
const DEVELOPMENT =
  /^(eslint|prettier|stylelint|commitlint|lintstaged|lint-staged|husky|mocha|nyc|c8|jest|vitest|tap|ava|release-it|semantic-release|renovate|editorconfig|markdownlint|cspell|depcheck|ncu|nodemon|typedoc|js(hint|cs|doc)|git.*|gitlab-ci|travis|npm|nvm|yarn|pnpmfile|browserslist)$/i;

/** Names at the top of most projects. */
const USUAL = /^\.(git\w*|github|npmignore|dockerignore|editorconfig|nvmrc|node-version|vscode|idea|DS_Store)$/;

/** So many sources, and bytes of one, are read: an output of a build may have more. */
const [MOST_SOURCES, LARGEST_SOURCE] = [500, 256 * 1024];

const SOURCE = /\.[cm]?[jt]sx?$/;

/**
 * The files that libraries look for, relative to `project`. A production dependency looks for its own name, and a library
 * such as cosmiconfig for one that a source holds.
 */
export function searchedFiles(project: string, texts: readonly string[]): string[] {
  const places = [...filesIn(project, '').filter((file) => file.startsWith('.')), ...filesIn(project, '.config')];
  if (places.length === 0) return [];
  const packages = production(installedJson(project));
  const hasSearcher = packages.some((name) => SEARCHERS.test(name));
  return places.filter((file) => {
    const name = SEARCHED.exec(path.basename(file))?.[1]?.toLowerCase();
    if (name === undefined || DEVELOPMENT.test(name) || isSecret(file)) return false;
    if (packages.some((one) => belongsTo(one, name))) return true;
    return hasSearcher && texts.some((text) => new RegExp(`['"\`]${name}['"\`]`, 'i').test(text));
  });
}

/** `sequelize` is the name of sequelize-cli, and `babel` that of @babel/register. */
function belongsTo(dependency: string, name: string): boolean {
  const [scope = '', own = scope] = dependency.replace(/^@/, '').split('/');
  return scope === name || own === name || own.startsWith(`${name}-`);
}

/**
 * The files that a program with modules reads, relative to `project`, among those that the usual choice leaves out: hidden
 * ones, and all if the list "files" of package.json chooses.
 * @param sources absolute files of its own
 * @param isUsual whether package.json chooses, and no "include"
 */
export function unchosenFiles(project: string, sources: readonly string[], isUsual: boolean): string[] {
  const hasHidden = readdirSync(project).some((name) => name.startsWith('.') && !USUAL.test(name) && !secretKind(name));
  const hasList = isUsual && Array.isArray(installedJson(project).files);
  if (!hasHidden && !hasList) return [];
  const own = sources
    .filter((file) => SOURCE.test(file) && isIn(file, project) && !file.includes('/node_modules/'))
    .filter((file) => (statsOf(file)?.size ?? 0) < LARGEST_SOURCE)
    .slice(0, MOST_SOURCES);
  const named = namedFiles(
    project,
    own.map((file) => path.relative(project, file)),
    [],
  );
  const places = [...named.data, ...named.code].filter((file) => hasList || /(^|\/)\./.test(file));
  const files = places.flatMap((file) =>
    statsOf(path.join(project, file))?.isDirectory() ? below(project, file) : file,
  );
  const searched = searchedFiles(
    project,
    own.map((file) => sourceText(file)),
  );
  return [...new Set([...files, ...searched])].filter((file) => !isSecret(file));
}

/** Names that begin with a dot and hold secrets stay out without a word, as everywhere. */
function isSecret(file: string): boolean {
  const kind = secretKind(file);
  return kind !== undefined && kind.weight !== 'data' && !kind.isDoubtful;
}

function filesIn(project: string, folder: string): string[] {
  if (!statsOf(path.join(project, folder))?.isDirectory()) return [];
  const names = readdirSync(path.join(project, folder));
  return names.map((name) => path.join(folder, name)).filter((file) => statsOf(path.join(project, file))?.isFile());
}

function below(project: string, folder: string): string[] {
  return readdirSync(path.join(project, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statsOf(path.join(project, file))?.isFile());
}
