import { describe, expect, it } from 'vitest';
import { apart } from '../../src/slack/marks.js';

const shown = (text: string): string => apart(text).replaceAll('\u200b', '|');

describe('marks of mrkdwn beside Chinese', () => {
  it('are parted from it by a space that nobody sees', () => {
    expect(shown('由`a:1`，然后')).toBe('由|`a:1`|，然后');
    expect(shown('*等待：*任务（*粗*）')).toBe('*等待：*|任务（|*粗*|）');
  });

  it('have none where Slack sees them already, and none in English', () => {
    expect(shown('*等待：* `a:1` 开始')).toBe('*等待：* `a:1` 开始');
    expect(shown('*Now:* `a:1`, and (*more*)')).toBe('*Now:* `a:1`, and (*more*)');
  });

  it('are not looked for in code', () => {
    expect(shown('`原因*是*这个`')).toBe('`原因*是*这个`');
  });
});
