/**
 * Files of variables: which of them a program reads, and which of them is the stronger one.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inFolders, KEPT, MIT, proposed, says } from '../support/proposals.ts';

const init = suite('init, files of variables');
inFolders(init);

init('a file of variables that a source names, and the one of DOTENV_CONFIG_PATH', async () => {
  const files = {
    'package.json': { ...KEPT, scripts: { start: 'node src/index.js' }, dependencies: { '@nestjs/config': '1' } },
    'src/index.js': "forRoot({ envFilePath: ['../config/app.env', 'config/.env.local', '.env.example', 'gone.env'] });",
    'config/app.env': 'A=1\n',
    'config/.env.local': 'A=2\nB=2\n',
    '.env.example': 'B=3\nC=3\n',
    LICENSE: MIT,
  };
  const values = async (more: object = {}): Promise<object> => {
    const settings = (await proposed({ ...files, ...more })).deb.settings as Record<string, { value: string }>;
    return Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value]));
  };
  assert.equal(await values(), { A: '1', B: '2', C: '3' });
  // A file beside the project is not its own, although the same words lead there.
  assert.equal(await values({ '../config/app.env': 'A=9\nD=9\n' }), { A: '1', B: '2', C: '3' });
  const scripts = { start: 'DOTENV_CONFIG_PATH=./x.env node -r dotenv/config src/index.js' };
  const json = { ...KEPT, scripts, dependencies: { dotenv: '1' } };
  assert.equal(await values({ 'package.json': json, 'x.env': 'B=4\n', 'src/index.js': '' }), { B: '4', C: '3' });
});

init('of the usual files, those of production and of this machine are stronger', async () => {
  const proposal = await proposed({
    'package.json': { ...KEPT, main: 'index.js', dependencies: { dotenv: '1' } },
    'index.js': 'listen(3000)',
    '.env': 'A=4\nB=4\nC=4\nD=4\n',
    '.env.production': 'A=3\nB=3\nC=3\n',
    '.env.local': 'A=2\nB=2\n',
    '.env.production.local': 'A=1\n',
    LICENSE: MIT,
  });
  const settings = Object.entries(proposal.deb.settings as Record<string, { value: string }>);
  assert.equal(
    settings.filter(([name]) => name !== 'PORT').map(([name, { value }]) => name + value),
    ['A1', 'B2', 'C3', 'D4'],
  );
});

init('--env-file, and a .env that no program reads', async () => {
  const files = {
    'server.js': 'listen(process.env.PORT || 3000)',
    '.env': 'PORT=4125\nGREETING=hello\n',
    LICENSE: MIT,
  };
  const named = await proposed({
    ...files,
    'package.json': { ...KEPT, scripts: { start: 'node --env-file=.env server.js' } },
  });
  assert.equal(Object.keys(named.deb.settings as object), ['PORT', 'GREETING']);
  says(named.guesses, 'settings: PORT is 4125, from .env');
  assert.is((named.deb.service as { nodeOptions?: unknown }).nodeOptions, undefined);
  const scripts = { start: 'node --env-file=live.env server.js' };
  const json = { ...KEPT, scripts, dependencies: { dotenv: '1' } };
  const first = await proposed({ ...files, 'package.json': json, 'live.env': 'GREETING=hi\n' });
  assert.equal((first.deb.settings as Record<string, { value: string }>).GREETING?.value, 'hi');
  const unread = await proposed({ 'package.json': { ...KEPT, scripts: { start: 'node server.js' } } });
  assert.equal(Object.keys(unread.deb.settings as object), ['PORT']);
  says(unread.guesses, 'settings: PORT is 3000, from server.js');
});

init.run();
