import { KeyedMutex } from '../../lib/keyed-mutex.js';
import type { RunService } from '../../engine/run-service.js';
import type { CampaignPost, Conversation } from '../../conversation/conversation.js';
import type { Run } from '../../roll/run.js';

/** The conversation of one run: read from the run service, changed one change at a time, on disk before it counts. */
export class ConversationBook {
  readonly #runService: RunService;
  readonly #run: Pick<Run, 'id' | 'channel'>;
  readonly #mutex = new KeyedMutex();

  constructor(runService: RunService, run: Pick<Run, 'id' | 'channel'>) {
    this.#runService = runService;
    this.#run = run;
  }

  now(): Conversation {
    return (
      this.#runService.conversation(this.#run.id) ?? { channel: this.#run.channel, older: [], toldSeq: 0, seeded: [] }
    );
  }

  /** @throws what the store throws; nothing has been changed then. */
  change(change: (conversation: Conversation) => Conversation): Promise<void> {
    return this.#mutex.run('conversation', async () => {
      const before = this.now();
      const after = change(before);
      if (after !== before) await this.#runService.saveConversation(this.#run.id, after);
    });
  }

  /** Nothing is changed where the message of the campaign is another one by now. */
  changeCampaign(ts: string, change: (campaign: CampaignPost) => CampaignPost): Promise<void> {
    return this.change((now) => (now.campaign?.ts === ts ? { ...now, campaign: change(now.campaign) } : now));
  }
}

/** Without the post that was begun: it has been made, or will not be. */
export function withoutPosting({ posting: _begun, ...rest }: Conversation): Conversation {
  return rest;
}

/** As if the current message had never been posted; it is remembered among the older ones. */
export function withoutMessage(conversation: Conversation): Conversation {
  const { channel, ts, planId, older, toldSeq, digest, questions, campaign, stands } = conversation;
  return {
    channel,
    older: ts === undefined ? older : [...older, { ts, planId: planId ?? '' }],
    toldSeq,
    seeded: [],
    ...(digest === undefined ? {} : { digest }),
    ...(campaign === undefined ? {} : { campaign }),
    ...(stands === undefined ? {} : { stands }),
    // What stands in its thread stays there.
    ...(questions === undefined ? {} : { questions }),
  };
}
