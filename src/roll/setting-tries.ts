import type { SettingAct } from './act.js';
import { assertNever } from '../lib/assert-never.js';
import type { NodeAddress } from './ids.js';
import type { Observation } from './observation.js';
import type { Correcting, Phase } from './progress.js';

/*
 * How often a setting is tried that does not take: by a run, and by the engine where nothing is left of a run but the
 * settings that it saved.
 */

/** A setting that does not take is tried at most this seldom, */
const longestWaitMs = 60_000;
/** but for the one without which the meta repairs nothing. */
const longestReleaseWaitMs = 10_000;

/**
 * When the setting that does not take is tried again: each wait is twice as long as the one before.
 * @param firstMs the first wait
 */
export function triedAgainAt({ at, tries = 1, releasing = false }: Correcting, firstMs: number): number {
  const longest = Math.max(firstMs, releasing ? longestReleaseWaitMs : longestWaitMs);
  return at + Math.min(longest, firstMs * 2 ** Math.min(tries - 1, 16));
}

/**
 * What is remembered of the tries at this setting; undefined at the first one. Metas are put back in turns, and have
 * one time together: two that do not take it must not begin each other's anew. To set add_secondary to 0 and to give it
 * back are two things: the second does not wait for a try at the first.
 */
export function triesAt(
  act: SettingAct,
  last: Correcting | undefined,
  phase: Phase['kind'],
  seen: Observation,
): Correcting | undefined {
  if (last?.act !== act.kind || (last.releasing ?? false) !== releases(act, seen)) return undefined;
  const together = act.kind === 'set-min-live-nodes' && phase === 'leave-maintenance';
  return together || last.leader === metaOf(act) ? last : undefined;
}

/** Whether it reads as before the last try, which then was in vain. */
export const isUnchanged = (tries: Correcting, act: SettingAct, seen: Observation): boolean =>
  tries.read === valueOf(act, seen);

/** What is remembered of one more try. `before`: what `triesAt` says. */
export function nextTry(act: SettingAct, before: Correcting | undefined, seen: Observation, now: number): Correcting {
  const read = valueOf(act, seen);
  return {
    act: act.kind,
    leader: metaOf(act),
    since: before?.since ?? now,
    at: now,
    tries: before?.read === read ? (before.tries ?? 1) + 1 : 1,
    read,
    ...(releases(act, seen) ? { releasing: true } : {}),
    ...(before?.told === true ? { told: true } : {}),
  };
}

/** The meta whose least number of live servers was put back last: then it is the next one's turn. */
export const lastMetaTried = (last: Correcting | undefined): NodeAddress | undefined =>
  last?.act === 'set-min-live-nodes' ? last.leader : undefined;

/** The value of which DEFAULT was tried by it, if it was that. */
export function defaultTriedBy(act: SettingAct): readonly ('assign-delay' | 'add-secondary-max')[] {
  if (!('value' in act) || act.value !== 'DEFAULT') return [];
  return act.kind === 'set-assign-delay' ? ['assign-delay'] : ['add-secondary-max'];
}

const metaOf = (act: SettingAct): NodeAddress => ('leader' in act ? act.leader : act.meta);

/** Whether it lets the meta repair again. */
const releases = (act: SettingAct, { settings }: Observation): boolean =>
  act.kind === 'set-add-secondary-max' && settings.addSecondaryMax === 0;

/** What the setting is now, as a word. */
function valueOf(act: SettingAct, { storedLevel, settings, minLive }: Observation): string {
  switch (act.kind) {
    case 'set-level':
      return storedLevel;
    case 'set-assign-delay':
      return String(settings.assignDelayMs);
    case 'set-add-secondary-max':
      return String(settings.addSecondaryMax);
    case 'set-flow-control':
      return String(settings.flowControl);
    case 'set-min-live-nodes':
      return String(minLive?.[act.meta]);
    default:
      return assertNever(act);
  }
}
