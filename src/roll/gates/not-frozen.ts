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
    return block('not-frozen', `whether the meta freezes with one server away cannot be said: ${percentage.message}`);
  const away = seen.nodes.filter(({ status }) => status !== 'alive').map(({ address }) => address);
  const alive = seen.nodes.length - away.length;
  const left = alive - 1;
  // With all of them ALIVE it passes: they may come back, and no setting needs to be changed for it.
  const all = seen.nodes.length - 1;
  const missing = `${away.join(', ')} ${away.length === 1 ? 'is' : 'are'} not ALIVE`;
  if (left < least) {
    const lasting = all < least;
    return block(
      'not-frozen',
      `with one of ${alive} servers away ${left} would be left, and below min_live_node_count_for_unfreeze = ${least} the meta freezes: ${lasting ? howToLower(input, all) : missing}`,
      { lasting, nodes: lasting ? [] : away },
    );
  }
  if (left * 100 < percentage * seen.nodes.length) {
    const lasting = all * 100 < percentage * seen.nodes.length;
    return block(
      'not-frozen',
      `with one server away ${left} of ${seen.nodes.length} would be left, and below meta.live_percentage = ${percentage} the meta freezes${lasting ? '' : `: ${missing}`}`,
      { lasting, nodes: lasting ? [] : away },
    );
  }
  return pass('not-frozen');
}

/**
 * The half of it that counts whoever is rolled: a level that somebody has lowered on purpose is not raised by a run.
 */
export function atWork({ seen: { effectiveLevel } }: GateInput): GateVerdict {
  if (effectiveLevel === 'steady' || effectiveLevel === 'lively') return pass('not-frozen');
  return block('not-frozen', `the meta's level in force is ${effectiveLevel}: it repairs nothing and refuses updates`);
}

function howToLower({ seen, options }: GateInput, left: number): string {
  if (left < 1) return 'there is no other server, so add one first';
  const asks = options.lowerMinLive === true;
  if (seen.freeze?.minLiveNodes === undefined) {
    const refused = asks
      ? '--lower-min-live cannot be done here, because only admin.kind: native reads and changes it, over HTTP, and this bot could not read it. '
      : '';
    return `${refused}${refused === '' ? 'lower' : 'Lower'} it on the leader before the roll (from 2.4 on: HTTP /updateConfig?min_live_node_count_for_unfreeze=${left}) and set minLiveNodes in this cluster's configuration accordingly`;
  }
  if (seen.freeze.minLiveNodesMutable !== true) {
    return `${asks ? '--lower-min-live cannot be done here: ' : ''}these servers do not let it be changed while they run (they can from 2.4 on), so it takes another value in their config.ini and a restart of the metas`;
  }
  return `ask with --lower-min-live, and the run lowers it to ${left} on the leader and puts it back at the end; or lower it yourself (HTTP /updateConfig?min_live_node_count_for_unfreeze=${left} on ${seen.leader})`;
}
