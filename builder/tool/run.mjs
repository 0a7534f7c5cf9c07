#!/usr/bin/env node
/**
 * The command. In an npm package it runs the tool that dist holds. In a clone of the repository it first installs the npm
 * packages of the build, if they are missing, and bundles the tool, if one of its files has changed.
 *
 * Plain JavaScript of 2019, because nothing is installed yet and an old Node has to be told in one line.
 */
import { existsSync } from 'fs';
import { fileURLToPath } from 'url';

/** The lowest major version of Node that the tool runs on: `engines` in package.json, `target` in bundle.ts. */
const LOWEST = 18;

async function main() {
  if (Number(process.versions.node.split('.')[0]) < LOWEST) {
    console.error(`error: build-deb needs Node ${LOWEST} or later, this is ${process.version}`);
    console.error('  Debian 12 and later have it: apt install nodejs; for others: https://nodejs.org/en/download');
    process.exitCode = 1;
    return;
  }
  const isClone = existsSync(fileURLToPath(new URL('../../build.ts', import.meta.url)));
  if (!isClone) await import('../../dist/build-deb.mjs');
  else if ((await import('./prepare.mjs')).bundleTool()) {
    await import('../../node_modules/.cache/build-deb/build-deb.mjs');
  }
}

main();
