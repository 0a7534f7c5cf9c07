/**
 * Work on many files, some of it at a time.
 */

/** So many requests to the file system are under way at a time. */
const WORKERS = 32;

/** Does `work` for each of `items`, WORKERS at a time. */
export async function each<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return results;
}
