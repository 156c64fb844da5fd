import { describe, expect, it } from 'vitest';
import { crc64, partitionKeys } from '../../../../src/pegasus/native/probe/partition-key.js';

describe('the key of a partition', () => {
  it('is hashed as CRC-64/NVME, whose check value is published', () => {
    expect(crc64('123456789')).toEqual({ high: 0xae8b_1486, low: 0x0a79_9888 });
    expect(crc64('')).toEqual({ high: 0, low: 0 });
  });

  it.each([1, 8, 64, 1_000])('is one of %d, each of a hash that falls to its own', (count) => {
    const keys = partitionKeys(count);
    expect(keys).toHaveLength(count);
    for (const [index, { key, hash }] of keys.entries()) {
      const hashKey = key.slice(2);
      expect(key.charCodeAt(0) * 256 + key.charCodeAt(1)).toBe(hashKey.length);
      const { high, low } = crc64(hashKey);
      expect(hash).toBe((BigInt(high) << 32n) + BigInt(low));
      expect(Number(hash % BigInt(count))).toBe(index);
    }
  });
});
