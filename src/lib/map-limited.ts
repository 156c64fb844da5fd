/** Maps in order, with at most `most` under way at once. Rejects as soon as one does. */
export async function mapLimited<Item, Value>(items: readonly Item[], most: number, work: (item: Item) => Promise<Value>): Promise<readonly Value[]> {
  const done: { readonly place: number; readonly value: Value }[] = [];
  const waiting = items.entries();
  const lane = async (): Promise<void> => {
    for (const [place, item] of waiting) done.push({ place, value: await work(item) });
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
  return done.sort((left, right) => left.place - right.place).map(({ value }) => value);
}
