import { z } from 'zod';
import { canonicalEmoji, clashes, withDefaults } from '../../lib/emoji.js';
import { argumentList } from '../../settings/argument-list.js';
import { duration, mapping, oneOf, text } from '../../settings/values.js';

// Custom emoji can be named in any script, but never with capitals.
const emoji = text('the name of an emoji, without colons, capitals and skin tone', /^[\p{Ll}\p{Lo}\p{M}\p{N}_+'-]+$/u);
const emojiNames = z
  .array(emoji, { error: 'a list of emoji names, for example [white_check_mark]' })
  .min(1, { error: 'at least one emoji name' });

const channelId = text('the id of a channel, such as C0123456789', /^[CG][A-Z0-9]{2,}$/);
/** What a run does that people cannot see any more. */
export const onLost = () => oneOf(['continue', 'pause']);

export const slackSettings = mapping({
  mode: oneOf(['socket', 'http'])
    .default('socket')
    .describe('How Slack reaches the bot: Socket Mode, or HTTP at http.listen.'),
  reactions: mapping({
    approve: emojiNames.exactOptional(),
    reject: emojiNames.exactOptional(),
    pause: emojiNames.exactOptional(),
    resume: emojiNames.exactOptional(),
    abort: emojiNames.exactOptional(),
  })
    .superRefine((reactions, context) => {
      for (const { emoji: twice, kinds } of clashes(withDefaults(reactions))) {
        const [first, second] = kinds;
        const [own, other] = reactions[second] === undefined ? [first, second] : [second, first];
        const place = reactions[own]?.findIndex((name) => canonicalEmoji(name) === twice) ?? 0;
        context.addIssue({
          code: 'custom',
          message: `an emoji that does not mean "${other}" already`,
          path: [own, place],
          params: {
            hint: reactions[other] === undefined ? `it does unless "${other}" has names of its own here` : undefined,
          },
        });
      }
    })
    .prefault({})
    .describe('Emoji by meaning; the bot seeds the first of each, the others mean the same.'),
  digest: channelId.exactOptional().describe('A channel in which every run has one line.'),
  onLost: onLost()
    .default('continue')
    .describe(
      'What a run does when people cannot see or steer it any more: its channel is archived, the bot ' +
        'was removed or a token revoked.',
    ),
  alternate: mapping({
    channel: channelId.exactOptional().describe('Another channel.'),
    direct: z
      .boolean({ error: 'true or false' })
      .default(true)
      .describe('Direct messages to those who asked for the run and approved it.'),
    command: argumentList('input')
      .exactOptional()
      .describe(
        'A program that is given the text on its standard input; the only way left when Slack shuts the bot out.',
      ),
  })
    .prefault({})
    .describe('How people are told that they cannot see a run any more.'),
  disconnectLimit: duration()
    .prefault('10m')
    .describe(
      'Disconnected from Slack for longer than this, the process ends with code 3, for its supervisor to start it ' +
        'anew.',
    ),
}).transform(({ disconnectLimit, ...rest }) => ({ ...rest, disconnectLimitMs: disconnectLimit }));
