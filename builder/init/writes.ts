/**
 * Calls and options by which a program writes files, as sources show them: a table of looks, each with the place of the
 * path.
 */

/** The path behind a look is a directory, or a file in one. */
interface Look {
  /** Ends where the path begins. */
  before: RegExp;
  is: 'directory' | 'file';
  /** A look of the same source with which it means another place. */
  unless?: RegExp;
  /** The look of the paths that it is about. */
  only?: RegExp;
}

const inObject = (calls: string, key: string): RegExp =>
  new RegExp(
    `(?:${calls})\\s*\\(\\s*(?:["'\`][^"'\`]*["'\`]\\s*,\\s*)?\\{(?:[^{}]|\\{[^{}]*\\})*?\\b(?:${key})\\s*:\\s*`,
    'g',
  );

/** The first argument of such calls. */
const first = (calls: string): RegExp => new RegExp(`(?<!function\\s)\\b(?:${calls})(?:<[^<>]*>)?\\s*\\(\\s*`, 'g');

/** The second one. The first has no comma at its top level. */
const second = (calls: string): RegExp => new RegExp(`\\b(?:${calls})\\s*\\(\\s*(?:[^(),]|\\([^()]*\\))+,\\s*`, 'g');

export const LOOKS: readonly Look[] = [
  {
    before: first('mkdirp|mkdir(?:Sync|p)?|mkdirp\\.sync|ensureDir(?:Sync)?|emptyDir(?:Sync)?|mkdtemp(?:Sync)?'),
    is: 'directory',
  },
  {
    before: first(
      'writeFile(?:Sync)?|appendFile(?:Sync)?|createWriteStream|outputFile(?:Sync)?|outputJs(?:on|ON)(?:Sync)?|writeJs(?:on|ON)(?:Sync)?',
    ),
    is: 'file',
  },
  { before: /\.(?:toFile|mv)\s*\(\s*/g, is: 'file' },
  { before: /\bopen(?:Sync)?\s*\(\s*(?=[^)]*,\s*["'`][wa])/g, is: 'file' },
  { before: second('copyFile(?:Sync)?|rename(?:Sync)?'), is: 'file' },
  // Uploads: multer, formidable, express-fileupload.
  { before: inObject('multer', 'dest'), is: 'directory' },
  { before: inObject('diskStorage', 'destination'), is: 'directory' },
  { before: /\bdestination\s*(?::|\()[\s\S]{0,300}?\b(?:cb|callback|done|next)\s*\(\s*null\s*,\s*/g, is: 'directory' },
  { before: /\b(?:uploadDir|tempFileDir|uploadsDir|upload_dir)\s*:\s*/g, is: 'directory' },
  // Logs: winston, its rotating files, log4js, pino, rotating-file-stream, bunyan.
  { before: /\bdirname\s*:\s*/g, is: 'directory' },
  { before: /\bcreateStream\s*\([^;]{0,300}?\bpath\s*:\s*/g, is: 'directory' },
  // Without a dirname beside it. An attachment of a mail has a filename, too.
  {
    before: /\bfilename\s*:\s*(?=[^,}\n]*(?:\/|join\(|\w\s*[,}\n]|\.(?:log|sqlite3?|db)\b))/g,
    is: 'file',
    unless: /\bdirname\s*:/,
  },
  { before: first('pino\\.destination'), is: 'file' },
  { before: inObject('destination', 'dest'), is: 'file' },
  { before: /\boptions\s*:\s*\{[^{}]*?\b(?:destination|file)\s*:\s*/g, is: 'file' },
  { before: /\bstreams\s*:\s*\[[^\]]*?\bpath\s*:\s*/g, is: 'file' },
  // SQLite: better-sqlite3, sqlite3, node:sqlite, libsql, drizzle, sequelize, typeorm, MikroORM. knex has a filename.
  { before: /\bnew\s+(?:\w+\.)?(?:Database|DatabaseSync)\s*\(\s*/g, is: 'file' },
  // A package of this kind has no such name: { storage: 'ghost-storage-base' }.
  { before: /\bstorage\s*:\s*(?=["'`]?\.?\.?\/?\w[^,}\n]*(?:\/|\.(?:sqlite3?|db)\b)|\w[\w.]*[(,}\s])/g, is: 'file' },
  { before: first('drizzle'), is: 'file', only: /\.(?:db|sqlite3?)$/ },
  { before: /\b(?:database|dbName)\s*:\s*(?=[^,}]*\.(?:sqlite3?|db)\b)/g, is: 'file' },
  { before: /["'`](?:sqlite|file):(?:\/\/)?(?=\.?\/?\w[\w./-]*["'`])/g, is: 'file' },
  // Files of JSON: lowdb, nedb, lokijs.
  {
    before: /\bnew\s+(?:JSONFile(?:Sync)?|TextFile(?:Sync)?|FileSync|FileAsync|Datastore|Loki)(?:<[^()]*>)?\s*\(\s*/g,
    is: 'file',
  },
  { before: first('JSONFile(?:Sync)?Preset'), is: 'file' },
  // Stores that keep a directory: session-file-store, node-persist, level, lmdb, node-localstorage.
  { before: inObject('FileStore', 'path'), is: 'directory' },
  { before: inObject('(?:storage|persist)\\.init', 'dir'), is: 'directory' },
  { before: inObject('\\bopen', 'path'), is: 'directory' },
  { before: /\bnew\s+(?:Level|ClassicLevel|LocalStorage)(?:<[^()]*>)?\s*\(\s*/g, is: 'directory' },
  // Any other value is a port.
  { before: /\.listen\s*\(\s*(?:\{\s*path\s*:\s*)?/g, is: 'file', only: /\.sock(?:et)?$/ },
  { before: /\b(?:cacheDir|cacheDirectory|cacheFolder)\s*:\s*/g, is: 'directory' },
];

type WrittenArgument = { is: 'file'; name: RegExp } | { is: 'directory'; options: readonly string[] };

/** Programs of npm, and which of their arguments is a place that they write to. */
export const WRITTEN_ARGUMENTS: Readonly<Record<string, WrittenArgument>> = {
  'json-server': { is: 'file', name: /\.json$/ },
  homebridge: { is: 'directory', options: ['-U', '--user-storage-path'] },
  'node-red': { is: 'directory', options: ['-u', '--userDir'] },
};
