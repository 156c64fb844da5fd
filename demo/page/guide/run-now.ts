import type { Block, InteractiveElement } from '../../workspace/world/blocks.js';
import type { Message } from '../protocol.js';

/** How far the newest run of a channel is, as its message shows it. */
export type Phase = 'none' | 'awaiting' | 'rolling' | 'paused' | 'held' | 'ended';

export interface RunNow {
  readonly phase: Phase;
  readonly message?: Message;
}

interface Button {
  readonly block: Block;
  readonly element: InteractiveElement;
}

/** The newest message of the bot that is one of a run; replies and what one person alone sees are none. */
export function runNow(messages: readonly Message[]): RunNow {
  const message = messages.findLast(
    (each) => each.bot && !each.ephemeral && each.thread_ts === undefined && each.blocks.length > 0,
  );
  if (message === undefined) return { phase: 'none' };
  return { phase: phaseOf(message), message };
}

/** By what can be pressed: buttons that mean nothing at the moment are not there. */
function phaseOf(message: Message): Phase {
  const can = (action: string): boolean => buttonOf(message, action) !== undefined;
  if (can('pegasus_approve')) return 'awaiting';
  if (can('pegasus_pause')) return 'rolling';
  if (can('pegasus_resume')) return 'paused';
  return can('pegasus_abort') ? 'held' : 'ended';
}

export function buttonOf(message: Message, action: string): Button | undefined {
  return message.blocks
    .flatMap((block) => (block.type === 'actions' ? block.elements.map((element) => ({ block, element })) : []))
    .find(({ element }) => element.action_id === action);
}
