import { expect, it } from 'vitest';
import { isFromHere } from '../../src/lib/loopback.js';

it.each([
  ['127.0.0.1', {}, true],
  ['127.9.9.9', {}, true],
  ['::1', {}, true],
  ['::ffff:127.0.0.1', {}, true],
  ['10.0.0.1', {}, false],
  ['::ffff:10.0.0.1', {}, false],
  ['fe80::1', {}, false],
  [undefined, {}, false],
  ['127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }, false],
  ['127.0.0.1', { forwarded: 'for=10.0.0.1' }, false],
])('knows whether a request was made on this machine: %s %o', (remoteAddress, headers, fromHere) => {
  expect(isFromHere({ socket: { remoteAddress }, headers })).toBe(fromHere);
});
