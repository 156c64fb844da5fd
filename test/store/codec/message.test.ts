import { describe, expect, it } from 'vitest';
import { messageSchema } from '../../../src/store/codec/message.js';

const isRead = (have: string): boolean =>
  messageSchema.safeParse(JSON.parse(`{"code":"approved-so-far","have":${have},"need":2}`)).success;

describe('the numbers of a saved message', () => {
  it('are finite: what JSON reads as infinite no bot has written', () => {
    expect(isRead('1')).toBe(true);
    expect(isRead('1e999')).toBe(false);
    expect(isRead('-1e999')).toBe(false);
  });
});
