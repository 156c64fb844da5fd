/** What a message that mentions the bot says to it. */
export type Spoken =
  /** The words after the name, as they would stand after the slash command. */
  | { readonly kind: 'command'; readonly text: string }
  /** The bot is spoken of, not spoken to: nothing is read out of it. */
  | { readonly kind: 'aside' };

/**
 * A message is a command only when it begins with the bot's name: of "I asked @pegasus to abort it" nothing may come.
 *
 * @param text as Slack writes it, with mentions as `<@U…>` or `<@U…|name>`.
 */
export function spokenTo(text: string, botUserId: string): Spoken {
  const [whole] = new RegExp(`^\\s*<@${botUserId}(?:\\|[^<>]*)?>[\\s:,]*`).exec(text) ?? [];
  return whole === undefined ? { kind: 'aside' } : { kind: 'command', text: text.slice(whole.length).trim() };
}
