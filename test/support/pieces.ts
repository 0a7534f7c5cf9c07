/**
 * Contents in pieces, as tar makes them.
 */

/** Pieces in memory that is used again, as those of tar. */
export function* pieces(texts: readonly string[], before = (_: number): void => {}): Generator<Uint8Array> {
  const both = [Buffer.alloc(100_000), Buffer.alloc(100_000)] as const;
  for (const [at, text] of texts.entries()) {
    before(at);
    const piece = both[at % 2] as Buffer;
    yield piece.subarray(0, piece.write(text));
  }
}

export const TEXTS = Array.from({ length: 9 }, (_, at) => `${at}`.repeat(at * 9000) + 'the same '.repeat(200));
