import type { ServerLead } from '../../roll/leadership.js';
import { quoted } from '../text.js';

/** Up to so many servers are told one by one. */
const oneByOne = 12;

/** `28 / 27 / 24 / 9 / 0`, in the order of the servers; of many from the least to the most. */
export function leadershipWords(led: readonly ServerLead[]): string {
  if (led.length === 0) return 'no server is ALIVE';
  const primaries = led.map((each) => each.primaries);
  if (led.length <= oneByOne) return `${primaries.join(' / ')} primaries`;
  const least = Math.min(...primaries);
  const address = led.find((each) => each.primaries === least)?.address ?? '';
  return `from ${least} (\`${quoted(address)}\`) to ${Math.max(...primaries)} primaries a server`;
}
