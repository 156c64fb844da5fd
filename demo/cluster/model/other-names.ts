import type { World } from './world.js';

/** What a server is called besides its name in the model: `localhost:34801` is `127.0.0.1:34801`. */
const pairs = [
  ['127.0.0.1:', 'localhost:'],
  ['localhost:', '127.0.0.1:'],
] as const;

/** The other name of a server on this machine; the name itself for any other. */
export function otherName(address: string): string {
  const pair = pairs.find(([host]) => address.startsWith(host));
  return pair === undefined ? address : pair[1] + address.slice(pair[0].length);
}

/** How the leader lists a server: by the other name since the names have changed, as after an upgrade of the metas. */
export const listedName = ({ faults }: World, address: string): string =>
  faults.otherNames === 'none' ? address : otherName(address);
