import type { NodeAddress } from '../roll/ids.js';
import type { Look } from '../roll/observation.js';

/** Every server that a look names: each of them may be asked something of its own. */
export const askedServers = ({
  processes,
  counts,
  minLiveOf = [],
  flag,
  freeSpace = [],
}: Look): readonly NodeAddress[] => [
  ...processes,
  ...(counts === undefined ? [] : [counts]),
  ...minLiveOf,
  ...(flag?.of ?? []),
  ...freeSpace,
];
