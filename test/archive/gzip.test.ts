/**
 * Gzip on several cores, and the sum at the end of its stream.
 */
import zlib from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crc32 } from '../../builder/archive/crc32.ts';
import { gzip } from '../../builder/archive/gzip.ts';
import { pretending } from '../support/faults.ts';
import { pieces, TEXTS } from '../support/pieces.ts';

const compression = suite('gzip');
const [KIB, GIB] = [1024, 1024 ** 3];

async function compressed(
  content: Iterable<Uint8Array>,
  { level, threads }: { level: number; threads: number },
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  await gzip(content, { level, threads }, async (part) => void parts.push(part));
  return Buffer.concat(parts);
}

compression('gzip makes one stream of all pieces, whatever the number of threads', async () => {
  const results: Buffer[] = [];
  for (const threads of [1, 2, 3, 20]) {
    const result = await compressed(pieces(TEXTS), { level: 6, threads });
    assert.ok(zlib.gunzipSync(result).equals(Buffer.from(TEXTS.join(''))));
    results.push(result);
  }
  for (const result of results) assert.equal(result, results[0]);
  assert.is(results[0]?.subarray(0, 10).toString('hex'), '1f8b0800000000000203');
  assert.equal(zlib.gunzipSync(await compressed([], { level: 6, threads: 2 })), Buffer.alloc(0));
  // The end of a piece is the dictionary of the next one: the same again costs next to nothing.
  const noise = Buffer.from(Uint8Array.from({ length: 32 * KIB }, (_, at) => (at * at * 7919) >> 5)).toString('latin1');
  const [once, twice] = [[noise], [noise, noise]].map((texts) =>
    compressed(
      texts.map((text) => Buffer.from(text, 'latin1')),
      { level: 9, threads: 2 },
    ),
  );
  const more = ((await twice)?.length ?? 0) - ((await once)?.length ?? 0);
  assert.ok(more < 2000, `${more} bytes more`);
});

compression('gzip compresses as many pieces at a time as there are threads', async () => {
  for (const threads of [1, 3]) {
    const { deflateRaw } = zlib;
    let [now, most] = [0, 0];
    const counting = (piece: Buffer, options: object, done: (error: Error | null, part: Buffer) => void): void => {
      now += 1;
      most = Math.max(most, now);
      deflateRaw(piece, options, (error, part) => {
        now -= 1;
        done(error, part);
      });
    };
    const how = { level: 1, threads } as const;
    await pretending(zlib, { deflateRaw: counting }, () => compressed(pieces(TEXTS), how));
    assert.is(most, threads);
  }
  const failing = (_: Buffer, __: object, done: (error: Error) => void): void => done(new RangeError('too hot'));
  const work = () => compressed(pieces(TEXTS), { level: 1, threads: 3 }).catch((error) => error);
  assert.is((await pretending(zlib, { deflateRaw: failing }, work)).message, 'too hot');
});

compression('the size at the end of a gzip stream is modulo 4 GiB', async () => {
  // Nothing here has this length: only its sum and its size count.
  const large = { length: 4 * GIB + 5, subarray: () => Buffer.alloc(0) };
  const deflateRaw = (_: Buffer, __: object, done: (error: null, part: Buffer) => void) => done(null, Buffer.alloc(0));
  const parts: Buffer[] = [];
  const write = async (part: Uint8Array) => void parts.push(part as Buffer);
  const work = () => gzip([large as unknown as Uint8Array], { level: 1, threads: 1 }, write);
  const { from } = Buffer;
  await pretending(zlib, { deflateRaw, crc32: () => 7 }, () =>
    pretending(Buffer, { from: (part: Buffer) => part }, work),
  );
  assert.is(Buffer.from, from);
  assert.equal([parts.at(-1)?.readUInt32LE(0), parts.at(-1)?.readUInt32LE(4)], [7, 5]);
});

compression('the sum is that of RFC 1952, with and without the help of Node', async () => {
  const sums = (): number[] => {
    const whole = crc32(Buffer.from('123456789'));
    return [
      whole,
      crc32(Buffer.from('56789'), crc32(Buffer.from('1234'))),
      crc32(Buffer.alloc(0)),
      crc32(Buffer.alloc(40, 0xff)),
    ];
  };
  const known = [0xcbf43926, 0xcbf43926, 0, 0x8cd04c73];
  const every = Buffer.from(Array.from({ length: 1024 }, (_, at) => (at * 7) & 0xff));
  assert.equal(sums(), known);
  const portable = await pretending(zlib, { crc32: undefined }, () => [sums(), crc32(every)]);
  assert.equal(portable, [known, crc32(every)]);
});

compression.run();
