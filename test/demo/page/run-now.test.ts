import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runNow } from '../../../demo/page/guide/run-now.js';
import type { Message } from '../../../demo/page/protocol.js';
import { parseBlocks } from '../../../demo/workspace/world/blocks.js';

const golden = z.object({ text: z.string(), blocks: z.array(z.unknown()) });

function message(name: string, over: Partial<Message> = {}): Message {
  const file = join(import.meta.dirname, '../../golden/slack/progress', `${name}.json`);
  const { text, blocks } = golden.parse(JSON.parse(readFileSync(file, 'utf8')));
  const parsed = parseBlocks(blocks, 'message', () => 'unnamed');
  if (!parsed.ok) throw new Error(`${name}: ${parsed.errors.join(', ')}`);
  const by = { ts: '1.0', channel: 'C1', user: 'U1', user_name: 'pegasus-roll', bot: true, ephemeral: false };
  return { ...by, text, blocks: parsed.blocks, reactions: [], edits: 0, reply_count: 0, ...over };
}

describe('the first steps follow the message of the newest run:', () => {
  it.each([
    ['message-awaiting-approval', 'awaiting'],
    ['message-rolling', 'rolling'],
    ['message-pausing', 'paused'],
    ['message-paused', 'paused'],
    ['message-held', 'held'],
    ['message-done', 'ended'],
    ['message-aborted', 'ended'],
    ['message-rollback-offered', 'ended'],
  ])('%s is %s', (name, phase) => {
    expect(runNow([message('message-done'), message(name)]).phase).toBe(phase);
  });

  it('what people say, replies, and what one person alone sees are no run', () => {
    const others = [
      message('message-rolling', { bot: false }),
      message('message-rolling', { thread_ts: '0.1' }),
      message('message-rolling', { ephemeral: true }),
    ];
    expect(runNow(others).phase).toBe('none');
    expect(runNow([message('message-held'), ...others]).phase).toBe('held');
  });
});
