import { fail, ok, type Result } from '../../lib/result.js';
import type { FoundMessage } from '../api/answers.js';
import type { ApiFailure } from '../api/failure.js';
import type { SlackApi } from '../api/slack-api.js';
import { campaignEvent } from '../render/campaign-message.js';
import { messageEvent, threadEvent } from '../render/message.js';

/** How far a channel (newest first) or a thread (oldest first) is searched, in pages of 200. */
const mostPages = { channel: 10, thread: 50 } as const;

export interface Self {
  readonly userId: string;
  readonly botId: string;
}

/** Finds our message of a run and a plan by its metadata. @returns its `ts`, or undefined when it was never posted. */
export function findMessage(
  api: SlackApi,
  self: Self,
  wanted: { readonly channel: string; readonly run: string; readonly planId: string; readonly not: readonly string[] },
): Promise<Result<string | undefined, ApiFailure>> {
  return findInChannel(
    api,
    self,
    { channel: wanted.channel, event: messageEvent },
    ({ run, plan }, ts) => run === wanted.run && plan === wanted.planId && !wanted.not.includes(ts),
  );
}

/** `event_type` of the line a run has in the digest channel. */
export const digestEvent = 'pegasus_roll_digest';

/** Finds the line of a run in the digest channel. */
export function findDigest(
  api: SlackApi,
  self: Self,
  wanted: { readonly channel: string; readonly run: string },
): Promise<Result<string | undefined, ApiFailure>> {
  return findInChannel(api, self, { channel: wanted.channel, event: digestEvent }, ({ run }) => run === wanted.run);
}

/** Finds the message of a campaign. With a plan: the one that its approval is for. */
export function findCampaign(
  api: SlackApi,
  self: Self,
  wanted: { readonly channel: string; readonly campaign: string; readonly planId: string | undefined },
): Promise<Result<string | undefined, ApiFailure>> {
  return findInChannel(
    api,
    self,
    { channel: wanted.channel, event: campaignEvent },
    ({ campaign, plan }) => campaign === wanted.campaign && (wanted.planId === undefined || plan === wanted.planId),
  );
}

/** Finds a file in a thread by its id. @returns its message's file, or undefined when it does not stand there. */
export async function findFile(
  api: SlackApi,
  wanted: { readonly channel: string; readonly ts: string; readonly file: string },
): Promise<Result<{ readonly permalink?: string | undefined } | undefined, ApiFailure>> {
  const carries = (message: FoundMessage): boolean => message.files?.some(({ id }) => id === wanted.file) === true;
  const found = await search(mostPages.thread, (cursor) => api.replies(wanted.channel, wanted.ts, cursor), carries);
  return found.ok ? ok(found.value?.files?.find(({ id }) => id === wanted.file)) : found;
}

/** Finds our reply for an event of a run. */
export function findReply(
  api: SlackApi,
  self: Self,
  wanted: { readonly channel: string; readonly ts: string; readonly run: string; readonly seq: number },
): Promise<Result<string | undefined, ApiFailure>> {
  return find(
    mostPages.thread,
    (cursor) => api.replies(wanted.channel, wanted.ts, cursor),
    isOurs(self, threadEvent, ({ run, seq }) => run === wanted.run && seq === wanted.seq),
  );
}

function findInChannel(
  api: SlackApi,
  self: Self,
  { channel, event }: { readonly channel: string; readonly event: string },
  matches: PayloadMatch,
): Promise<Result<string | undefined, ApiFailure>> {
  return find(mostPages.channel, (cursor) => api.history(channel, cursor), isOurs(self, event, matches));
}

/** What the bot has written into the metadata of a message, and the `ts` of that message. */
type PayloadMatch = (payload: Payload, ts: string) => boolean;
type Payload = NonNullable<FoundMessage['metadata']>['event_payload'];

const isOurs =
  (self: Self, event: string, matches: PayloadMatch) =>
  ({ bot_id, user, metadata, ts }: FoundMessage): boolean =>
    (bot_id === self.botId || user === self.userId) &&
    metadata?.event_type === event &&
    matches(metadata.event_payload, ts);

async function find(
  most: number,
  page: Page,
  matches: (message: FoundMessage) => boolean,
): Promise<Result<string | undefined, ApiFailure>> {
  const found = await search(most, page, matches);
  return found.ok ? ok(found.value?.ts) : found;
}

type Page = (cursor: string | undefined) => ReturnType<SlackApi['history']>;

async function search(
  most: number,
  page: Page,
  matches: (message: FoundMessage) => boolean,
): Promise<Result<FoundMessage | undefined, ApiFailure>> {
  let cursor: string | undefined;
  for (let pages = 0; pages < most; pages += 1) {
    const answer = await page(cursor);
    if (!answer.ok) return fail(answer.failure);
    const found = answer.value.items.find(matches);
    if (found !== undefined) return ok(found);
    cursor = answer.value.next;
    if (cursor === undefined) break;
  }
  return ok(undefined);
}
