import type { Desk } from '../../engine/desk.js';
import type { UserId } from '../../roll/ids.js';
import type { Intent, IntentAnswer } from '../../roll/intent.js';
import type { Run } from '../../roll/run.js';
import { authorize, dependsOnApprovers, type Permission, type Wish } from '../authorize.js';
import type { Identity } from '../identity.js';
import { peopleOf } from '../people.js';
import { capital, channelName, sentence } from '../text.js';

/** What is asked about: who began it (the requester of a run, the owner of a lock), and who approves there. */
interface Matter {
  readonly owner?: UserId;
  readonly approvers: readonly string[];
  /** Id or name of the channel whose members approve when nobody is named; undefined: whichever it is asked for in. */
  readonly channel: string | undefined;
  readonly selfApproval: boolean;
}

/** Between what people say and what the desk hears: who they are, whether they may, then the desk's own answer. */
export class Gatekeeper {
  readonly #desk: Desk;
  readonly #identity: Identity;

  constructor(desk: Desk, identity: Identity) {
    this.#desk = desk;
    this.#identity = identity;
  }

  /** May they ask for this? Without `about` only who they are to the workspace counts. */
  async mayAsk(wish: Wish, user: UserId, about?: Matter): Promise<Permission> {
    const requester = about?.owner === user;
    const [standing, approver] = await Promise.all([this.#identity.standing(user), about !== undefined && dependsOnApprovers(wish, requester) ? this.#identity.isApprover(user, about) : ('no' as const)]);
    const room = about === undefined || about.approvers.length > 0 || about.channel === undefined ? {} : { room: channelName(about.channel) };
    return authorize(wish, { standing, requester, approver, ...room }, about?.selfApproval ?? false);
  }

  /** Resolves when the desk has decided, and its decision is on disk. `text` is safe to show. */
  async say(run: Run, intent: Intent): Promise<IntentAnswer> {
    const { approvers, selfApproval } = run.plan.approvals;
    const permission = await this.mayAsk(intent.kind, intent.by, { owner: run.requestedBy, approvers, selfApproval, channel: run.channel });
    if (!permission.allowed) return { accepted: false, text: permission.reason };
    const answer = await this.#desk.submit(run.id, intent);
    // Whoever was faster is named in the answer, and is known to the run by now.
    const now = this.#desk.runs().find(({ id }) => id === run.id) ?? run;
    return { accepted: answer.accepted, text: capital(sentence(answer.text, [...peopleOf(now), intent.by])) };
  }
}
