/**
 * The tool of this clone, bundled and up to date. Plain JavaScript, because the npm packages may still be missing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MODULES = path.join(ROOT, 'node_modules');

/** The bundler writes this file last. */
const BUNDLED = path.join(MODULES, '.cache/build-deb/build-deb.json');

/** Files and directories that the bundle is made from. */
const INPUTS = ['build.ts', 'builder', 'debian-templates', 'node_modules/.package-lock.json'];

/** Bundles the tool if it has changed. If that fails, the exit code of this process is set, and the result is false. */
export function bundleTool() {
  if (!existsSync(path.join(MODULES, '.package-lock.json'))) {
    console.error("installing the build's npm packages (npm ci)");
    // npm counts packages on stdout and reports its errors on stderr. Engine warnings concern the packages' authors.
    const isInstalled = succeeds('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { isQuiet: true });
    if (!isInstalled) return fail('error: npm ci failed, as said above');
  }
  if (!isChanged()) return true;
  return (
    succeeds(process.execPath, [path.join(MODULES, 'tsx/dist/cli.mjs'), 'builder/tool/bundle.ts']) ||
    fail('error: the tool could not be bundled, as said above')
  );
}

/** Runs a command whose output goes to stderr, because stdout belongs to the result of build-deb. */
export function succeeds(command, args, { isQuiet = false } = {}) {
  // `npm run` puts the programs of npm packages first (search-path.ts).
  const kept = (process.env.PATH || '').split(':').filter((place) => !place.split('/').includes('node_modules'));
  const env = { ...process.env, PATH: kept.join(':') };
  const { status, error } = spawnSync(command, args, { cwd: ROOT, env, stdio: ['ignore', isQuiet ? 'ignore' : 2, 2] });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
  return false;
}

/** By the time of the last change of content or attributes: git and cp set older times of content. */
function isChanged() {
  const bundled = lstatSync(BUNDLED, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const isNewer = (place) => {
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found === undefined || found.ctimeMs > bundled) return true;
    return found.isDirectory() && readdirSync(place).some((name) => isNewer(path.join(place, name)));
  };
  return INPUTS.some((input) => isNewer(path.join(ROOT, input)));
}
