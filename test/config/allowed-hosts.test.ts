import { describe, expect, it } from 'vitest';
import { allowedHosts, isHostEntry } from '../../src/config/allowed-hosts.js';
import { nodeAddress } from '../../src/roll/ids.js';

const rule = allowedHosts(
  ['10.1.0.0/16', '192.168.7.9', 'db1.example.com', '*.pegasus.example.com'],
  [nodeAddress('Meta1.example.com:34601')],
);

describe('allowedHosts', () => {
  it.each([
    ['10.1.2.3:34801', true],
    ['10.2.0.1:34801', false],
    ['192.168.7.9:1', true],
    ['192.168.7.10:1', false],
    ['DB1.example.com:34801', true],
    ['db1.example.com.evil.example:34801', false],
    ['xdb1.example.com:34801', false],
    ['a.pegasus.example.com:34801', true],
    ['a.b.pegasus.example.com:34801', true],
    ['pegasus.example.com:34801', false],
    ['.pegasus.example.com:34801', false],
    ['evilpegasus.example.com:34801', false],
    ['meta1.example.com:9', true],
    // No name stands for what it would resolve to, and an address is written in one way.
    ['10.258:34801', false],
    ['0x0a010001:34801', false],
    ['167837697:34801', false],
    ['', false],
  ])('reads names, domains, addresses and ranges: %s', (address, allowed) => {
    expect(rule(address)).toBe(allowed);
  });

  it.each([
    ['10.0.0.0/16', true],
    ['fd00::/8', true],
    ['10.0.0.1', true],
    ['db1.example.com', true],
    ['db1', true],
    ['*.example.com', true],
    ['10.0.0.0/33', false],
    ['10.0.0/16', false],
    ['10.0.0.300', false],
    ['*', false],
    ['*.*.com', false],
    ['db*.example.com', false],
    ['db1:34801', false],
    ['', false],
    ['-x', false],
    ['a b', false],
  ])('takes for a host: %s', (entry, is) => {
    expect(isHostEntry(entry)).toBe(is);
  });
});
