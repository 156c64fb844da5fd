import type { Finding } from '../lib/finding.js';
import { mapLimited } from '../lib/map-limited.js';
import type { DriverCheck } from './driver.js';

/** So many are asked at the same time. */
const atOnce = 8;

/** For checks: looks at each server, some of them at the same time; the findings come in the order of the servers. */
export const eachServer = async (
  servers: DriverCheck['servers'],
  look: (server: DriverCheck['servers'][number]) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> => (await mapLimited(servers, atOnce, look)).flat();
