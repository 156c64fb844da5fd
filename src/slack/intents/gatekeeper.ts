import type { Desk } from '../../engine/desk.js';
import type { UserId } from '../../roll/ids.js';
import type { Intent, IntentAnswer } from '../../roll/intent.js';
import type { Run } from '../../roll/run.js';
import { authorize, type Permission, type Wish } from '../authorize.js';
import type { Identity } from '../identity.js';
import { peopleOf } from '../people.js';
import { capital, sentence } from '../text.js';

/** Between what people say and what the desk hears: who they are, whether they may, then the desk's own answer. */
export class Gatekeeper {
  readonly #desk: Desk;
  readonly #identity: Identity;

  constructor(desk: Desk, identity: Identity) {
    this.#desk = desk;
    this.#identity = identity;
  }

  /** May they ask for this at all, whatever the run? */
  async mayAsk(wish: Wish, user: UserId): Promise<Permission> {
    return authorize(wish, { standing: await this.#identity.standing(user), requester: false, approver: 'no' }, false);
  }

  /** Resolves when the desk has decided, and its decision is on disk. `text` is safe to show. */
  async say(run: Run, intent: Intent): Promise<IntentAnswer> {
    const permission = await this.#mayAnswer(run, intent);
    if (!permission.allowed) return { accepted: false, text: permission.reason };
    const answer = await this.#desk.submit(run.id, intent);
    // Whoever was faster is named in the answer, and is known to the run by now.
    const now = this.#desk.runs().find(({ id }) => id === run.id) ?? run;
    return { accepted: answer.accepted, text: capital(sentence(answer.text, [...peopleOf(now), intent.by])) };
  }

  async #mayAnswer(run: Run, intent: Intent): Promise<Permission> {
    const { approvers, selfApproval } = run.plan.approvals;
    const [standing, approver] = await Promise.all([this.#identity.standing(intent.by), this.#identity.isApprover(intent.by, approvers)]);
    return authorize(intent.kind, { standing, requester: intent.by === run.requestedBy, approver }, selfApproval);
  }
}
