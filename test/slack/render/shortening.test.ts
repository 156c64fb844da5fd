import { describe, expect, it } from 'vitest';
import { content } from '../../../src/slack/render/parts.js';

describe('a message that is too long is shortened', () => {
  it.each([2, 3, 4, 5, 8, 40])('to its end, when it has %i long lines', (lines) => {
    const text = Array.from({ length: lines }, (_, nth) => `${nth} ${'🚀名'.repeat(700)}`).join('\n');
    for (const dialect of ['progress', 'sections'] as const) {
      const { blocks } = content(
        [
          { kind: 'section', text },
          { kind: 'context', text },
          { kind: 'fields', fields: [['it', text]] },
          { kind: 'code', lines: text.split('\n') },
          { kind: 'alert', level: 'error', text },
        ],
        dialect,
      );
      expect(Buffer.byteLength(JSON.stringify(blocks))).toBeLessThanOrEqual(10_500);
    }
  });
});
