import { shippedSpaceLimits } from '../../roll/policy.js';
import { mapping, wholeNumber } from '../../settings/values.js';

const percentage = () => wholeNumber('a percentage from 0 to 100', 0, 100);

/** When a replica server's free disk space is too little. */
export const spaceSettings = mapping({
  refusedBelow: percentage()
    .default(shippedSpaceLimits.refusedBelow)
    .describe(
      'A server with less free on a disk is not rolled: disk_min_available_space_ratio of your replica servers, ' +
        'below which they take no copy.',
    ),
  warnBelow: percentage()
    .default(shippedSpaceLimits.warnBelow)
    .describe('A plan warns of servers with less free on a disk.'),
});
