/**
 * Files of the project that its sources name, relative to themselves or to the working directory.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isIn, sourceText, statsOf } from '../../project/read-file.ts';
import { asWritten, withoutComments } from '../../project/source-text.ts';
import { pathsIn, type SourcePath } from './paths.ts';

export interface NamedFiles {
  /** Programs and modules that the running program loads by their names, relative to the project. */
  code: string[];
  /** Other files and folders, relative to the project. */
  data: string[];
  /** Sources that load modules of computed names, without a folder of them. */
  unknown: string[];
}

const CODE = /\.[cm]?[jt]sx?$/;
const NO_CODE = /\.d\.[cm]?ts$|\.(test|spec)\.[cm]?[jt]sx?$|(^|\/)(__tests__|__mocks__|node_modules)(\/|$)/;

/** Folders of what a program writes: see the key "writable". */
const STATE = /^(data|db|uploads?|storage|logs?|tmp|temp|cache|backups?)$/;
/** Folders of sources, tests and tools. */
const WORKSHOP = /^(node_modules|tests?|__tests__|coverage|docs?|scripts?|build|dist|src|lib|bin|\..*)$/;
/** Folders of files for browsers. Their scripts are no modules of the program. */
const SERVED = /(^|\/)(public|static|assets|www|client|html|browser)(\/|$)/;
/** Calls and keys that name a folder with a plain word. */
const NAMING =
  /\b(?:static|serveStatic|sirv|readdir(?:Sync)?|readFile(?:Sync)?|sendFile|createReadStream|views|root|dir|directory|folder|path|prefix|loadPath|localesDir|templates?|publicDir)\b/;
const CONVENTIONAL =
  /^(public|views|static|assets|templates|locales?|i18n|lang|translations|partials|layouts|emails|mails|config|schemas?|protos?|migrations|seeds|content|www|html|images|fonts|resources)$/;
/** A middleware that serves files below a folder. */
const SERVING = /\b(?:static|serveStatic|sirv|root)\b/;
const STARTING = /\b(?:fork|Worker|spawn(?:Sync)?|exec(?:File)?(?:Sync)?|filename|Piscina|worker)\b/;
/** Modules that start programs. Their calls may stand far from the names: `const JOB = 'jobs/mail.js'`. */
const STARTERS =
  /\b(?:from|import|require)\s*\(?\s*['"`](?:node:)?(?:child_process|worker_threads|cluster|execa|cross-spawn|tinyexec|zx|piscina|workerpool|bree)['"`/]/;
/** A line of sh that starts Node: `execSync('node lib/job.js')`. */
const NODE_LINE = /^\s*node(?:js)?\s+(?:-\S+\s+)*(?:\.\/)?([\w./-]+)/;
const LISTING = /\breaddir(?:Sync)?\b/;
const GLOB_OF_CODE = /[*}]\.(?:[cm]?[jt]s|\{[^}]*[jt]s[^}]*\})$/;
const COMPUTED =
  /(?<![.\w$])(?:require|import)\s*\(\s*(?:(?!["'`)]|\/\*)|["'][^./"'][^"']*["']\s*\+|`[^./`][^`]*\$\{)|\bautoload\b/i;
const VIEWS = /["'`]view engine["'`]|\.render\(|\.engine\(|\.view(?:Async)?\(/;
/** Files that include others by their names. */
const INCLUDING =
  /\.(ejs|pug|jade|hbs|handlebars|njk|nunjucks|eta|liquid|mustache|mst|twig|dust|haml|mjml|proto|graphql|gql|xslt?|sh|bash|py|rb|pl|lua)$/;

/**
 * @param sources relative to `project`, those of the program itself
 * @param dependencies the names of its packages
 */
export function namedFiles(project: string, sources: readonly string[], dependencies: readonly string[]): NamedFiles {
  const code = new Set<string>();
  const data = new Set<string>();
  const unknown = new Set<string>();
  for (const source of sources.filter((file) => CODE.test(file))) {
    const text = sourceText(path.join(project, source));
    const starts = STARTERS.test(text);
    const loads = COMPUTED.test(withoutComments(text));
    if (loads) unknown.add(source);
    const paths = pathsIn(asWritten(text), path.join(project, source), project).map((named) =>
      starts && isCode(named.text) ? { ...named, isText: false } : named,
    );
    for (const folder of servedFolders(project, paths)) data.add(folder);
    for (const named of paths) {
      const found = meantFile(project, ofLine(named, project), source);
      if (found === undefined) continue;
      unknown.delete(source);
      if (found.isFolder && loads && !SERVED.test(found.file))
        for (const file of codeBelow(project, found.file)) code.add(file);
      // The bundle has what `require('./routes/' + name)` loads, and the list of its names is the folder itself. swagger-jsdoc
      // reads the sources that './routes/*.js' names.
      const isList = LISTING.test(named.context) || GLOB_OF_CODE.test(named.text);
      if (found.isFolder && isList && !SERVED.test(found.file))
        for (const file of codeBelow(project, found.file)) data.add(file);
      if (found.isFolder || !isCode(found.file)) data.add(found.isFolder ? found.file : withIncluded(found.file));
      else if (!SERVED.test(found.file)) code.add(found.file);
      else data.add(found.file);
    }
    if (VIEWS.test(text) && statsOf(path.join(project, 'views'))?.isDirectory()) data.add('views');
  }
  if (dependencies.includes('config') && statsOf(path.join(project, 'config'))?.isDirectory()) data.add('config');
  return { code: [...code].sort(), data: [...data].filter((file) => !code.has(file)).sort(), unknown: [...unknown] };
}

/** `app.use('/static/*', serveStatic({ root: './' }))`: of the whole project, the folders that routes name. */
function servedFolders(project: string, paths: readonly SourcePath[]): string[] {
  if (!paths.some((named) => named.path === project && SERVING.test(named.context))) return [];
  const routes = paths.flatMap(({ text }) => /^\/([\w.-]+)\//.exec(text)?.[1] ?? []);
  return routes.filter((name) => SERVED.test(name) && statsOf(path.join(project, name))?.isDirectory());
}

/** The folder of a file that includes others: the outermost one with a customary name, such as views, else its own. */
function withIncluded(file: string): string {
  const folders = path.dirname(file).split('/');
  if (!INCLUDING.test(file) || folders[0] === '.') return file;
  const at = folders.findIndex((name) => CONVENTIONAL.test(name));
  return at < 0 ? folders.join('/') : folders.slice(0, at + 1).join('/');
}

function isCode(file: string): boolean {
  return CODE.test(file) && !NO_CODE.test(file);
}

/** The existing file or folder of the project that a path means. */
function meantFile(
  project: string,
  named: SourcePath,
  source: string,
): { file: string; isFolder: boolean } | undefined {
  const { path: place, isPartial, isText, text, context } = named;
  if (place === project) return undefined;
  if (!isIn(place, project)) return fileBelow(project, text);
  const cut = /[*{?[:<(]/.exec(path.relative(project, place));
  const whole =
    cut === null ? place : path.join(project, path.dirname(`${path.relative(project, place).slice(0, cut.index)}x`));
  const file = path.relative(project, whole);
  const stats = statsOf(whole) ?? undefined;
  const isProgram = !isText || /^\.{1,2}\//.test(text) || STARTING.test(context);
  const other = stats === undefined && isProgram ? otherEnding(project, file) : undefined;
  if (other !== undefined) return other === source ? undefined : { file: other, isFolder: false };
  if (stats === undefined || file === '' || file.split('/').includes('node_modules')) return undefined;
  if (!stats.isDirectory()) {
    if (!stats.isFile() || file === source) return undefined;
    return isProgram || (/[./]/.test(file) && !isCode(file)) ? { file, isFolder: false } : undefined;
  }
  const [top = ''] = file.split('/');
  const isGlob = GLOB_OF_CODE.test(text);
  // The folder of the source itself: its files, if the program lists them or computes their names.
  const holdsSource = isIn(path.join(project, source), whole);
  if (holdsSource)
    return isGlob || (!isText && (isPartial || /\breaddir(Sync)?\b|\bglob/.test(context)))
      ? { file, isFolder: true }
      : undefined;
  if (STATE.test(top) && !file.includes('/')) return undefined;
  if (!isText) return { file, isFolder: true };
  if (text.includes('/'))
    return WORKSHOP.test(top) && !NAMING.test(context) && !isGlob ? undefined : { file, isFolder: true };
  return CONVENTIONAL.test(file) || (NAMING.test(context) && !WORKSHOP.test(file))
    ? { file, isFolder: true }
    : undefined;
}

/** `reply.view('/views/index.ejs')`: some libraries take such a path from the working directory. */
function fileBelow(project: string, text: string): { file: string; isFolder: boolean } | undefined {
  const file = text.slice(1);
  const isName = /^(?!\.)[\w.-]+(\/(?!\.)[\w.-]+)+\.\w+$/.test(file) && !isCode(file);
  return isName && statsOf(path.join(project, file))?.isFile() ? { file, isFolder: false } : undefined;
}

/** The program that a line of sh starts, or the path as it is. */
function ofLine(named: SourcePath, project: string): SourcePath {
  const [, file] = STARTING.test(named.context) ? (NODE_LINE.exec(named.text) ?? []) : [];
  return file === undefined ? named : { ...named, text: file, path: path.join(project, file) };
}

/** A compiled program names `worker.js`, and its source is `worker.ts`. */
function otherEnding(project: string, file: string): string | undefined {
  const match = /\.([cm]?)js$/.exec(file);
  const names = match
    ? [`${file.slice(0, match.index)}.${match[1]}ts`]
    : ['.js', '.ts', '.cjs', '.mjs'].map((end) => file + end);
  return names.find((name) => statsOf(path.join(project, name))?.isFile());
}

function codeBelow(project: string, folder: string): string[] {
  return readdirSync(path.join(project, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => isCode(file) && statsOf(path.join(project, file))?.isFile());
}
