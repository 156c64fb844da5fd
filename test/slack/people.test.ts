import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/roll/message.js';
import { usersOf } from '../../src/roll/users-of.js';
import { namesFor } from '../../src/slack/names.js';
import { holdParts, standingParts } from '../../src/slack/render/hold-parts.js';
import { renderThreadPost } from '../../src/slack/render/thread.js';
import { reactionNames } from '../../src/slack/reactions.js';
import { sentenceOf } from '../../src/slack/text.js';
import { alice, bob, carol, dave, held, hold, logged, night, rolling } from '../support/told-runs.js';

const speech = { reactions: reactionNames(), command: '/pegasus' };
const accepted: Message = { code: 'few-copies-accepted', tables: ['temp'], by: [carol, dave] };
const locked: Message = { code: 'cluster-locked', by: carol, reason: 'a <@U0MALLORY1> migration' };

describe('whom a message names', () => {
  it('are those in its own parameters, and in those of messages in it', () => {
    expect(usersOf(accepted)).toEqual([carol, dave]);
    expect(
      usersOf({ code: 'clauses', of: [locked, { code: 'paused-by', by: { code: 'person', user: bob } }] }),
    ).toEqual([carol, bob]);
    expect(usersOf({ code: 'text', text: `<@${alice}>` })).toEqual([]);
  });

  it('are mentioned where it is shown, and nobody whom foreign words name', () => {
    expect(sentenceOf(locked)).toContain(`<@${carol}>`);
    expect(sentenceOf(locked)).not.toContain('<@U0MALLORY1>');
  });

  it('in the note that a table with few copies is let be rolled, too', () => {
    const run = rolling({ log: logged({ kind: 'note', message: accepted }) });
    const event = run.log[0];
    if (event === undefined) throw new Error('there is an event');
    const text = JSON.stringify(renderThreadPost(run, event, speech));
    expect(text).toContain(`<@${carol}>`);
    expect(text).toContain(`<@${dave}>`);
  });

  it('in what the latest reading shows of a hold, too', () => {
    const parts = [...standingParts({ ...hold, now: locked }, 'It waits.'), ...holdParts({ ...hold, now: locked }, 5)];
    expect(JSON.stringify(parts)).toContain(`*Now:* Locked by <@${carol}>`);
  });

  it('are looked up for the report', async () => {
    const user = (id: string): Promise<{ ok: true; value: { id: string; name: string } }> =>
      Promise.resolve({ ok: true, value: { id, name: `name of ${id}` } });
    const note = rolling({ log: logged({ kind: 'note', message: accepted }) });
    expect((await namesFor(note, { user })).get(dave)).toBe(`name of ${dave}`);
    const stands = { ...held(), hold: { ...hold, now: locked }, since: night };
    expect((await namesFor(stands, { user })).get(carol)).toBe(`name of ${carol}`);
  });
});
