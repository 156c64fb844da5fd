import { setImmediate } from 'node:timers/promises';
import { CountedSlack } from '../../../bench/counted-slack.js';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import type { Conversation } from '../../../src/conversation/conversation.js';
import type { Run } from '../../../src/roll/run.js';
import { MissingScopes } from '../../../src/slack/api/missing-scopes.js';
import { SlackApi } from '../../../src/slack/api/slack-api.js';
import { ChannelPace } from '../../../src/slack/publish/channel-pace.js';
import { Dialects } from '../../../src/slack/publish/dialects.js';
import { EditBudget } from '../../../src/slack/publish/edit-budget.js';
import type { RunPublisherDeps } from '../../../src/slack/publish/run-publisher-deps.js';
import { DeliveryStatus, type Loss } from '../../../src/slack/publish/delivery-status.js';
import { RunPresentation } from '../../../src/slack/publish/run-presentation.js';
import { reactionNames } from '../../../src/slack/reactions.js';
import { FakeRunService } from '../../support/fake-run-service.js';
import { silent } from '../../support/silent.js';

export const digestChannel = 'C0DIGEST01';
const okay = { ok: true } as const;
export const refused = (error: string): object => ({ ok: false, error });
export const rateLimited = (seconds: number): Response =>
  new Response('', { status: 429, headers: { 'retry-after': String(seconds) } });

/** A call to Slack, with the SDK around it, takes some turns of the event loop. */
async function answered(): Promise<void> {
  for (let turns = 0; turns < 10; turns += 1) await setImmediate();
}

/**
 * What the publisher of one run shares, on a clock that stands still, so that its parts can be taken step by step; and
 * a Slack that takes everything, unless the test has another answer.
 */
export class OneRun {
  readonly clock = new VirtualClock(undefined, answered);
  readonly runService = new FakeRunService();
  readonly calls: { readonly method: string; readonly args: URLSearchParams }[] = [];
  readonly losses: Loss[] = [];
  readonly deps: RunPublisherDeps;
  readonly telling: RunPresentation;
  readonly #leaving = new AbortController();
  answer: (method: string, args: URLSearchParams) => object | undefined = () => undefined;

  private constructor(run: Run) {
    const taking = new CountedSlack();
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const call = {
        method: url.slice(url.lastIndexOf('/') + 1),
        args: new URLSearchParams(await new Response(init?.body).text()),
      };
      this.calls.push(call);
      const answer = this.answer(call.method, call.args);
      if (answer instanceof Response) return answer;
      return answer === undefined ? taking.fetch(input, init) : Response.json({ ...okay, ...answer });
    };
    const { clock, runService } = this;
    const log = silent;
    const deliveryStatus = new DeliveryStatus(log);
    deliveryStatus.onLoss((loss) => this.losses.push(loss));
    const api = new SlackApi({
      token: 'xoxb-any',
      clock,
      log,
      fetch,
      onAnswer: (failure) => {
        deliveryStatus.answered(failure);
      },
    });
    this.deps = {
      runService,
      api,
      clock,
      log,
      deliveryStatus,
      digestChannel,
      rasterize: undefined,
      self: { userId: 'U0BOT', botId: 'B0BOT' },
      missingScopes: new MissingScopes(log),
      pace: new ChannelPace(clock),
      budget: new EditBudget(clock),
      dialects: new Dialects(log),
      speech: { reactions: reactionNames(), command: '/pegasus' },
      unsaved: undefined,
      signal: this.#leaving.signal,
    };
    this.telling = new RunPresentation(this.deps, runService.put(run));
  }

  /** @param told how far people have been told of it; absent: its message stands, and shows something older. */
  static async of(run: Run, told: Partial<Conversation> = { ts: '1.1', planId: run.plan.id }): Promise<OneRun> {
    const one = new OneRun(run);
    await one.runService.saveConversation(run.id, { channel: run.channel, older: [], toldSeq: 0, seeded: [], ...told });
    return one;
  }

  now(run: Run): void {
    this.telling.run = this.runService.put(run);
  }

  leave(): void {
    this.#leaving.abort();
  }

  called(method: string): number {
    return this.calls.filter((call) => call.method === method).length;
  }
}
