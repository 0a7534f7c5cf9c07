/**
 * Names of files that hold secrets, data or leftovers: a package is public to every user of its machine.
 */
import path from 'node:path';
import { BuildError } from '../../errors.ts';

/**
 * - `secret`: keys and passwords. A build stops.
 * - `data`: databases and dumps. A build stops if a pattern takes one along, and else leaves it out.
 * - `leftover`: copies by editors and by Node's inspector. A build leaves it out.
 */
type Weight = 'secret' | 'data' | 'leftover';

export interface SecretKind {
  weight: Weight;
  /** `a private key`. */
  what: string;
  /** Whether the content may show that the file is harmless after all: a certificate, a schema. */
  isDoubtful: boolean;
}

/** Endings that mark an example for people: `.env.example`. */
const EXAMPLE = /[._-](example|sample|template|dist|default|schema)s?(\.[a-z]+)?$|^(example|sample|template)[._-]/i;

/** Folders that belong to one user. Names are compared without regard to case. */
const FOLDERS: readonly [RegExp, string][] = [
  [/^\.(git|svn|hg)$/, 'a history of versions'],
  [/^\.(aws|azure|gcloud|kube|ssh|gnupg|terraform|password-store)$/, 'a folder of credentials'],
];

/** Names of files, `*` for any start. Sources: gitignore templates of GitHub, the manual pages of the tools. */
const FILES: readonly [names: RegExp, what: string, weight?: Weight][] = [
  [/^\.env(rc|[._-].*)?$|^[^.].*\.env$/, 'environment variables with secrets'],
  [/^\.(npmrc|yarnrc|yarnrc\.yml|pypirc|git-credentials|dockercfg|s3cfg|boto)$/, 'credentials of a tool'],
  [/^[._](netrc|pgpass|my\.cnf|mylogin\.cnf|htpasswd|vault_pass(\.\w+)?|vault-token)$/, 'passwords'],
  [/^(pgpass\.conf|htpasswd|vault_pass(\.\w+)?)$/, 'passwords'],
  [/^\.\w+_history$/, 'the history of a shell'],
  [/^id_(rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss)$|^secring\.(gpg|pgp)$/, 'a private key'],
  [/\.ppk$|^(identity|ssh_host_\w+_key)$/, 'a private key'],
  [/\.(p12|pfx|pkcs12|jks|keystore|bks|kdbx?|keytab)$/, 'a key store'],
  [/\.tfstate(\..*)?$|\.tfvars(\.json)?$/, 'the state or the variables of Terraform'],
  [/^(secrets?|credentials?)\.(json|json5|ya?ml|toml|ini|properties)$|^credentials$/, 'credentials'],
  [
    /^client_secrets?.*\.json$|service[_-]?account[\w.-]*\.json$|-firebase-adminsdk-[\w-]+\.json$/,
    'credentials of Google',
  ],
  // Node's documentation, "Diagnostic report": it has all environment variables.
  [/^report\.\d{8}\.\d{6}\.\d+\.\d+\.\d+\.json$/, 'a diagnostic report of Node'],
  [/\.(sqlite3?|db3?)(-(wal|shm|journal))?$|\.(mdb|rdb)$/, 'a database', 'data'],
  [/\.dump(\.\w+)?$|\.sql\.(gz|bz2|xz|zst|zip)$/, 'the dump of a database', 'data'],
  [/(^|[._-])(dump|backup)s?([._-].*)?\.(bson|tar|tgz|zip|gz)$/, 'the dump of a database', 'data'],
  // A migration begins with its number: 003_add_backup.sql. The content of other .sql files decides.
  [/^(?!\d)([\w.-]*[._-])?(dump|backup)s?([._-][\d._-]+)?\.sql$/, 'the dump of a database', 'data'],
  [/\.(heapsnapshot|heapprofile|hprof|mdmp|dmp)$|^core(\.\d+)?$/, 'a copy of memory', 'leftover'],
  [/~$|^\.#|^#.*#$|\.sw[nop]$|\.(bak|orig|rej)$/, "an editor's copy", 'leftover'],
];

/** Names whose content decides. */
const DOUBTFUL: readonly [names: RegExp, what: string, weight: Weight][] = [
  [/\.(pem|key|p8)$/, 'a private key', 'secret'],
  [/\.sql$/, 'the dump of a database', 'data'],
];

/** What a file is by its name, relative to the project, or undefined for any other name. */
export function secretKind(file: string): SecretKind | undefined {
  const parts = file.split('/');
  const [base = ''] = parts.slice(-1);
  for (const part of parts) {
    const folder = FOLDERS.find(([names]) => names.test(part.toLowerCase()));
    if (folder) return { weight: 'secret', what: `part of ${folder[1]}`, isDoubtful: false };
  }
  if (/(^|\/)\.docker\/config\.json$/i.test(file)) return { weight: 'secret', what: 'credentials', isDoubtful: false };
  const name = base.toLowerCase();
  for (const [list, isDoubtful] of [
    [FILES, false],
    [DOUBTFUL, true],
  ] as const) {
    const row = list.find(([names]) => names.test(name));
    if (row && !(row[2] === undefined && EXAMPLE.test(name)))
      return { weight: row[2] ?? 'secret', what: row[1], isDoubtful };
  }
  return undefined;
}

/**
 * For texts that become part of others, such as LICENSE, and lead to a file with a name of secrets.
 * @throws BuildError if they do.
 */
export function refuseSecretName(file: string, shown: string): void {
  const kind = secretKind(file);
  if (kind === undefined || kind.weight !== 'secret' || kind.isDoubtful) return;
  throw new BuildError(`${shown} is ${path.basename(file)}, which holds ${kind.what}`, [
    'a package is public to every user of its machine: put a text without secrets there',
  ]);
}
