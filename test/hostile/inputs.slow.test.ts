/**
 * Files of a project that lead elsewhere, hold secrets or never end, through the whole command.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../builder/shell.ts';
import { COMMAND, Sandbox } from '../terminal/sandbox.ts';

const inputs = suite('inputs of a build');
const box = new Sandbox(inputs);

const at = (file: string): string => path.join(box.project, file);
const TOKEN = `npm_${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7nP9rS'.slice(0, 36)}`;

/** A small service in JavaScript: a bundle of it takes no compiler. */
async function smallProject(deb: object = {}): Promise<void> {
  await rm(at('tsconfig.json'));
  await mkdir(at('src'));
  await writeFile(at('src/web.js'), "import './part.js';\n");
  await writeFile(at('src/part.js'), 'console.log(1);\n');
  await box.editDeb({ entry: 'src/web.js', mail: false, ...deb });
}

inputs('texts that lead to a file outside are refused, and show none of its content', async () => {
  await smallProject({ scripts: { postinst: 'debian/postinst.sh' } });
  await mkdir(at('debian'));
  await writeFile(at('debian/postinst.sh'), 'true\n');
  await writeFile(path.join(box.folder, 'outside'), 'TOKEN=geheim\n');
  for (const file of ['LICENSE', 'CHANGELOG.md', 'debian/postinst.sh', 'package.json']) {
    await run('mv', [at(file), at('kept')]);
    for (const target of ['/proc/self/environ', path.join(box.folder, 'outside')]) {
      await symlink(target, at(file));
      const outcome = await box.build([], { CI_TOKEN: 'geheim' });
      await box.refused(outcome, 1, file, `outside ${box.project}`);
      assert.not.match(outcome.stderr, 'geheim');
      await rm(at(file));
    }
    await run('mv', [at('kept'), at(file)]);
  }
});

inputs('a token in a text is refused', async () => {
  await smallProject();
  await writeFile(at('CHANGELOG.md'), `# 1.0.0\n\n- the token is ${TOKEN}\n`);
  const outcome = await box.build();
  await box.refused(outcome, 1, 'CHANGELOG.md: a token of npm');
  assert.not.match(outcome.stderr, TOKEN);
  await rm(at('CHANGELOG.md'));
  await box.editDeb({ settings: { A: { value: TOKEN, description: 'A token.' } } });
  await box.refused(await box.build(), 1, 'the deb section of package.json: a token of npm');
});

inputs('a named pipe in any place is a message, and no build waits for it', async () => {
  await smallProject();
  for (const file of [
    'LICENSE',
    'CHANGELOG.md',
    'package.json',
    'src/web.js',
    'src/part.js',
    'src/package.json',
    'tsconfig.json',
  ]) {
    await run('mv', [at(file), at('kept')]);
    await run('mkfifo', [at(file)]);
    await box.refused(await box.build(), 1, file, 'is a named pipe');
    await rm(at(file));
    await run('mv', [at('kept'), at(file)]);
  }
});

inputs('so is one in the repository, and in the package.json of a dependency', async () => {
  await smallProject();
  await run('git', ['init', '--quiet'], { cwd: box.project });
  await mkdir(at('node_modules/dep'), { recursive: true });
  await writeFile(at('node_modules/dep/package.json'), '{"name":"dep","version":"1.0.0","main":"index.js"}');
  await writeFile(at('node_modules/dep/index.js'), '');
  await writeFile(at('src/part.js'), "import 'dep';\n");
  for (const file of ['.git/HEAD', '.git/config', 'node_modules/dep/package.json']) {
    await run('mv', [at(file), at('kept')]);
    await run('mkfifo', [at(file)]);
    await box.refused(await box.build(), 1, file, 'is a named pipe');
    await rm(at(file));
    await run('mv', [at('kept'), at(file)]);
  }
});

inputs('Ctrl-C ends a build while esbuild waits for a file', async () => {
  await smallProject();
  await mkdir(at('src/deep'));
  await writeFile(at('src/part.js'), "import './deep/x.js';\n");
  await writeFile(at('src/deep/x.js'), '');
  await run('mkfifo', [at('src/deep/tsconfig.json')]);
  const build: ChildProcess = spawn('node', [COMMAND], { cwd: box.project, stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  build.stderr?.on('data', (data) => {
    text += data;
    // This line comes right before esbuild starts.
    if (/^read /m.test(text)) void setTimeout(300).then(() => build.kill('SIGINT'));
  });
  const [code] = await Promise.race([once(build, 'exit'), setTimeout(20_000, ['it still runs'], { ref: false })]);
  if (code !== 1) build.kill('SIGKILL');
  assert.is(code, 1);
  assert.match(text, 'interrupted by SIGINT');
});

inputs('a bundle holds no secret of its sources, and no file from outside', async () => {
  await smallProject();
  const refusals: [content: string, file: string, data: string, expected: string][] = [
    [`console.log('${TOKEN}');`, 'unused', '', 'src/part.js: a token of npm'],
    ["import all from '../secrets.json'; console.log(all);", 'secrets.json', '{"a":1}', 'secrets.json: credentials'],
    [
      "import all from '../config.json'; console.log(all);",
      'config.json',
      `{"npm":"${TOKEN}"}`,
      'config.json: a token of npm',
    ],
    ["import all from '../../x.json'; console.log(all);", '../x.json', '{"a":1}', 'imports files outside'],
  ];
  for (const [content, file, data, expected] of refusals) {
    await writeFile(at('src/part.js'), content);
    await writeFile(at(file), data);
    const outcome = await box.build();
    await box.refused(outcome, 1, expected);
    assert.not.match(outcome.stderr, TOKEN);
  }
  await writeFile(at('src/part.js'), "import all from '../config.json'; console.log(all);");
  await writeFile(at('config.json'), '{"password":"hunter2"}');
  assert.match((await box.build()).stderr, 'config.json has a value for password, which becomes part of the bundle');
  await writeFile(at('src/part.js'), "import all from '../../x.json'; console.log(all);");
  // In the same repository it is code like any other.
  await mkdir(path.join(box.folder, '.git'));
  assert.is((await box.build()).exitCode, 0);
});

inputs('a private file is packaged for the group of the service, in both payload modes', async () => {
  await smallProject({ files: [{ from: 'key.txt', to: '/etc/notifydemo/' }] });
  await writeFile(at('key.txt'), 'a key');
  for (const file of ['key.txt', 'src/part.js']) await chmod(at(file), 0o600);
  await box.edit('package.json', (text) => JSON.stringify({ ...JSON.parse(text), dependencies: {} }));
  for (const [payload, file] of [
    ['bundle', 'app.cjs'],
    ['modules', 'app/src/part.js'],
  ]) {
    await box.editDeb({ payload, ...(payload === 'modules' ? { include: ['src'] } : {}) });
    const { stdout, stderr, exitCode } = await box.build(['--plan', '--json']);
    assert.is(exitCode, 0, stderr);
    const { entries } = JSON.parse(stdout) as { entries: { path: string; mode: string }[] };
    const modes = new Map(entries.map(({ path, mode }) => [path, mode]));
    assert.is(modes.get(`/usr/lib/notifydemo/${file}`), '0600');
    assert.is(modes.get('/etc/notifydemo/key.txt'), '0600');
    // By chown(1), or by a line of tmpfiles.d(5).
    assert.match(stdout, new RegExp(`0640 :notifydemo /usr/lib/notifydemo/${file}|${file}\\W* 0640 root notifydemo`));
  }
});

inputs.run();
