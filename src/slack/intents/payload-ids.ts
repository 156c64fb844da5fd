import { z } from 'zod';

/** Ids as Slack writes them. They end up in mentions and links, so nothing else passes for one. */
export const slackUser = z.string().regex(/^[UW][A-Z0-9]{2,}$/);
export const slackChannel = z.string().regex(/^[CDG][A-Z0-9]{2,}$/);
