import { assertNever } from '../../../src/lib/assert-never.js';
import { isMember, type Partition } from './catalogue.js';

/** A change of a partition's configuration, as its (future) primary asks the meta for it. */
export type Change =
  | { readonly kind: 'downgrade-primary'; readonly node: string }
  | { readonly kind: 'make-primary'; readonly node: string }
  | { readonly kind: 'remove'; readonly node: string; readonly lingers: boolean }
  | { readonly kind: 'add-secondary'; readonly node: string }
  /** A primary that comes back from a quick restart takes a new ballot. */
  | { readonly kind: 'resume'; readonly node: string };

/** What is asked may have been overtaken by what the meta granted before. */
export function fits(partition: Partition, asker: string, change: Change): boolean {
  switch (change.kind) {
    case 'downgrade-primary':
    case 'resume':
      return partition.primary === change.node;
    case 'make-primary':
      return (
        partition.primary === undefined &&
        (partition.secondaries.includes(change.node) || partition.secondaries.length === 0)
      );
    case 'remove':
      return isMember(partition, change.node) && (partition.primary === asker || asker === change.node);
    case 'add-secondary':
      return partition.primary === asker && !isMember(partition, change.node);
    default:
      return assertNever(change);
  }
}
