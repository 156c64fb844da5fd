import { z } from 'zod';
import { isLink } from '../text.js';

/** The parts of Slack's answers that the bot reads. Everything else in them is ignored. */

export const authAnswer = z.object({
  user_id: z.string(),
  bot_id: z.string(),
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
});

export const postAnswer = z.object({ ts: z.string(), channel: z.string() });

export const uploadAddressAnswer = z.object({ upload_url: z.url(), file_id: z.string().min(1) });

export const uploadedAnswer = z.object({
  files: z.array(z.object({ id: z.string(), permalink: z.string().optional() })).optional(),
});

/** It is put into links of messages as it is. */
export const permalinkAnswer = z.object({ permalink: z.string().refine(isLink) });

const metadata = z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) });

const message = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().nullish(),
  text: z.string().optional(),
  metadata: metadata.optional().catch(undefined),
  files: z
    .array(z.object({ id: z.string(), permalink: z.string().optional() }))
    .optional()
    .catch(undefined),
});
export type FoundMessage = z.infer<typeof message>;

export const messagesAnswer = z.object({
  messages: z.array(message),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

const reaction = z.object({ name: z.string(), users: z.array(z.string()), count: z.number() });
export type FoundReaction = z.infer<typeof reaction>;

export const reactionsAnswer = z.object({ message: z.object({ reactions: z.array(reaction).optional() }) });

export const userAnswer = z.object({
  user: z.object({
    id: z.string(),
    team_id: z.string().optional(),
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    is_workflow_bot: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
    name: z.string().optional(),
    /** `api_app_id` of a bot: the app it belongs to. Of people: what they call themselves. */
    profile: z
      .object({
        api_app_id: z.string().optional(),
        display_name: z.string().optional(),
        real_name: z.string().optional(),
      })
      .optional(),
    enterprise_user: z
      .object({
        id: z.string().optional(),
        enterprise_id: z.string().optional(),
        teams: z.array(z.string()).optional(),
      })
      .optional(),
  }),
});

export type FoundUser = z.infer<typeof userAnswer>['user'];

export const groupsAnswer = z.object({ usergroups: z.array(z.object({ id: z.string(), handle: z.string() })) });

export const groupMembersAnswer = z.object({ users: z.array(z.string()) });

const channel = z.object({
  id: z.string(),
  name: z.string().optional(),
  is_member: z.boolean().optional(),
  is_archived: z.boolean().optional(),
});

export const channelAnswer = z.object({ channel });

export const channelsAnswer = z.object({
  channels: z.array(channel),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

export const membersAnswer = z.object({
  members: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** `hash` names this state of the view: an update that carries it fails when the view has changed since. */
export const viewAnswer = z.object({ view: z.object({ id: z.string(), hash: z.string() }) });
export type ShownView = z.infer<typeof viewAnswer>['view'];

export const anyAnswer = z.object({});
