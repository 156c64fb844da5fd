import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emojiCalled, withEmoji } from '../../../demo/page/kit/emoji.js';

const root = join(import.meta.dirname, '../../..');

describe('the names of emoji', () => {
  it('are those of Slack', () => {
    expect(withEmoji(':white_check_mark: :octagonal_sign: :no_such_emoji:')).toBe('✅\ufe0f 🛑\ufe0f :no_such_emoji:');
    expect(emojiCalled('raised_hand::skin-tone-3')).toBe('✋\ufe0f');
    // GitHub's name, not Slack's.
    expect(emojiCalled('pause_button')).toBeUndefined();
  });

  it('that the bot writes are all known to Slack', () => {
    const folder = join(root, 'test/golden/slack');
    const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
    const named = new Set(
      texts.flatMap((text) => [...text.matchAll(/:([a-z][a-z_]+):/g)].map(([, name = '']) => name)),
    );
    expect(named.size).toBeGreaterThan(15);
    expect([...named].filter((name) => emojiCalled(name) === undefined)).toEqual([]);
  });
});
