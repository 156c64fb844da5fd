import type { ActiveRun } from '../active.js';
import { commandAtWork, currentTarget } from '../active.js';
import type { GateBlock } from '../gates/verdict.js';
import type { Hold, HoldChoice, HoldReason } from '../hold.js';
import type { Gpid, NodeAddress } from '../ids.js';
import type { Message } from '../message.js';

interface Particulars {
  readonly gates?: readonly GateBlock[];
  readonly nodes?: readonly NodeAddress[];
  readonly gpids?: readonly Gpid[];
  readonly raw?: readonly string[];
  /** What going on without a command would do; absent where nothing moves by itself. */
  readonly wait?: Message;
  /** Absent where it would be the same as `wait`. */
  readonly retry?: Message;
  /** What force would do; absent where nothing may be forced. */
  readonly force?: Message;
}

/** A hold at the server at hand, with the choices that are safe there. */
export function makeHold(run: ActiveRun, reason: HoldReason, what: Message, by: Particulars): Hold {
  const target = currentTarget(run);
  const choices: { choice: HoldChoice; does: Message }[] = [];
  if (by.wait !== undefined) choices.push({ choice: 'wait', does: by.wait });
  if (by.retry !== undefined) choices.push({ choice: 'retry', does: by.retry });
  if (target !== undefined && canBeSkipped(run))
    choices.push({ choice: 'skip', does: { code: 'does-skip', node: target.address } });
  if (by.force !== undefined)
    choices.push({ choice: 'force', does: { code: 'does-with-second-approver', does: by.force } });
  // While the settings are put back there is nothing left to abort.
  if (run.progress.phase.kind !== 'leave-maintenance')
    choices.push({
      choice: 'abort',
      does: { code: 'does-abort', left: target?.processDown === true ? target.address : undefined },
    });
  return {
    reason,
    what,
    ...(target === undefined ? {} : { node: target.address }),
    gates: by.gates ?? [],
    nodes: by.nodes ?? [],
    gpids: by.gpids ?? [],
    raw: by.raw ?? [],
    choices,
  };
}

/**
 * A server can be left out while its process has not been ended and no command is at work on it; later there would be
 * two that aren't proven well.
 */
function canBeSkipped(run: ActiveRun): boolean {
  const target = currentTarget(run);
  const { phase } = run.progress;
  return (
    target !== undefined &&
    phase.kind === 'target' &&
    !target.processDown &&
    commandAtWork(run) === undefined &&
    phase.step.kind !== 'heal' &&
    phase.step.kind !== 'settle' &&
    phase.step.kind !== 'verify' &&
    phase.step.kind !== 'after' &&
    phase.step.kind !== 'soak'
  );
}

/** Why a server that does not get empty is not stopped. */
export const notEmptied = (what: Message, { address }: { readonly address: NodeAddress }): Message => ({
  code: 'not-emptied',
  what,
  node: address,
});
