import { describe, expect, it } from 'vitest';
import { KeyState } from '../../../../src/pegasus/native/probe/key-state.js';

describe('what a key must hold', () => {
  it('is anything before the first write, and then what was acknowledged', () => {
    const state = new KeyState();
    expect(state.allows('of another time')).toBe(true);
    state.wrote('1', true);
    expect([state.allows('1'), state.allows('0'), state.allows(undefined)]).toEqual([true, false, false]);
  });

  it('may be what got no answer as well, and is that once it was read', () => {
    const state = new KeyState();
    state.wrote('1', true);
    state.wrote('2', false);
    expect([state.allows('1'), state.allows('2')]).toEqual([true, true]);
    state.read('2');
    expect(state.isUnread).toBe(false);
    state.wrote('3', true);
    expect([state.allows('3'), state.allows('1')]).toEqual([true, false]);
  });
});
