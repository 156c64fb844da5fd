import { describe, expect, it } from 'vitest';
import type { HoldChoice } from '../../../src/roll/hold.js';
import type { Run } from '../../../src/roll/run.js';
import { reactionNames, type Speech } from '../../../src/slack/reactions.js';
import { renderMessage } from '../../../src/slack/render/message.js';
import { renderThreadPost } from '../../../src/slack/render/thread.js';
import { carol } from '../../support/core-run.js';
import { held, troubled, troubles, type Trouble } from '../../support/hold-troubles.js';
import { words } from '../../../src/words/words.js';

/**
 * What people read of each hold that the core makes: while its cause stands, after it is over, and after somebody has
 * answered in either case. Both places where it is told, the message of the run and the post in its thread, as they
 * stand at that moment.
 */
const speech: Speech = { reactions: reactionNames(), command: '/pegasus' };

function shown(title: string, run: Run): string {
  const event = run.log.find(({ kind }) => kind === 'held');
  if (event === undefined) throw new Error('it was not held');
  const post = renderThreadPost(run, event, speech);
  return [
    `## ${title}`,
    '',
    '### The message',
    '',
    renderMessage(run, speech).text,
    '',
    '### The post of the hold in the thread',
    '',
    post?.text ?? 'none',
    '',
  ].join('\n');
}

/** The first answer that lets the run go on. */
function answer(trouble: Trouble, isOver: boolean): Run {
  const { roll, cluster } = troubled(trouble);
  if (isOver) {
    trouble.end?.(roll, cluster);
    roll.until(() => held(roll).hold.overSince !== undefined);
  }
  const choice: HoldChoice | undefined = held(roll).hold.choices.find((offered) => offered.choice !== 'force')?.choice;
  if (choice === undefined || choice === 'force') throw new Error('nothing is offered');
  // What nobody may answer yet is refused.
  const taken = roll.say(choice, carol);
  if (!taken.accepted && !roll.say('abort', carol).accepted) throw new Error(words(taken.message));
  return roll.run;
}

describe('what is read of a hold, before and after its cause is over, before and after it is answered', () => {
  it.each(Object.entries(troubles))('%s', async (name, trouble) => {
    const standing = troubled(trouble);
    const parts = [`# ${name}\n`];
    if (trouble.stands !== undefined) standing.roll.until(() => held(standing.roll).hold.now !== undefined);
    parts.push(shown('Its cause stands', standing.roll.run));
    parts.push(shown('Answered while its cause stood', answer(trouble, false)));
    if (trouble.end !== undefined) {
      trouble.end(standing.roll, standing.cluster);
      standing.roll.until(() => held(standing.roll).hold.overSince !== undefined);
      parts.push(shown('Its cause is over', standing.roll.run));
      parts.push(shown('Answered after its cause was over', answer(trouble, true)));
    }
    await expect(parts.join('\n')).toMatchFileSnapshot(`../../golden/slack/holds/${name.replace(/[^a-z]+/g, '-')}.md`);
  });
});
