import type { Random } from '../../../src/lib/random.js';
import type { Catalogue, Table } from './catalogue.js';

/**
 * Spreads the partitions of full tables evenly over the servers: leadership goes round, and each round
 * takes the next offset for the secondaries. `order` is a shuffle of the servers, so that seeds differ.
 */
export function layOut(catalogue: Catalogue, table: Table, order: readonly string[], from: number): void {
  const size = order.length;
  const at = (place: number): string | undefined => order[place % size];
  for (const partition of table.partitions) {
    const place = from + partition.index;
    const round = Math.floor(place / size);
    const secondaries: string[] = [];
    for (let nth = 0; nth < Math.min(table.replicas, size) - 1; nth++) {
      const node = at(place + 1 + ((round + nth) % (size - 1)));
      if (node !== undefined) secondaries.push(node);
    }
    catalogue.configure(partition, at(place), secondaries, table.replicas);
  }
}

export function shuffled(random: Random, items: readonly string[]): readonly string[] {
  const order = [...items];
  for (let place = order.length - 1; place > 0; place--) {
    const other = random.between(0, place);
    const [here, there] = [order[place], order[other]];
    if (here !== undefined && there !== undefined) [order[place], order[other]] = [there, here];
  }
  return order;
}
