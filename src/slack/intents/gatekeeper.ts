import type { RunService } from '../../engine/run-service.js';
import type { RunId, UserId } from '../../roll/ids.js';
import type { Intent, IntentAnswer } from '../../roll/intent.js';
import { userId } from '../../roll/ids.js';
import { notBegun } from '../../roll/approved.js';
import type { Run } from '../../roll/run.js';
import { validVotes } from '../../roll/votes.js';
import {
  authorize,
  dependsOnApprovers,
  isAskedAfresh,
  notNow,
  whyVoteFails,
  type Permission,
  type RequestKind,
} from '../authorize.js';
import type { Identity } from '../identity.js';
import { peopleOf } from '../people.js';
import { capital, channelName, sentenceOf } from '../text.js';

/** A vote was given a while ago: what was read since then of who its author is may be this old, milliseconds. */
const freshMs = 15_000;

/** What is asked about: who began it (the requester of a run, the owner of a lock), and who approves there. */
interface Matter {
  readonly owner?: UserId;
  readonly approvers: readonly string[];
  /** Id or name of the channel whose members approve when nobody is named; undefined: whichever it is asked for in. */
  readonly channel: string | undefined;
  readonly selfApproval: boolean;
}

/** What the bot answers somebody who said something to a run; `text` is safe to show. */
export interface ShownAnswer extends Pick<IntentAnswer, 'accepted' | 'repeated'> {
  readonly text: string;
}

/** Between people and the engine: who they are, whether they may, then what the engine answers. */
export class Gatekeeper {
  readonly #runService: RunService;
  readonly #identity: Identity;

  constructor(runService: RunService, identity: Identity) {
    this.#runService = runService;
    this.#identity = identity;
  }

  /** May they ask for this? Without `about` only who they are to the workspace counts. */
  async mayAsk(request: RequestKind, user: UserId, about?: Matter): Promise<Permission> {
    const known = about?.owner === undefined ? user : await this.#identity.knownAs(user, [about.owner]);
    if (known === undefined) return { allowed: false, reason: notNow() };
    const requester = about?.owner === known;
    const [standing, approver] = await Promise.all([
      this.#identity.standing(user),
      about !== undefined && dependsOnApprovers(request, requester)
        ? this.#identity.isApprover(user, about, isAskedAfresh(request) ? 0 : undefined)
        : ('no' as const),
    ]);
    const room =
      about === undefined || about.approvers.length > 0 || about.channel === undefined
        ? {}
        : { room: channelName(about.channel) };
    return authorize(request, { standing, requester, approver, ...room }, about?.selfApproval ?? false);
  }

  /** Resolves when the engine has decided, and its decision is on disk. */
  async say(run: Run, said: Intent): Promise<ShownAnswer> {
    const by = await this.knownAs(run, said.by);
    if (by === undefined) return { accepted: false, text: notNow() };
    const intent: Intent = { ...said, by };
    const permission = await this.mayAsk(intent.kind, by, matterOf(run));
    if (!permission.allowed) return { accepted: false, text: permission.reason };
    if (intent.kind === 'approve' && completes(run, by)) await this.recount(run.id);
    const { message, ...answer } = await this.#runService.submit(run.id, intent);
    // Whoever was faster is named in the answer, and is known to the run by now.
    const now = this.#runService.runs().find(({ id }) => id === run.id) ?? run;
    return { ...answer, text: capital(sentenceOf(message, [...peopleOf(now), intent.by])) };
  }

  /** May they say this to a run, whatever it makes of it? */
  async maySay(run: Run, kind: RequestKind, by: UserId): Promise<Permission> {
    const known = await this.knownAs(run, by);
    return known === undefined ? { allowed: false, reason: notNow() } : this.mayAsk(kind, known, matterOf(run));
  }

  /** Which of these ids means this person; their own where none does. */
  async samePerson(user: string, known: readonly string[]): Promise<string> {
    return (await this.#identity.knownAs(user, known)) ?? user;
  }

  /**
   * The id by which a run knows this person, or the one they come with; undefined when Slack does not say who they are
   * now.
   */
  async knownAs(run: Run, user: string): Promise<UserId | undefined> {
    const known = await this.#identity.knownAs(user, [
      run.requestedBy,
      ...run.votes.map(({ by }) => by),
      ...('forceAskedBy' in run ? [run.forceAskedBy] : []),
    ]);
    return known === undefined ? undefined : userId(known);
  }

  /**
   * Takes away the votes of those who may not vote any more: who has left the channel or the group, is a guest or
   * deactivated now. What Slack does not say takes no vote away: it was given by somebody who might.
   */
  async recount(id: RunId): Promise<void> {
    const run = this.#runService.runs().find((each) => each.id === id);
    if (run === undefined || (run.status !== 'awaiting-approval' && !notBegun(run))) return;
    const about = matterOf(run);
    for (const { by } of validVotes(run)) {
      const [standing, approver] = await Promise.all([
        this.#identity.standing(by, freshMs),
        this.#identity.isApprover(by, about, freshMs),
      ]);
      const because = whyVoteFails({ standing, approver, named: about.approvers.length > 0 });
      if (because !== undefined)
        await this.#runService.submit(id, { kind: 'withdraw', by, via: 'recount', planId: run.plan.id, because });
    }
  }
}

const matterOf = (run: Run): Matter & { readonly owner: UserId } => ({
  owner: run.requestedBy,
  approvers: run.plan.approvals.approvers,
  selfApproval: run.plan.approvals.selfApproval,
  channel: run.channel,
});

/** With this vote there may be enough of them. */
const completes = (run: Run, by: UserId): boolean =>
  run.status === 'awaiting-approval' &&
  validVotes(run).filter((vote) => vote.by !== by).length + 1 >= run.plan.approvals.required;
