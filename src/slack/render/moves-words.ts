import type { LeadershipRestored } from '../../roll/leadership.js';
import { givesLeadershipBack } from '../../roll/options.js';
import type { Plan } from '../../roll/plan.js';
import type { PredictedMoves } from '../../roll/predict-moves.js';
import type { Progress } from '../../roll/progress.js';
import { inLanguage } from '../language.js';

/** What the plan says of leadership at the end of the run; undefined where it moves none. */
export function endOfLeadership({ options, targets }: Pick<Plan, 'options' | 'targets'>): string | undefined {
  if (options.rebalance || !targets.some(({ role }) => role === 'replica')) return undefined;
  return givesLeadershipBack(options)
    ? inLanguage({
        en: 'at the end each primary goes back to the server that leads it now',
        zh: '最后每个 primary 都移回现在的 server',
      })
    : inLanguage({ en: 'at the end leadership is left as it is then', zh: '最后不还原 primary' });
}

/** `44 to empty the servers, 31 back; the documented way 46, and at least 12 to balance`. */
export function predictedMovesWords({ drains, back, documented }: PredictedMoves): string {
  const ours = [
    inLanguage({ en: `${drains} to empty the servers`, zh: `排空 server ${drains} 个` }),
    ...(back === undefined ? [] : [inLanguage({ en: `${back} back at the end`, zh: `最后移回 ${back} 个` })]),
  ].join(inLanguage({ en: ', ', zh: '，' }));
  return `${ours}${inLanguage({ en: '; ', zh: '；' })}${documentedMovesWords(documented)}`;
}

const documentedMovesWords = ({ drains, balance }: PredictedMoves['documented']): string =>
  inLanguage({
    en: `the documented way ${drains}${balance === 0 ? '' : `, and at least ${balance} to balance`}`,
    zh: `文档里的做法 ${drains} 个${balance === 0 ? '' : `，均衡还要至少 ${balance} 个`}`,
  });

/** How many primaries the run has moved. */
export function movesMade({ targets, leadershipRestored }: Progress): {
  readonly drains: number;
  readonly back: number;
} {
  return {
    drains: targets.reduce((sum, { primariesMoved = 0 }) => sum + primariesMoved, 0),
    back: leadershipRestored?.moved ?? 0,
  };
}

/** What giving leadership back has come to, for the outcome; undefined where there was nothing to give back. */
export function restoredWords(restored: LeadershipRestored | undefined): string | undefined {
  if (restored === undefined) return undefined;
  const { moved, left = 0, gone, why } = restored;
  if (why === undefined && moved + gone === 0) return undefined;
  const stay = left + gone;
  if (why === undefined && stay === 0)
    return inLanguage({
      en: `Given back as it was: ${moved} moved.`,
      zh: `已还原为任务之前的分布：移动了 ${moved} 个。`,
    });
  return inLanguage({
    en: `Not all of it was given back as it was: ${moved} moved, ${stay === 0 ? 'others' : stay} stay where they are.`,
    zh: `没有全部还原为任务之前的分布：移动了 ${moved} 个，${stay === 0 ? '其余' : `${stay} 个`}留在原处。`,
  });
}
