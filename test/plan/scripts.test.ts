/**
 * The maintainer scripts of many packages: each is complete, and carries no line for a thing that its package lacks.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MAINTAINER_SCRIPTS } from '../../builder/config/schema/schema.ts';
import { FRAGMENTS } from '../../builder/plan/scripts.ts';
import { unitLists } from '../../builder/plan/unit-lists.ts';
import { run } from '../../builder/shell.ts';
import { configOf } from '../support/plans.ts';
import { scripts, templates } from './all-scripts.ts';
import { commandsOf, definedFunctions, lists, setVariables, usedVariables } from './shell-text.ts';

const scripting = suite('maintainer scripts');

/** Builtins and keywords of dash, programs of essential packages, and those that a package depends on. */
const COMMANDS = new Set(
  [
    ...'#!/bin/sh set : [ awk break cat cd chmod chown cksum cmp continue cp cut date dpkg exit export false find getent grep groupmod head id install kill ln ls md5sum mkdir mv',
    ...' printf read readlink return rm rmdir sed sh sleep sort stat sync tail tr trap true unset xargs groupdel userdel usermod',
    ...' deb-systemd-helper deb-systemd-invoke dpkg-query dpkg-statoverride',
    ...' journalctl systemctl systemd-run systemd-sysusers systemd-tmpfiles',
  ]
    .join('')
    .split(' '),
);

scripting('the golden packages are those with maintainer scripts', () => {
  const golden = readdirSync('test/golden').filter((folder) =>
    readdirSync(`test/golden/${folder}`).includes('postinst'),
  );
  assert.equal(golden.sort(), ['notifydemo', 'office', 'shop']);
});

scripting('a setting is replaced by a port of systemd alone, and by no Unix socket', () => {
  const described = { value: '8080', description: 'A port.' };
  const settings = { PORT: described, ADMIN_PORT: described };
  const replaced = (service: object): string =>
    unitLists(configOf({ name: 'shop', settings, service })).replacedSettings;
  const unixSocket = {};
  assert.is(replaced({}), '');
  assert.is(replaced({ unixSocket }), '');
  assert.is(replaced({ socket: true }), 'PORT=8080:shop.socket');
  assert.is(replaced({ socket: [9090] }), '');
  assert.is(replaced({ socket: ['PORT'], unixSocket }), 'PORT=8080:shop.socket');
  const both = replaced({ socket: ['127.0.0.1:PORT', '[::1]:ADMIN_PORT'] });
  assert.is(both, 'PORT=8080:shop.socket ADMIN_PORT=8080:shop-8080.socket');
});

scripting('each function that is defined is called, and each function that is called is defined', () => {
  for (const [name, text] of scripts) {
    const [defined, called] = [definedFunctions(text), commandsOf(text)];
    assert.equal(defined, [...new Set(defined)], `${name} defines a function twice`);
    assert.equal(
      defined.filter((word) => !called.includes(word)),
      [],
      `${name} defines`,
    );
    assert.equal(
      called.filter((word) => !COMMANDS.has(word) && !defined.includes(word)),
      [],
      `${name} calls`,
    );
  }
});

scripting('each variable that is set is used, and each variable that is used is set', () => {
  for (const [name, text] of scripts) {
    const [set, used] = [setVariables(text), usedVariables(text)];
    assert.equal(
      set.filter((variable) => variable !== 'LC_ALL' && !used.includes(variable)),
      [],
      `${name} sets`,
    );
    assert.equal(
      used.filter(
        (variable) => !['DPKG_ROOT', 'Conffiles', 'Version', 'db'].includes(variable) && !set.includes(variable),
      ),
      [],
      `${name} uses`,
    );
  }
});

scripting('each list has content', () => {
  for (const [name, text] of scripts) {
    assert.ok(lists(text).size > 0, name);
    for (const [list, content] of lists(text)) assert.is.not(content.trim(), '', `${name}: ${list}`);
  }
});

scripting('each definition of each fragment is in the script of some package', () => {
  const together = [...scripts.values()].join('\n');
  for (const [fragment, text] of Object.entries(templates)) {
    for (const [definition] of text.matchAll(/^\w+(?:\(\) [({]|=)/gm)) {
      assert.ok(together.includes(`\n${definition}`), `${fragment}: ${definition}`);
    }
  }
});

scripting('each fragment is told the values that it names, and no others', () => {
  for (const [fragment, told] of Object.entries(FRAGMENTS)) {
    const named = [...(templates[fragment] ?? '').matchAll(/\{\{(?:#if )?(\w+)\}\}/g)].map(([, name]) => name);
    assert.equal([...new Set(named)].filter((name) => name !== 'else').sort(), [...told].sort(), fragment);
  }
});

scripting('each fragment in debian-templates belongs to the table', () => {
  const folders = ['shell', ...MAINTAINER_SCRIPTS];
  const files = folders.flatMap((folder) =>
    readdirSync(`debian-templates/${folder}`).map((file) => `${folder}/${file.replace(/\.hbs$/, '')}`),
  );
  assert.equal(files.sort(), Object.keys(templates).sort());
});

scripting('the scripts of the demonstration have at most 799 lines together', () => {
  const lines = MAINTAINER_SCRIPTS.map((script) => scripts.get(`notifydemo/${script}`)?.split('\n').length ?? 0);
  // Each text ends with a newline. Beyond 450: settings that are no conffile take 39 lines, upgrades of Node 31, and
  // the previous version, which is kept until the new one is ready, 220. The check that saves Perl takes 9, hidden units 7, and
  // services that put off their end 24, and variables of root 4.
  const total = lines.reduce((sum, count) => sum + count - 1, 0);
  assert.ok(total > 0 && total <= 799, `${total}`);
});

scripting('prerm lists its units before the fragment of the project can fail', async () => {
  // dpkg then goes on with the prerm of the new version, which knows none of the units that it drops.
  const root = mkdtempSync(path.join(tmpdir(), 'build-deb-prerm-'));
  try {
    mkdirSync(path.join(root, 'var/lib/misc'), { recursive: true });
    const input = scripts.get('fragment/prerm')?.replace('\nexit 0\n', '\nexit 1\n') ?? '';
    const env = { ...process.env, DPKG_ROOT: root };
    assert.is((await run('sh', ['-s', 'upgrade', '2'], { input, env })).exitCode, 1);
    assert.match(readFileSync(path.join(root, 'var/lib/misc/demo.units'), 'utf8'), 'demo.service');
  } finally {
    rmSync(root, { recursive: true });
  }
});

scripting.run();
