/** What Slack's errors mean for a message. */

/** The message does not exist any more: somebody deleted it. */
export const goneErrors: readonly string[] = ['message_not_found', 'thread_not_found'];
/** What was sent is what Slack does not take. */
export const contentErrors: readonly string[] = [
  'msg_too_long',
  'msg_blocks_too_long',
  'invalid_blocks',
  'invalid_blocks_format',
  'no_text',
];
export const metadataErrors: readonly string[] = [
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'metadata_must_be_sent_from_app',
  'metadata_too_large',
];
/** The message stays as it is, whatever is tried. */
export const frozenErrors: readonly string[] = ['cant_update_message', 'edit_window_closed'];
/** The bot itself is not let in any more, in no channel. */
export const tokenErrors: readonly string[] = [
  'token_revoked',
  'account_inactive',
  'invalid_auth',
  'not_authed',
  'token_expired',
  'org_login_required',
];
/** This conversation is closed to the bot, until somebody lets it in again. */
export const channelErrors: readonly string[] = [
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'is_inactive',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'team_access_not_granted',
];
