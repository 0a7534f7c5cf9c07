/**
 * Places that a program writes to because settings name them: the values of its variables, the options of its command, and
 * the files of settings that the command names.
 */
import path from 'node:path';
import { type Variable, variablesOfFile } from './environment.ts';
import type { TextFile } from './sources.ts';
import type { Survey } from './survey.ts';
import type { Write } from './written-words.ts';

const KINDS =
  '(?:uploads?|data|storage|state|logs?|cache|db|database|sqlite|tmp|temp|backups?|sessions?|media|content|user)';

/** `UPLOAD_DIR`, `STORAGE_LOCAL_ROOT`, `--userDir`, `data_path`: what is kept there, and then a word for a directory. */
const DIRECTORY = new RegExp(`(?:^|[_-])${KINDS}(?:[_-]\\w+)?[_-]?(?:dir|directory|path|folder|root)$`, 'i');

/** Names of files of settings that mean a directory without such a word. */
const PLAIN = /^(?:storage|uploads|datadir)$/i;

/** The file of a database, or a log, in a variable: `./data.db`, `sqlite:data/shop.db`. */
const FILE = /^((?:sqlite3?:(?:\/\/)?)?)((?:\.\/)?(?:[\w.@-]+\/)*[\w.@-]+\.(?:db3?|sqlite3?|log))$/;

/** A relative path. */
const RELATIVE = /^(?:\.\/)?[\w.@-]+(?:\/[\w.@-]+)*\/?$/;

/** All places that settings name. */
export function namedWrites({ start, env, configs, settings }: Survey): Write[] {
  const variables: Variable[] = Object.entries(start?.variables ?? {}).map(([name, value]) => {
    return { name, value, from: start?.from ?? '' };
  });
  return [
    ...[...variables, ...env.read.flatMap(variablesOfFile)].flatMap(ofVariable),
    ...ofArguments(start?.arguments ?? [], start?.from ?? ''),
    ...configs.flatMap(ofConfig),
    ...settings.flatMap(ofSettings),
  ];
}

function ofVariable({ name, value = '', from }: Variable): Write[] {
  const [, , file] = FILE.exec(value) ?? [];
  if (file !== undefined) return [inDirectory(file, from)];
  return DIRECTORY.test(name) && RELATIVE.test(value) && path.posix.extname(value) === ''
    ? directoryAt(value, from)
    : [];
}

/** Options for a file that the program writes. */
const OF_FILE = /^--?(?:log|db|database)[-_]?(?:file|path)?$/i;

/** `--userDir data`, `--storage-path=./x`, `--log logs/access.log`. Options without such names are in WRITTEN_ARGUMENTS of writes.ts. */
function ofArguments(words: readonly string[], from: string): Write[] {
  return words.flatMap((word, at) => {
    const [, option = '', joined] = /^(-[^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const value = joined ?? words[at + 1] ?? '';
    const camel = option.replace(/^-+/, '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-');
    const [, , file = ''] = FILE.exec(value) ?? [];
    if (OF_FILE.test(option) && file.includes('/')) return [inDirectory(file, from)];
    // A file is no directory: --data-path data.json.
    return DIRECTORY.test(camel) && RELATIVE.test(value) && !/\.[a-z]\w*$/i.test(value) ? directoryAt(value, from) : [];
  });
}

/** Keys with their values, in YAML and JSON. */
const PAIR = /["']?\b([A-Za-z_][\w-]*)["']?\s*:[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#,{}[\]"']+))/g;

function ofConfig({ file: config, text }: TextFile): Write[] {
  return [...text.matchAll(PAIR)].flatMap(([, key = '', double, single, plain]) => {
    const value = double ?? single ?? plain ?? '';
    if (!RELATIVE.test(value)) return [];
    const place = path.posix.join(path.posix.dirname(config), value);
    const isFile = FILE.test(value) || (key === 'file' && /(^|\/)htpasswd$/.test(value));
    if (isFile && /^(?:file|filename|logfile|database|storage|path)$/i.test(key)) return [inDirectory(place, config)];
    const name = key.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-');
    return /[/]/.test(value) && (PLAIN.test(key) || DIRECTORY.test(name)) ? directoryAt(place, config) : [];
  });
}

/** `"log": { "dir": "./log" }` of the package config. A file without JSON names no place. */
function ofSettings({ file: from, text }: TextFile): Write[] {
  const below = (value: unknown, name: string): Write[] => {
    if (typeof value === 'string') {
      const isPlace = RELATIVE.test(value) && DIRECTORY.test(name) && path.posix.extname(value) === '';
      if (FILE.test(value)) return [inDirectory(FILE.exec(value)?.[2] ?? '', from)];
      return isPlace ? directoryAt(value, from) : [];
    }
    const pairs = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return pairs.flatMap(([key, inner]) => below(inner, `${name}-${key.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-')}`));
  };
  try {
    return below(JSON.parse(text), '');
  } catch {
    return [];
  }
}

function inDirectory(file: string, from: string): Write {
  const directory = path.posix.dirname(path.posix.normalize(file)).replace(/^\.$/, '');
  return { directory, file: path.posix.basename(file), from };
}

function directoryAt(place: string, from: string): Write[] {
  const directory = path.posix.normalize(place).replace(/\/$/, '');
  return directory === '.' || directory.startsWith('..') ? [] : [{ directory, file: '', from }];
}
