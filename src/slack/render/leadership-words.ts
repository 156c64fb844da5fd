import type { ServerLead } from '../../roll/leadership.js';
import { quoted } from '../text.js';
import { inLanguage } from '../language.js';

/** Up to so many servers are told one by one. */
const oneByOne = 12;

/** `28 / 27 / 24 / 9 / 0`, in the order of the servers; of many from the least to the most. */
export function leadershipWords(led: readonly ServerLead[]): string {
  if (led.length === 0) return inLanguage({ en: 'no server is ALIVE', zh: '没有 server 是 ALIVE' });
  const primaries = led.map((each) => each.primaries);
  if (led.length <= oneByOne)
    return inLanguage({ en: `${primaries.join(' / ')} primaries`, zh: `${primaries.join(' / ')} 个 primary` });
  const least = Math.min(...primaries);
  const address = led.find((each) => each.primaries === least)?.address ?? '';
  return inLanguage({
    en: `from ${least} (\`${quoted(address)}\`) to ${Math.max(...primaries)} primaries a server`,
    zh: `每台从 ${least} 个（\`${quoted(address)}\`）到 ${Math.max(...primaries)} 个 primary`,
  });
}
