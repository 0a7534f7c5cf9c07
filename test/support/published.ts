/**
 * Repositories that tests publish: small packages, a keyring of their own for gpg, and calls of publish().
 */
import { setMaxListeners } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { writePackage } from '../../builder/archive/deb.ts';
import { planned, textEntry, withParents } from '../../builder/manifest.ts';
import { type Outcome, publish } from '../../builder/publish/publish.ts';
import { readRequest, type Values } from '../../builder/publish/request.ts';
import { run } from '../../builder/shell.ts';

export const { signal } = new AbortController();
// Each command that runs listens.
setMaxListeners(0, signal);

/** What is different in a package. */
interface Difference {
  architecture?: string;
  /** Further lines of the control file. */
  control?: string;
  summary?: string;
  change?: string;
  content?: string;
}

/** Writes a small package into `folder` and returns its file. */
async function smallPackage(
  folder: string,
  [name, version]: readonly [string, string],
  { architecture = 'all', control = '', summary = `the service ${name}`, change, content = '' }: Difference = {},
): Promise<string> {
  const maintainer = 'Ann Example <ann@example.org>';
  const fields = `Package: ${name}\nVersion: ${version}\nArchitecture: ${architecture}\nMaintainer: ${maintainer}\n`;
  const text = `${fields}${control}Description: ${summary}\n A package for tests.\n`;
  const changes = `${name} (${version}) unstable; urgency=medium\n\n  * ${change ?? `Release ${version}.`}\n\n -- ${maintainer}  Fri, 27 Nov 2026 12:00:00 +0000\n`;
  const entries = [
    textEntry(`/usr/share/doc/${name}/changelog.gz`, gzipSync(changes)),
    textEntry(`/usr/share/doc/${name}/version`, `${version}${content}\n`),
  ];
  await mkdir(folder, { recursive: true });
  const { full } = await writePackage(
    {
      ...{ package: name, version: version.replace(':', '.'), architecture, time: 1_795_800_000 },
      compression: { method: 'gzip', level: 1, threads: 1 },
      members: [{ name: 'control', mode: 0o644, content: text }],
      entries: withParents(planned('a test', entries)),
    },
    folder,
    { signal },
  );
  return full;
}

/** A folder for files, and a keyring that gpg uses until {@link Workshop.close}. */
export class Workshop {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'published-'));
  readonly repository = path.join(this.folder, 'repository');
  readonly #before = process.env.GNUPGHOME;

  constructor() {
    // The sockets of gpg-agent lie there: a path has at most 107 bytes (unix(7)).
    process.env.GNUPGHOME = mkdtempSync(path.join(tmpdir(), 'gpg-'));
    chmodSync(process.env.GNUPGHOME, 0o700);
  }

  async close(): Promise<void> {
    await run('gpgconf', ['--kill', 'all']);
    rmSync(process.env.GNUPGHOME ?? '', { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true });
    if (this.#before === undefined) delete process.env.GNUPGHOME;
    else process.env.GNUPGHOME = this.#before;
  }

  package(of: readonly [string, string], difference?: Difference): Promise<string> {
    return smallPackage(path.join(this.folder, 'packages'), of, difference);
  }

  /** Publishes into `repository`, at first under a fixed address. */
  publish(files: readonly string[], values: Values = {}, directory = this.repository): Promise<Outcome> {
    const request = readRequest([directory, ...files], { url: 'http://127.0.0.1/', name: 'acme', ...values });
    return publish({ request, project: undefined, tool: process.cwd(), signal, tell: () => {} });
  }

  /** Creates a key as gpg's quick commands do, and returns its fingerprint. */
  async key(user: string, algorithm = 'ed25519', ...options: string[]): Promise<string> {
    const created = ['--quick-generate-key', user, algorithm, 'sign', 'never'];
    const args = [
      '--batch',
      '--passphrase',
      '',
      '--pinentry-mode',
      'loopback',
      '--status-fd',
      '1',
      ...options,
      ...created,
    ];
    const { stdout, stderr } = await run('gpg', args);
    const [, fingerprint] = /KEY_CREATED \S+ (\S+)/.exec(stdout) ?? [];
    if (fingerprint === undefined) throw new Error(stderr);
    return fingerprint;
  }
}
