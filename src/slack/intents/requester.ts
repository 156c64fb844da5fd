import { z } from 'zod';
import { slackChannel, slackUser } from './payload-ids.js';
import type { Asked } from './replies.js';

const payload = z.object({
  user_id: slackUser.optional(),
  channel_id: slackChannel.optional(),
  user: z.object({ id: slackUser }).optional(),
  channel: z.object({ id: slackChannel }).optional(),
  response_url: z.url().optional(),
});

/** Where the person is who sent a command or clicked; undefined where there is nobody to answer. */
export function requesterOf(body: unknown): Asked | undefined {
  const found = payload.safeParse(body).data;
  const user = found?.user_id ?? found?.user?.id;
  const channel = found?.channel_id ?? found?.channel?.id;
  if (user === undefined || channel === undefined) return undefined;
  return { channel, user, ...(found?.response_url === undefined ? {} : { responseUrl: found.response_url }) };
}
