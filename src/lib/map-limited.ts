import { atMost } from './at-most.js';

/** Maps in order, with at most `most` under way at once. Rejects as soon as one does. */
export async function mapLimited<Item, Value>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Value>,
): Promise<readonly Value[]> {
  const limited = atMost(most);
  return Promise.all(items.map((item) => limited(() => work(item))));
}
