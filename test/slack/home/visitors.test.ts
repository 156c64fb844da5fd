import { describe, expect, it } from 'vitest';
import { userId } from '../../../src/roll/ids.js';
import { newVisitor, nextView, remaining } from '../../../src/slack/home/visitors.js';

describe('whose Home tab is drawn next', () => {
  it('is the one of whoever came first, of many who see nothing yet', () => {
    const came = [3, 1, 2].map((at) => newVisitor(userId(`U${at}`), at * 100));
    expect(nextView(remaining(came, 1_000), 0, 1_000)).toEqual({ user: 'U1', inMs: 0 });
  });

  it('is the one that has been shown nothing new for longest, and not at once after the last view', () => {
    const seen = [5_000, 2_000].map((shownAt) => ({ ...newVisitor(userId(`U${shownAt}`), 0), shownAt }));
    expect(nextView(seen, 5_000, 5_100)).toEqual({ user: 'U2000', inMs: 600 });
  });
});
