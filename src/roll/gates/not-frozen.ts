import type { Message } from '../message.js';
import { plannedMinLive } from '../min-live.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * The level in force lets the meta work, and would still do so with one server less
 * (docs/pegasus.md, "The freeze check"): a frozen meta refuses every configuration update while the server is away.
 * `planned`: asked before the run has begun, when what it is going to lower counts as lowered. At a server only what
 * the leader says now counts.
 */
export function notFrozen(input: GateInput, when: 'planned' | 'now'): GateVerdict {
  const { seen, policy, options } = input;
  const level = atWork(input);
  if (level.verdict === 'block') return level;
  const lowered = when === 'planned' ? plannedMinLive(seen, options, true) : undefined;
  const least = lowered?.to ?? seen.freeze?.minLiveNodes ?? policy.minLiveNodes;
  const percentage = seen.freeze?.livePercentage ?? policy.livePercentage;
  if (typeof percentage !== 'number')
    return block('not-frozen', { code: 'freeze-rule-unknown', said: percentage.message });
  const { putsBack } = input;
  const away = seen.nodes
    .filter(({ address, status }) => status !== 'alive' && address !== putsBack)
    .map(({ address }) => address);
  // What is down is not taken away, and is back before another one is.
  if (putsBack !== undefined && when === 'now') return pass('not-frozen');
  const alive = seen.nodes.length - away.length;
  const left = alive - 1;
  // With all of them ALIVE it passes: they may come back, and no setting needs to be changed for it. Those that stay
  // dead are not among them.
  const all = seen.nodes.length - 1;
  if (left < least) {
    const lasting = all < least;
    return block(
      'not-frozen',
      {
        code: 'freezes-by-count',
        alive,
        left,
        least,
        missing: away,
        ...(lasting ? { lower: howToLower(input, all) } : {}),
      },
      { lasting, nodes: lasting ? [] : away },
    );
  }
  // The meta goes on counting servers that people have allowed to be dead.
  const known = seen.nodes.length + (seen.leftOut?.length ?? 0);
  if (left * 100 < percentage * known) {
    const lasting = all * 100 < percentage * known;
    return block(
      'not-frozen',
      {
        code: 'freezes-by-percentage',
        left,
        of: known,
        percentage,
        missing: lasting ? [] : away,
      },
      { lasting, nodes: lasting ? [] : away },
    );
  }
  return pass('not-frozen');
}

/**
 * The half of it that counts whoever is rolled: a level that somebody has lowered on purpose is not raised by a run.
 */
export function atWork({ seen: { effectiveLevel, storedLevel }, putsBack }: GateInput): GateVerdict {
  // Frozen for want of live servers, and not by anybody: that one more is back ends it.
  if (putsBack !== undefined && (storedLevel === 'steady' || storedLevel === 'lively')) return pass('not-frozen');
  if (effectiveLevel === 'steady' || effectiveLevel === 'lively') return pass('not-frozen');
  return block('not-frozen', { code: 'meta-not-at-work', level: effectiveLevel });
}

function howToLower({ seen, options }: GateInput, left: number): Message {
  if (left < 1) return { code: 'add-a-server' };
  const asked = options.lowerMinLive === true;
  if (seen.freeze?.minLiveNodes === undefined) return { code: 'lower-min-live-by-hand', to: left, asked };
  if (seen.freeze.minLiveNodesMutable !== true) return { code: 'min-live-fixed', asked };
  return { code: 'ask-for-lower-min-live', to: left, leader: seen.leader };
}
