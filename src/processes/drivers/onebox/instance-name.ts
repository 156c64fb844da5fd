import { fail, ok, type Result } from '../../../lib/result.js';
import type { NodeAddress, Role } from '../../../roll/ids.js';
import { splitAddress } from '../../placeholders.js';

/** How run.sh is told which onebox process is meant: `-m 1`, `-r 2`, `-c`. */
export type InstanceOption = readonly string[];

/** Instance i of a role listens on this plus i. */
const basePort = { meta: 34_600, replica: 34_800 } as const;
const collectorPort = 34_101;
/** Above this the ports of one role would run into another's. */
const mostInstances = 99;

/** The instance behind an address of a onebox; a sentence when its port belongs to none. */
export function instanceOption(role: Role, address: NodeAddress): Result<InstanceOption, string> {
  const port = Number(splitAddress(address).port);
  if (role === 'collector')
    return port === collectorPort
      ? ok(['-c'])
      : fail(`${address} is not the collector of a onebox, which listens on port ${collectorPort}`);
  const instance = port - basePort[role];
  if (!Number.isInteger(instance) || instance < 1 || instance > mostInstances) {
    return fail(`${address} is no ${role} of a onebox, which listens on port ${basePort[role]} plus its number`);
  }
  return ok([role === 'meta' ? '-m' : '-r', String(instance)]);
}
