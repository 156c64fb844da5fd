import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameInput, FrameOutput } from '../../src/wire/memory-transport.js';

/** One thing that is written, and what must then stand in the frame. */
type Piece = { readonly write: (output: FrameOutput) => void; readonly bytes: Buffer };

function numberOf(bytes: number, fill: (buffer: Buffer) => void): Buffer {
  const buffer = Buffer.alloc(bytes);
  fill(buffer);
  return buffer;
}

const i16 = fc.integer({ min: -32_768, max: 32_767 });
const i32 = fc.integer({ min: -2_147_483_648, max: 2_147_483_647 });

const piece: fc.Arbitrary<Piece> = fc.oneof(
  fc.integer({ min: -128, max: 127 }).map(
    (value): Piece => ({
      write: (output) => {
        output.writeI8(value);
      },
      bytes: numberOf(1, (to) => to.writeInt8(value)),
    }),
  ),
  i16.map(
    (value): Piece => ({
      write: (output) => {
        output.writeI16(value);
      },
      bytes: numberOf(2, (to) => to.writeInt16BE(value)),
    }),
  ),
  i32.map(
    (value): Piece => ({
      write: (output) => {
        output.writeI32(value);
      },
      bytes: numberOf(4, (to) => to.writeInt32BE(value)),
    }),
  ),
  i32.map(
    (value): Piece => ({
      write: (output) => {
        output.writeU32(value >>> 0);
      },
      bytes: numberOf(4, (to) => to.writeUInt32BE(value >>> 0)),
    }),
  ),
  fc.tuple(fc.nat({ max: 15 }), i16).map(
    ([type, id]): Piece => ({
      write: (output) => {
        output.writeFieldHeader(type, id);
      },
      bytes: numberOf(3, (to) => {
        to.writeInt8(type);
        to.writeInt16BE(id, 1);
      }),
    }),
  ),
  fc.string({ unit: 'grapheme', maxLength: 300 }).map(
    (value): Piece => ({
      write: (output) => {
        output.write(value);
      },
      bytes: Buffer.from(value),
    }),
  ),
  fc.uint8Array({ maxLength: 700 }).map(
    (value): Piece => ({
      write: (output) => {
        output.write(Buffer.from(value));
      },
      bytes: Buffer.from(value),
    }),
  ),
);

it('a frame has every byte that was written, however often it had to grow in between', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const output = new FrameOutput();
      for (const { write } of pieces) write(output);
      const expected = Buffer.concat(pieces.map(({ bytes }) => bytes));
      expect(output.length).toBe(expected.length);
      expect(output.finish().equals(expected)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

it.each([
  [
    'a byte',
    1,
    (output: FrameOutput) => {
      output.writeI8(-2);
    },
    'fe',
  ],
  [
    'two bytes',
    2,
    (output: FrameOutput) => {
      output.writeI16(0x1234);
    },
    '1234',
  ],
  [
    'four bytes',
    4,
    (output: FrameOutput) => {
      output.writeI32(0x12345678);
    },
    '12345678',
  ],
  [
    'a header',
    3,
    (output: FrameOutput) => {
      output.writeFieldHeader(11, 2);
    },
    '0b0002',
  ],
  [
    'a text',
    4,
    (output: FrameOutput) => {
      output.write('ärg');
    },
    'c3a47267',
  ],
  [
    'bytes',
    3,
    (output: FrameOutput) => {
      output.write(Buffer.from('abcdef', 'hex'));
    },
    'abcdef',
  ],
])('%s across the end of the first 256 bytes goes into the larger frame', (_, size, write, hex) => {
  for (let before = 256 - size; before <= 256; before += 1) {
    const output = new FrameOutput();
    output.write(Buffer.alloc(before, 0x55));
    write(output);
    const frame = output.finish();
    expect(frame.subarray(0, before).every((byte) => byte === 0x55)).toBe(true);
    expect(frame.toString('hex', before)).toBe(hex);
  }
});

it('a length is filled in where its place was left, after the frame has grown', () => {
  const output = new FrameOutput();
  output.writeU32(0);
  output.write('x'.repeat(5_000));
  output.patchU32(0, output.length);
  const input = new FrameInput(output.finish());
  expect(input.readU32()).toBe(5_004);
  expect(input.readString(5_000)).toBe('x'.repeat(5_000));
  expect(input.left).toBe(0);
});
