import { interactiveElements } from '../../demo/workspace/world/blocks.js';
import type { Message } from '../../demo/workspace/world/message.js';
import type { World } from '../world/world.js';

/** The channel of the cluster. */
export const channel = 'pegasus';

/** A message of a run, as somebody sees it. */
export interface Seen {
  readonly message: Message;
  readonly run: string;
  readonly plan: string;
  readonly state: string;
}

/** The newest message of a run, as it stands in the channel. */
export function newestMessage({ slack: { world } }: World): Seen | undefined {
  const id = world.channelNamed(channel)?.id ?? '';
  for (const message of [...world.messages(id)].reverse()) {
    if (message.metadata?.event_type !== 'pegasus_roll' || message.threadTs !== undefined) continue;
    const { run, plan, state } = message.metadata.event_payload;
    if (typeof run !== 'string' || typeof plan !== 'string' || typeof state !== 'string') continue;
    return { message, run, plan, state };
  }
  return undefined;
}

/** The buttons that it has, without their common prefix. */
export function buttonsOf(message: Message): readonly string[] {
  return interactiveElements(message.blocks).flatMap(({ element }) =>
    element.action_id?.startsWith('pegasus_') === true ? [element.action_id.slice('pegasus_'.length)] : [],
  );
}

export const isOver = (state: string): boolean => ['done', 'aborted', 'failed', 'rejected', 'expired'].includes(state);
