import type { RunIn } from '../../roll/run.js';
import { inLanguage } from '../language.js';

/** What became of an aborted run's servers. How to go on with the rest is said where its button is. */
export function whatStays({ progress: { targets } }: RunIn<'aborted'>): string {
  if (targets.length === 0) return inLanguage({ en: 'No server was touched.', zh: '没有动过任何 server。' });
  return targets.some(({ state }) => state === 'done')
    ? inLanguage({ en: 'Servers already rolled stay as they are.', zh: '已经滚动过的 server 保持现状。' })
    : inLanguage({ en: 'No server was rolled.', zh: '没有滚动过任何 server。' });
}
