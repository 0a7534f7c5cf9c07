/**
 * Mistakes that package.json does not show: in a project's files, in its context, on the command line.
 */
import type { Written } from './written.ts';

export interface Project extends Written {
  /** Files by their paths; undefined takes away one of those that every project here has. */
  files?: Record<string, string | undefined>;
  folders?: string[];
  /** Symbolic links by their paths. */
  links?: Record<string, string>;
  env?: NodeJS.ProcessEnv;
}

/** What a sound project has besides its package.json. */
export const SOUND_FILES: Record<string, string> = {
  'src/server.js': "require('node:http').createServer().listen(process.env.PORT);\n",
  LICENSE: 'Permission is hereby granted.\n',
};

/** An npm package in node_modules. */
function installed(name: string, json: object, code = 'module.exports = 1;\n'): Record<string, string> {
  const folder = `node_modules/${name}`;
  const text = JSON.stringify({ name, version: '1.0.0', license: 'MIT', ...json });
  return { [`${folder}/package.json`]: text, [`${folder}/index.js`]: code };
}

/** Refused when the package is planned. By the name of the golden file. */
export const PROJECT_MISTAKES: Record<string, Project> = {
  'no-package-json': { files: { 'package.json': undefined } },
  'no-license': { files: { LICENSE: undefined } },
  'license-is-a-folder': { files: { LICENSE: undefined, 'LICENSE/MIT.txt': 'Permission is hereby granted.\n' } },
  'no-entry': { deb: { entry: 'src/main.js' } },
  'no-entry-of-a-worker': { deb: { services: { worker: { entry: 'src/worker.js', ready: 'loaded' } } } },
  'entry-of-another-ending': { deb: { entry: 'src/server.ts' } },
  'entry-with-exchanged-letters': { deb: { entry: 'src/mian.js' }, files: { 'src/main.js': '' } },
  'entry-is-a-folder': { deb: { entry: 'src' } },
  'entry-of-a-worker-is-a-folder': {
    deb: { services: { worker: { entry: 'src/worker', ready: 'loaded' } } },
    files: { 'src/worker/mails.js': '', 'src/worker/queue.js': '' },
  },
  'entry-imports-nothing': { files: { 'src/server.js': "import './routes.js';\nimport express from 'express';\n" } },
  'entry-imports-what-is-not-installed': {
    fields: { dependencies: { express: '^5.0.0', '@acme/log': '^1.0.0' } },
    files: {
      'src/server.js': "import 'express';\nimport '@acme/log/json';\nimport 'ws';\n",
      'package-lock.json': '{}',
    },
  },
  'entry-imports-what-a-package-lacks': {
    fields: { dependencies: { express: '^5.0.0' } },
    files: { 'src/server.js': "import 'express/router';\nimport '@/shop';\n", ...installed('express', {}) },
  },
  'entry-is-not-javascript': { files: { 'src/server.js': 'const port = ;\n' } },
  'entry-reads-import-meta-env': { files: { 'src/server.js': 'console.log(import.meta.env.PORT);\n' } },
  'native-addon': {
    files: {
      'src/server.js': "require('fast-hash');\n",
      ...installed('fast-hash', { gypfile: true }, "module.exports = require('bindings')('hash');\n"),
      ...installed('bindings', {}),
    },
  },
  'native-addon-required': {
    files: { 'src/server.js': "require('../build/Release/hash.node');\n", 'build/Release/hash.node': '' },
  },
  'modules-not-installed': { deb: { payload: 'modules' }, fields: { dependencies: { express: '^5.0.0' } } },
  'modules-other-than-locked': {
    deb: { payload: 'modules' },
    fields: { dependencies: { express: '^5.0.0' } },
    files: {
      ...installed('express', {}),
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: { '': {}, 'node_modules/express': { version: '5.1.0' } },
      }),
    },
  },
  'modules-include-without-match': { deb: { payload: 'modules', include: ['src', 'dist/**'] } },
  'modules-include-dependencies': { deb: { payload: 'modules', include: ['src', 'node_modules'] } },
  'files-without-match': { deb: { files: [{ from: 'public/**', to: '/usr/share/web-shop/' }] } },
  'files-misspelt': { deb: { files: [{ from: 'LICENCE', to: '/usr/share/web-shop/' }] } },
  'files-of-an-empty-folder': {
    deb: { files: [{ from: 'uploads', to: '/usr/share/web-shop/uploads/' }] },
    folders: ['uploads'],
  },
  'files-behind-a-link': {
    deb: { files: [{ from: 'data/prices.csv', to: '/usr/share/web-shop/' }] },
    links: { 'data/prices.csv': '../elsewhere/prices.csv' },
  },
  'files-of-two-patterns-in-one-place': {
    deb: {
      files: [
        { from: 'de/**', to: '/usr/share/web-shop/' },
        { from: 'en/*', to: '/usr/share/web-shop' },
      ],
    },
    files: { 'de/mail.txt': '', 'en/mail.txt': '' },
  },
  'files-of-one-file-twice': {
    deb: {
      files: [
        { from: 'texts/**', to: '/usr/share/web-shop/' },
        { from: 'texts/mail.txt', to: '/usr/share/web-shop/' },
      ],
    },
    files: { 'texts/mail.txt': '' },
  },
  'files-where-the-unit-lies': {
    deb: { files: [{ link: '/dev/null', to: '/usr/lib/systemd/system/web-shop.service' }] },
  },
  'files-where-the-program-lies': {
    deb: { files: [{ from: 'LICENSE', to: '/usr/lib/web-shop/app.cjs' }] },
  },
  'files-where-the-settings-lie': { deb: { files: [{ from: 'LICENSE', to: '/etc/default/web-shop' }] } },
  'files-below-a-file': { deb: { files: [{ from: 'LICENSE', to: '/usr/lib/web-shop/app.cjs/' }] } },
  'no-unit-file-of-a-worker': { deb: { services: { worker: { unit: 'systemd/worker.service' } } } },
  'no-unit-file': { deb: { service: { unit: 'systemd/web-shop.service' } } },
  'script-fragment-missing': { deb: { scripts: { postinst: 'debian/postinst.sh' } } },
  'script-fragment-as-command': { deb: { scripts: { postinst: 'systemctl restart nginx' } } },
  'script-fragment-not-sh': {
    deb: { scripts: { postinst: 'debian/postinst.sh' } },
    files: { 'debian/postinst.sh': '#!/bin/sh\nif [ "$1" = configure ]; then\n  echo done\n' },
  },
  'time-no-number': { env: { SOURCE_DATE_EPOCH: '2026-11-23' } },
};
