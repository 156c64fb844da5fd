import { describe, expect, it } from 'vitest';
import { InitialReactions } from '../../../src/slack/publish/initial-reactions.js';
import { awaiting, done } from '../../support/told-runs.js';
import { OneRun, refused } from './one-run.js';

/** Takes steps until nothing is left to do. */
async function settle(one: OneRun, seeds: InitialReactions): Promise<void> {
  for (let steps = 0; steps < 10; steps += 1) {
    const conversation = one.telling.book.now();
    if ((await seeds.step(conversation, conversation.ts ?? '')) === undefined) return;
  }
  throw new Error('it never rests');
}

const unknown =
  (name: string) =>
  (method: string, args: URLSearchParams): object | undefined =>
    method.startsWith('reactions.') && args.get('name') === name ? refused('invalid_name') : undefined;

describe('the reactions on the message', () => {
  it('lack the one that the workspace has no emoji for, which is named; the others are there', async () => {
    const one = await OneRun.of(awaiting());
    const remarks: string[] = [];
    one.answer = unknown('white_check_mark');
    const seeds = new InitialReactions(one.telling, (text) => remarks.push(text));
    await settle(one, seeds);
    expect(one.telling.book.now().seeded).toEqual(['x']);
    expect(remarks).toEqual([
      'I can’t put :white_check_mark: on the message: this workspace has no emoji of that name. Use the button instead, or /pegasus.',
    ]);
    expect(one.called('reactions.add')).toBe(2);
  });

  it('are gone as well when the workspace has lost the emoji meanwhile', async () => {
    const one = await OneRun.of(done(), { ts: '1.1', planId: done().plan.id, seeded: ['white_check_mark', 'x'] });
    one.answer = unknown('white_check_mark');
    const seeds = new InitialReactions(one.telling, () => undefined);
    await settle(one, seeds);
    expect(seeds.gone).toBe(true);
  });
});
