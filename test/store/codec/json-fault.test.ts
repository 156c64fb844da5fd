import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findJsonFault } from '../../../src/store/codec/json-fault.js';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

it('finds a fault exactly where JSON.parse does', () => {
  const damaged = fc
    .tuple(
      fc.json({ maxDepth: 3 }),
      fc.nat(),
      fc.constantFrom('', '"', ',', '}', ']', '{', '[', ':', 'x', '\\', '0', '-', '.', '\n'),
    )
    .map(([json, at, put]) => {
      const place = at % (json.length + 1);
      return json.slice(0, place) + put + json.slice(place + 1);
    });
  fc.assert(
    fc.property(fc.oneof(damaged, fc.json(), fc.string()), (text) => {
      expect(findJsonFault(text) === undefined).toBe(isJson(text));
    }),
    { numRuns: 2_000 },
  );
});

it('counts lines and columns from 1', () => {
  expect(findJsonFault('{\n  "a": 1,\n  "b" 2\n}')).toEqual({
    line: 3,
    column: 7,
    expected: '":"',
    found: JSON.stringify('2\n}'),
  });
});

it('is not defeated by depth', () => {
  expect(findJsonFault('['.repeat(200_000))).toMatchObject({ line: 1, column: 200_001 });
});
