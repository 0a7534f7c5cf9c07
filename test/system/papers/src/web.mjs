import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { logs, view } from './places.cjs';

const ACTIONS = {
  '/page': () => [view, 'views/page.txt', new URL('../views/page.txt', import.meta.url)].map((file) => fs.readFileSync(file, 'utf8')).join(''),
  '/read': (file) => fs.readFileSync(file, 'utf8'),
  '/write': (file) => writeFile(file, 'written\n'),
  '/move': (file) => rename(file, path.join(logs, 'moved')),
  '/make': (file) => fs.mkdirSync(file, { recursive: true }),
  '/log': () => fs.appendFileSync(path.join(logs, 'web.log'), 'a line\n'),
  '/run': (file) => {
    fs.writeFileSync(file, '#!/usr/bin/node\nconsole.log("ran");\n', { mode: 0o700 });
    return execFileSync(file).toString();
  },
};

http
  .createServer(async ({ url }, answer) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    try {
      answer.end((await ACTIONS[pathname]?.(searchParams.get('file'))) ?? 'done\n');
    } catch (error) {
      answer.end(`${error.code}\n`);
    }
  })
  .listen(process.env.PORT);
