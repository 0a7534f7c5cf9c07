/**
 * Projects for npm audit, and a registry that knows some advisories.
 */
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Test } from 'uvu';
import { type BundledPackage, readBundledPackages } from '../../builder/programs/licenses.ts';

/** The folder of the test that runs. */
export let project = '';

/** Gives each test of a suite a folder, and the PATH of before after it. */
export function inProjects({ before, after }: Test): void {
  const { PATH } = process.env;
  before.each(async () => {
    project = await realpath(await mkdtemp(path.join(tmpdir(), 'notifydemo-audit-')));
  });
  after.each(async () => {
    process.env.PATH = PATH;
    await rm(project, { recursive: true, force: true });
  });
}

export async function put(file: string, content: string | object, mode = 0o644): Promise<void> {
  const place = path.join(project, file);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, typeof content === 'string' ? content : JSON.stringify(content));
  await chmod(place, mode);
}

/** Installed packages as FOLDER: version, and a lock file that has them all. */
export async function install(versions: Record<string, string>, json: object): Promise<void> {
  const packages: Record<string, object> = { '': json };
  for (const [folder, version] of Object.entries(versions)) {
    await put(`${folder}/package.json`, { name: folder.split('node_modules/').at(-1), version });
    // Without a package that needs it, npm passes over an inner one.
    const inner = Object.keys(versions).filter((other) => other.startsWith(`${folder}/node_modules/`));
    const names = inner.map((other) => [other.split('node_modules/').at(-1), versions[other]]);
    // npm leaves these out where a setting says so.
    const dev = folder === 'node_modules/dev' ? { dev: true } : {};
    packages[folder] = { version, dependencies: Object.fromEntries(names), ...dev };
  }
  await put('package.json', json);
  await put('package-lock.json', { name: 'web', lockfileVersion: 3, requires: true, packages });
}

export function carried(...folders: string[]): Promise<BundledPackage[]> {
  return readBundledPackages(
    project,
    folders.map((folder) => `${folder}/x.js`),
  );
}

export const advisory = (id: number, severity: string, range: string): object => {
  return { id, url: `https://a.example/${id}`, title: `Defect ${id}`, severity, vulnerable_versions: range };
};

interface Registry {
  url: string;
  close(): void;
}

/** `silent` never answers. */
export async function registryWith(advisories: Record<string, unknown[]>, silent = false): Promise<Registry> {
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (silent) return;
      if (!request.url?.endsWith('/security/advisories/bulk')) {
        response.writeHead(404).end('{}');
        return;
      }
      const whole = Buffer.concat(pieces);
      const asked = JSON.parse((request.headers['content-encoding'] ? gunzipSync(whole) : whole).toString());
      response.end(JSON.stringify(Object.fromEntries(Object.entries(advisories).filter(([name]) => name in asked))));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}
