/**
 * Temporary files in dist: a build removes those of killed builds of the same package, and no others.
 */
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryMark } from '../../builder/leftovers.ts';
import { built, describe, inShops, project, put } from './shop.ts';

const leftovers = suite('leftovers of builds');
inShops(leftovers);

const PACKAGES = ['shop.deb', 'shop_1.0.0_all.cdx.json', 'shop_1.0.0_all.deb'];

async function inDist(): Promise<string[]> {
  return (await readdir(path.join(project, 'dist')).catch(() => [])).sort();
}

/** Enough content to pack for a while. */
async function describeLarge(): Promise<void> {
  const lines = Array.from({ length: 80_000 }, (_, at) => `${at} ${(at * 2654435761) % 4294967296}\n`);
  await put('data/large.txt', lines.join(''));
  await describe({ files: [{ from: 'data', to: '/usr/share/shop' }] });
}

leftovers('four builds at once have four results, and remove no file of each other', async () => {
  await describeLarge();
  await Promise.all([built(), built(), built(), built()]);
  assert.equal(await inDist(), PACKAGES);
});

leftovers('files of running builds, of other packages and of yours stay', async () => {
  await mkdir(path.join(project, 'dist'));
  const mark = temporaryMark();
  const over = mark.replace(`-${process.pid}-`, '-4194305-');
  const later = mark.replace(/-\d+-([^-]+)$/, '-1-$1');
  const elsewhere = mark.replace(/^[^-]+/, '00000000');
  const old = elsewhere.replace(/[^-]+$/, '11111111');
  const stay = [
    `.shop_1.0.0_all.deb.${mark}.data`,
    `.shop_1.0.0_all.deb.${elsewhere}.data`,
    `.shop-web_1.0.0_all.deb.${over}.data`,
    `.shop_1.0.0_all.deb.${over}.data.txt`,
    `.shop_1.0.0_all.deb.${over}`,
    '.shop_1.0.0_all.deb.data',
    '.shop_1.0.0_all.deb.0a1b2c3d.data',
    'shop_0.9.0_all.deb',
  ];
  const go = [
    `.shop_0.9.0~rc.1_amd64.deb.${over}.package`,
    `.shop_1.0.0_all.deb.${over}.second`,
    `.shop_1.0.0_all.deb.${later}.data`,
    `.shop_1.0.0_all.deb.${old}.data`,
  ];
  for (const name of [...stay, ...go]) await writeFile(path.join(project, 'dist', name), '');
  await utimes(path.join(project, 'dist', `.shop_1.0.0_all.deb.${old}.data`), 1e9, 1e9);
  await built();
  assert.equal(await inDist(), [...stay, ...PACKAGES].sort());
});

leftovers.run();
