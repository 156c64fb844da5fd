import type { News, WorkspaceNews } from '../../page/protocol.js';
import { told } from '../people/story.js';
import type { Message, Occurrence } from '../world/message.js';
import type { World } from '../world/world.js';

/** What the page is told as it happens; each is one server-sent event. */
export class Feed {
  readonly #listeners = new Set<(news: News) => void>();

  constructor(world: World) {
    world.onOccurrence((occurrence) => {
      for (const news of newsOf(world, occurrence)) this.tell(news);
    });
  }

  /** The answer ends it. */
  subscribe(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tell(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }
}

function newsOf(world: World, occurrence: Occurrence): WorkspaceNews[] {
  if (!('message' in occurrence)) return [{ kind: 'state' }];
  const { message } = occurrence;
  const own: WorkspaceNews =
    occurrence.kind === 'deleted'
      ? { kind: 'deleted', channel: message.channel, ts: message.ts }
      : { kind: 'message', message: told(world, message) };
  const parent: Message | undefined =
    message.threadTs === undefined ? undefined : world.message(message.channel, message.threadTs);
  // A parent shows how many answers it has.
  return parent === undefined ? [own] : [own, { kind: 'message', message: told(world, parent) }];
}
