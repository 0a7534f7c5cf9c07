/**
 * Pieces of the schema, and how a key of it is described.
 *
 * `title` says what a key means, for the reference. `description` completes the sentence "KEY must be …" in an error
 * message, and `examples` shows how. Values that land in scripts and units keep to characters that mean nothing
 * there; text for people may hold anything but control characters and is escaped where it lands.
 */
export type Schema = Record<string, unknown>;

/** A key: what it means, what it must be, one example, and what else the schema says of it. */
export function key(title: string, description: string, example: unknown, schema: Schema): Schema {
  return { ...schema, title, description, examples: [example] };
}

export function flag(title: string, otherwise: boolean): Schema {
  return key(title, 'true or false', !otherwise, { type: 'boolean', default: otherwise });
}

export function choice(title: string, values: readonly string[]): Schema {
  const quoted = values.map((value) => `"${value}"`);
  const last = quoted.pop();
  return key(title, `${quoted.join(', ')} or ${last}`, values[1], { enum: values, default: values[0] });
}

export function seconds(title: string, otherwise: number, least: number): Schema {
  const description = `a whole number of seconds from ${least} to 86400, without quotes or unit`;
  return key(title, description, otherwise * 2, {
    type: 'integer',
    minimum: least,
    maximum: 86400,
    default: otherwise,
  });
}

/** One line of text. */
export const LINE = '^[^\\u0000-\\u001f\\u007f]+$';

/** A path inside the project. */
export const INSIDE = '^(?!/)(?!.*(^|/)\\.\\.(/|$))[^\\u0000-\\u001f\\u007f]+$';

export function projectFile(title: string, example: string): Schema {
  return key(title, 'the path of a file inside the project', example, { type: 'string', pattern: INSIDE });
}

export function list(title: string, description: string, items: Schema): Schema {
  return key(title, description, items.examples, { type: 'array', items, default: [] });
}

const RELATION = '[a-z0-9][a-z0-9+.-]+(:any)?( \\((<<|<=|=|>=|>>) [0-9A-Za-z.+~:-]+\\))?';

export function relations(verb: string, example: string): Schema {
  const item = key('', 'a Debian package, or several to choose from: "libfoo1 | libfoo2"', example, {
    type: 'string',
    pattern: `^${RELATION}( \\| ${RELATION})*$`,
  });
  return list(`Debian packages that this one ${verb}.`, 'a list of Debian packages', item);
}

/** Names of accounts that any program of Debian accepts (useradd(8)). */
export const ACCOUNT = '^[a-z_][a-z0-9_-]{0,30}$';

/** Environment variables, by name. */
export function variables(title: string, example: Schema, value: Schema): Schema {
  return key(title, 'an object of environment variables', example, {
    type: 'object',
    default: {},
    propertyNames: {
      pattern: '^(?!NOTIFY_|LISTEN_|WATCHDOG_|NODE_OPTIONS$|CREDENTIALS_DIRECTORY$)[A-Z_][A-Z0-9_]*$',
      description:
        'names of A to Z, 0 to 9 and _, but not NODE_OPTIONS, NOTIFY_*, LISTEN_* and WATCHDOG_*, which are taken',
    },
    additionalProperties: value,
  });
}

// In a file that systemd reads, a backslash at the end would join the next line to this comment.
export function oneLine(title: string, example: string): Schema {
  return key(title, 'one line of text that does not end with a backslash', example, {
    type: 'string',
    pattern: '^[^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u001f\\u007f\\\\]$',
  });
}

const purpose = oneLine('What it is for, in one line.', 'The port to listen on.');

export const setting = key(
  '',
  'an object with "value" and "description"',
  { value: '8080', description: 'The port to listen on.' },
  {
    type: 'object',
    additionalProperties: false,
    required: ['value', 'description'],
    properties: {
      value: key('Its default.', 'one line of text in quotes, with no quote, backslash, $, ` or % in it', '8080', {
        type: 'string',
        pattern: '^[^\\u0000-\\u001f\\u007f"\'`\\\\$%]*$',
      }),
      description: purpose,
    },
  },
);

export const secret = key(
  '',
  'an object with "description" and without a value',
  { description: 'Password of the database.' },
  {
    type: 'object',
    additionalProperties: false,
    required: ['description'],
    properties: { description: purpose },
  },
);
