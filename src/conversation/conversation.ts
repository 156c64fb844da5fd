/**
 * Where and how far a run has been told in Slack: kept beside the run, so that after a restart
 * nothing is posted twice and nothing is left out.
 */
export interface Conversation {
  readonly channel: string;
  /** The run's current message; absent until it has been posted. */
  readonly ts?: string;
  /** Plan the current message stands for. */
  readonly planId?: string;
  /** Messages of plans that were replaced. */
  readonly older: readonly { readonly ts: string; readonly planId: string }[];
  /** `seq` of the last logged event that stands in the thread. */
  readonly toldSeq: number;
  /** A post that was begun: after a crash or a lost answer it is looked for before it is posted again. */
  readonly posting?:
    | { readonly kind: 'message'; readonly planId: string }
    | { readonly kind: 'thread'; readonly seq: number };
  /**
   * Posts of the thread that ask for an answer, with the event each tells of and a digest of what it says. Absent: none
   * does.
   */
  readonly questions?: readonly { readonly seq: number; readonly ts: string; readonly shown: string }[];
  /** Digest of the last content the message was given, so that an equal one is not sent again. */
  readonly shown?: string;
  /**
   * What people's reactions on the message have been dealt with, as `<user> <emoji>`; absent in what older versions
   * saved.
   */
  readonly seen?: readonly string[];
  /** Reactions the bot has put on the message. */
  readonly seeded: readonly string[];
  /** Its line in the digest channel. Without `ts` a post was begun, and it is not known whether it was made. */
  readonly digest?: { readonly channel: string; readonly ts?: string; readonly shown?: string };
  /** The message of the campaign that the run is of: the last run of a campaign keeps it. */
  readonly campaign?: CampaignPost;
  /**
   * The run is done, or will be, and the campaign does not go on by itself after it: `why` is a clause that is safe to
   * show. `told`: how far that has been said in a post of its own.
   */
  readonly stands?: { readonly why: string; readonly told?: 'posting' | 'posted' };
  /**
   * The report of a run that is over. `sending`: Slack has given the file an id, and it is not known whether it stands
   * in the thread. `picture`: another one, which goes with it.
   */
  readonly report?:
    | { readonly kind: 'sending'; readonly file: string; readonly picture?: string }
    | { readonly kind: 'sent'; readonly link?: string }
    | { readonly kind: 'failed'; readonly why: string };
}

/** The message of a campaign. Without `ts` a post was begun, and it is not known whether it was made. */
export interface CampaignPost {
  readonly channel: string;
  readonly ts?: string;
  /** The plan of the first run that an approval on it is for. */
  readonly planId?: string;
  readonly shown?: string;
  readonly seeded: readonly string[];
  /** As `seen` of a conversation, of this message. */
  readonly seen?: readonly string[];
}
