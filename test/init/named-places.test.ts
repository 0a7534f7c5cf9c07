/**
 * Directories that a program writes to, as variables, options and files of settings name them.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { accepted, inFolders, type Json, KEPT, MIT, proposed } from '../support/proposals.ts';

const named = suite('places that settings name');
inFolders(named);

const project = (files: Record<string, string | Json>) =>
  proposed({ 'package.json': { ...KEPT, scripts: { start: 'node src/app.js' } }, LICENSE: MIT, ...files });

named('variables of .env name places, also a file beside the program', async () => {
  const env =
    'DB_FILENAME=./shop.db\nSQLITE_PATH=var/a.sqlite\nUPLOADS_DIR=./up/\nSTORAGE_LOCAL_ROOT=files\nVIEWS_DIR=views\nDATA_DIR=/srv/a\nLOGS_DIR=../logs\n';
  const proposal = await project({ 'src/app.js': "require('dotenv/config');", '.env': env });
  assert.equal(proposal.deb.writable, ['.', 'var', 'up', 'files']);
  const { DB_FILENAME, SQLITE_PATH } = proposal.deb.settings as Record<string, Json>;
  assert.equal([DB_FILENAME?.value, SQLITE_PATH?.value], ['./shop.db', 'var/a.sqlite']);
  await accepted(proposal);
});

named('options of the command name places, and so do the files of settings that it names', async () => {
  const after = async (words: string, config = '') => {
    const scripts = { start: `node src/app.js ${words}` };
    const files = { LICENSE: MIT, 'src/app.js': '', 'shop.yaml': config };
    return proposed({ 'package.json': { ...KEPT, scripts }, ...files });
  };
  for (const [words, expected] of [
    ['--userDir store', ['store']],
    ['--upload-path=./in', ['in']],
    ['--port 4000 --log ./log/access.log', ['log']],
    ['--db=var/shop.db --log-level debug --log debug', ['var']],
    ['--config etc/shop.db --log a.log', undefined],
    ['--data-dir /srv/data --views-dir views --log-path a.log', undefined],
  ] as const)
    assert.equal((await after(words)).deb.writable, expected, words);
  const yaml = 'storage: ./packages # here\nplugins: ./plugins\nlogs:\n  - { type: file, path: logs/a.log }\n';
  assert.equal((await after('-c shop.yaml', yaml)).deb.writable, ['packages', 'logs']);
  const json = '{ "connection": { "filename": "state/data/a.db" }, "paths": { "contentPath": "state/" } }';
  assert.equal((await after('-c ./shop.yaml', json)).deb.writable, ['state']);
  assert.equal((await after('-c shop.yaml', 'auth:\n  file: ./htpasswd\n')).deb.writable, ['.']);
});

named('a package that a source names is no place', async () => {
  const text = "exports.packages = { storage: 'shop-storage-base', cache: '@shop/cache' };";
  assert.is((await project({ 'src/app.js': text })).deb.writable, undefined);
});

named.run();
