/**
 * Mistakes in package.json as JSON, in npm's own fields, and in what the `deb` section says of the program.
 */
import type { Written } from './written.ts';

const SYNTAX: Record<string, Written> = {
  'json-trailing-comma': { text: (json) => json.replace('"license": "MIT",\n', '"license": "MIT",,\n') },
  'json-comma-at-the-end': { text: (json) => json.replace(/\n}$/, ',\n}') },
  'json-comma-missing': { text: (json) => json.replace('"license": "MIT",', '"license": "MIT"') },
  'json-comment': { text: (json) => json.replace('"deb"', '// how it is packaged\n  "deb"') },
  'json-quote-missing': { text: (json) => json.replace('"1.4.0"', '"1.4.0') },
  'json-single-quotes': { text: (json) => json.replace('"MIT"', "'MIT'") },
  'json-key-without-quotes': { text: (json) => json.replace('"deb"', 'deb') },
  'json-bracket-missing': { text: (json) => json.slice(0, -1) },
  'json-conflict-of-git': { text: (json) => json.replace('  "version"', '<<<<<<< HEAD\n  "version"') },
  'json-empty': { text: () => '' },
  'json-list': { text: (json) => `[${json}]` },
};

const NPM_FIELDS: Record<string, Written> = {
  'name-missing': { fields: { name: undefined } },
  'name-with-underscore': { fields: { name: 'web_shop' } },
  'name-with-upper-case': { deb: { name: 'WebShop' } },
  'name-with-scope-in-deb': { deb: { name: '@acme/web-shop' } },
  'name-with-scope-and-underscore': { fields: { name: '@acme/web_shop' } },
  'name-of-the-system': { fields: { name: 'systemd' } },
  'name-of-one-letter': { fields: { name: 'x' } },
  'name-no-account': { fields: { name: '3d-shop' } },
  'name-too-long-for-an-account': { fields: { name: '@my-company/customer-notification-service' } },
  'version-with-v': { fields: { version: 'v1.4.0' } },
  'version-with-hyphens': { fields: { version: '1.4.0-beta-1' } },
  'version-too-short': { fields: { version: '1.4' } },
  'version-number': { fields: { version: 1.4 } },
  'version-missing': { fields: { version: undefined } },
  'author-without-address': { fields: { author: 'Ada Lovelace' } },
  'author-object-without-address': { fields: { author: { name: 'Ada Lovelace' } } },
  'author-with-page': { fields: { author: 'Ada Lovelace <ada@example.org> (https://ada.example.org)' } },
  'author-missing': { fields: { author: undefined } },
  'description-too-long': {
    fields: {
      description: 'The shop of the example company, which sells everything that anybody could ever want to buy',
    },
  },
  'description-missing': { fields: { description: undefined } },
  'license-missing': { fields: { license: undefined } },
  'license-object': { fields: { license: { type: 'MIT', url: 'https://example.org' } } },
  'homepage-without-scheme': { fields: { homepage: 'www.example.org' } },
  'engines-missing': { fields: { engines: undefined } },
  'engines-no-range': { fields: { engines: { node: 'node 20' } } },
  'engines-of-no-debian': { fields: { engines: { node: '22.x' } } },
  'engines-of-another-debian': { fields: { engines: { node: '>=20' } }, deb: { debian: ['12'] } },
};

const PROGRAM: Record<string, Written> = {
  'deb-missing': { fields: { deb: undefined } },
  'deb-list': { fields: { deb: ['src/server.js'] } },
  'entry-missing': { deb: { entry: undefined } },
  'entry-absolute': { deb: { entry: '/srv/web/server.js' } },
  'entry-outside': { deb: { entry: '../shared/server.js' } },
  'payload-misspelt': { deb: { payload: 'module' } },
  'payload-unknown': { deb: { payload: 'docker' } },
  'modules-with-typescript': { deb: { payload: 'modules', entry: 'src/server.ts' } },
  'modules-with-typescript-worker': {
    deb: { payload: 'modules', services: { worker: { entry: 'src/worker.ts', ready: 'started' } } },
  },
  'include-with-bundle': { deb: { include: ['public/**'] } },
  'runtime-bundled-without-version': { deb: { runtime: 'bundled' } },
  'runtime-bundled-too-old': { deb: { runtime: 'bundled', node: '16.20.2' } },
  'runtime-version': { deb: { runtime: '24.21.0' } },
  'debian-number': { deb: { debian: [13] } },
  'debian-code-name': { deb: { debian: ['bookworm', 'trixie'] } },
  'debian-none': { deb: { debian: [] } },
  'revision-number': { deb: { revision: 1 } },
  'section-upper-case': { deb: { section: 'Web' } },
  'depends-text': { deb: { depends: 'ffmpeg' } },
  'depends-as-in-npm': { deb: { depends: ['ffmpeg@^5.1.0'] } },
  'depends-object': { deb: { depends: { ffmpeg: '>=5.1' } } },
  'depends-without-brackets': { deb: { depends: ['libvips42', 'ffmpeg >= 5.1'] } },
  'paragraphs-text': { deb: { extendedDescription: 'Sells things.' } },
  'scripts-as-in-npm': { deb: { scripts: { postinstall: 'debian/postinst.sh' } } },
  'scripts-list': { deb: { scripts: { postinst: ['debian/postinst.sh'] } } },
  'mail-yes': { deb: { mail: 'yes' } },
  'on-start-failure-ignored': { deb: { onStartFailure: 'ignore' } },
};

/** By the name of the golden file. */
export const NPM_MISTAKES: Record<string, Written> = { ...SYNTAX, ...NPM_FIELDS, ...PROGRAM };
