/**
 * Files with secrets: refused among the project's own files, and left out of packages that others wrote.
 */
import { secretKind } from '../../project/secrets/names.ts';
import { type Finding, findSecret, secretsError } from '../../project/secrets/scan.ts';
import type { PackageFile } from './installed.ts';

/** What becomes of the files of a tree: some are left out, others refused. */
export class SecretFiles {
  readonly #refused: Finding[] = [];
  readonly warnings: string[] = [];

  /**
   * Whether a file belongs in the package.
   * @param file its path relative to the project
   * @param isPrivate whether other users of the target cannot read it
   */
  async admits({ owner, source, named }: PackageFile, file: string, isPrivate: boolean): Promise<boolean> {
    if (named === 'exactly') return true;
    if (!owner.isOwn) return this.#admitsOthers(source, file);
    const found = await findSecret(source, file);
    if (found === undefined) return true;
    const { weight, what } = found;
    if (weight === 'hint') {
      const advice = `only the service can, if only its owner can read it here: chmod 600 ${file}`;
      if (!isPrivate) this.warnings.push(`${file} has ${what}: every user of the target can read it; ${advice}`);
      return true;
    }
    if (weight === 'secret' || (weight === 'data' && named === 'by pattern')) this.#refused.push(found);
    else this.warnings.push(`${file} was left out, because it is ${what}: "include": [".", "${file}"] takes it`);
    return false;
  }

  /** Names alone, and the content of keys: tokens in the code of a published package are public. */
  async #admitsOthers(source: string, file: string): Promise<boolean> {
    const own = file.slice(file.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const kind = secretKind(own);
    if (kind?.weight !== 'secret') return true;
    // A name such as messages.key means no key yet, and n8n lists its kinds of credentials in credentials.json: the package
    // may read the file.
    const found = kind.isDoubtful || LISTS.test(own) ? await findSecret(source, 'any') : kind;
    if (found === undefined || found.weight === 'hint') return true;
    if (!FOR_TESTS.test(own)) {
      this.warnings.push(`${file} was left out, because it is ${found.what}: "include": [".", "${file}"] takes it`);
    }
    return false;
  }

  /** @throws BuildError if files were refused. */
  refuse(): void {
    if (this.#refused.length === 0) return;
    const files = this.#refused.sort((a, b) => (a.file < b.file ? -1 : 1));
    const [{ file }] = files as [Finding];
    throw secretsError(files, `"include": [".", "${file}"] takes it all the same: "." means the other files`);
  }
}

/** Files whose names may mean a part of the program, as well as its secrets. */
const LISTS = /(^|\/)(secrets?|credentials?)\.(json5?|ya?ml|toml)$/i;

/** Files that the author of a package needs, and its users do not. */
const FOR_TESTS = /(^|\/)(tests?|__tests__|spec|fixtures?|examples?|docs?|demo|bench(marks?)?)\/|\/\.[^/]+(\/|$)/;
