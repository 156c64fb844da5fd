import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameStream, measureReply, measureRequest, mostShortReply } from '../../src/wire/frame-stream.js';
import { WireFault } from '../../src/wire/fault.js';
import { methods } from '../../src/wire/methods.js';
import { decodeReply, encodeErrorReply, encodeReply } from '../../src/wire/reply.js';
import { decodeRequest, encodeRequest } from '../../src/wire/request.js';
import { app, cases } from './messages-arbitrary.js';
import { vectors } from './vectors.js';

const seqid = fc.integer({ min: 1, max: 2_147_483_647 });

/** Every way to read an answer: what is not thrown is a value or a fault by name. */
function readEveryWay(frame: Buffer): readonly string[] {
  const reply = decodeReply(frame);
  if (!reply.ok) return [reply.failure.kind];
  return cases.map((each) =>
    each((method) => {
      const read = reply.value.read(method);
      return read.ok ? 'read' : read.failure.kind;
    }),
  );
}

function askedEveryWay(frame: Buffer): readonly string[] {
  const request = decodeRequest(frame);
  if (!request.ok) return [request.failure.kind];
  return cases.map((each) =>
    each((method) => {
      const read = request.value.read(method);
      return read.ok ? 'read' : read.failure.kind;
    }),
  );
}

const inEveryWay = (name: string, frame: Buffer): readonly string[] =>
  name.includes('Reply') ? readEveryWay(frame) : askedEveryWay(frame);

describe('every message', () => {
  it.each(cases.map((each) => [each((method) => method.task), each] as const))(
    '%s is read as it was written',
    (_task, each) => {
      each((method, request, response) => {
        fc.assert(
          fc.property(request, response, seqid, (asked, answered, id) => {
            const received = decodeRequest(encodeRequest(method, id, 1_000, asked));
            if (!received.ok) throw received.failure;
            expect(received.value).toMatchObject({ task: method.task, seqid: id, timeoutMs: 1_000 });
            expect(received.value.read(method)).toEqual({ ok: true, value: asked });
            const reply = decodeReply(encodeReply(method, id, answered));
            if (!reply.ok) throw reply.failure;
            expect(reply.value.seqid).toBe(id);
            expect(reply.value.read(method)).toEqual({ ok: true, value: { kind: 'value', value: answered } });
          }),
          { numRuns: 60 },
        );
        return undefined;
      });
    },
  );

  it('with more settings of tables than any cluster has is refused before they are read', () => {
    const envs = new Map(Array.from({ length: 100_001 }, (_, at) => [String(at), '']));
    const [table] = fc.sample(app, 1);
    if (table === undefined) throw new Error('no table');
    const answer = encodeReply(methods.listApps, 1, { err: 'ERR_OK', apps: [{ ...table, envs }] });
    const reply = decodeReply(answer);
    if (!reply.ok) throw reply.failure;
    const read = reply.value.read(methods.listApps);
    expect(read.ok ? undefined : read.failure).toMatchObject({
      kind: 'too-long',
      message: 'its maps have more than 100000 entries',
    });
  });

  it('can be an error of the transport instead', () => {
    const reply = decodeReply(encodeErrorReply(methods.listNodes.task, 9, 'ERR_HANDLER_NOT_FOUND'));
    expect(reply.ok && reply.value.read(methods.listNodes)).toEqual({
      ok: true,
      value: { kind: 'error', error: 'ERR_HANDLER_NOT_FOUND' },
    });
  });
});

describe('bytes that are no message', () => {
  it('are a fault by name, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(readEveryWay(Buffer.from(bytes))).not.toContain('read');
        expect(askedEveryWay(Buffer.from(bytes))).not.toContain('read');
      }),
      { numRuns: 500 },
    );
  });

  it('are a fault when a message ends too early, wherever that is', () => {
    for (const [name, frame] of Object.entries(vectors)) {
      for (let length = 0; length < frame.length; length += 1) {
        const cut = frame.subarray(0, length);
        expect(inEveryWay(name, cut), `${name} cut at ${length}`).not.toContain('read');
      }
    }
  });

  it('are a fault when more stands behind a message', () => {
    expect(readEveryWay(Buffer.concat([vectors.listNodesReply25, Buffer.of(0)]))).toContain('trailing');
    expect(askedEveryWay(Buffer.concat([vectors.controlMetaRequest, Buffer.of(0)]))).toContain('trailing');
  });

  it('are a fault when an answer is longer than what was asked for can be', () => {
    const long = 'x'.repeat(mostShortReply);
    const said = decodeReply(encodeReply(methods.remoteCommand, 1, long));
    expect(said.ok && said.value.read(methods.remoteCommand)).toMatchObject({
      ok: false,
      failure: { kind: 'too-long', message: expect.stringContaining('RPC_CLI_CLI_CALL') },
    });
    const listed = decodeReply(encodeReply(methods.listApps, 1, { err: 'ERR_OK', apps: [], hint: long }));
    expect(listed.ok && listed.value.read(methods.listApps)).toMatchObject({
      ok: true,
      value: { value: { hint: long } },
    });
  });

  it('never throw and never hang when single bits of a message are others', () => {
    for (const [name, frame] of Object.entries(vectors)) {
      for (let bit = 0; bit < frame.length * 8; bit += 1) {
        const flipped = Buffer.from(frame);
        flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        inEveryWay(name, flipped);
      }
    }
  });

  it('cost no memory for what a length or a count claims', () => {
    const claims = [0x7f_ff_ff_ff, 0xff_ff_ff_ff, 0x80_00_00_00, 0x10_00_00_00, 0x00_ff_ff_ff];
    const before = process.memoryUsage();
    for (const [name, frame] of Object.entries(vectors)) {
      for (let at = 0; at + 4 <= frame.length; at += 1) {
        for (const claim of claims) {
          const lying = Buffer.from(frame);
          lying.writeUInt32BE(claim, at);
          inEveryWay(name, lying);
        }
      }
    }
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(32 * 1024 * 1024);
    expect(after.heapUsed - before.heapUsed).toBeLessThan(128 * 1024 * 1024);
  });

  it('name what is wrong with a field', () => {
    const answer = (...struct: readonly number[]): Buffer => {
      const frame = Buffer.concat([
        encodeErrorReply(methods.controlMeta.task, 1, 'ERR_OK'),
        Buffer.from([12, 0, 0, ...struct, 0]),
      ]);
      frame.writeUInt32BE(frame.length, 0);
      return frame;
    };
    const err = [12, 0, 1, 0, 0, 0, 6, ...Buffer.from('ERR_OK')];
    const level = [8, 0, 2, 0, 0, 1, 0x90];
    const faultOf = (frame: Buffer): string => {
      const reply = decodeReply(frame);
      if (!reply.ok) return reply.failure.kind;
      const read = reply.value.read(methods.controlMeta);
      return read.ok ? 'read' : `${read.failure.kind}: ${read.failure.message}`;
    };
    expect(faultOf(answer(...err, ...level, 0))).toBe('read');
    // A newer server may add a number or a text; where a struct ends nobody can tell
    // (docs/pegasus.md, "Special types").
    expect(
      faultOf(answer(...err, ...level, 10, 0, 99, 0, 0, 0, 0, 0, 0, 0, 1, 11, 0, 98, 0, 0, 0, 1, 65, 2, 0, 97, 1, 0)),
    ).toBe('read');
    expect(faultOf(answer(...err, ...level, 12, 0, 99, 0, 0))).toMatch(/^unknown-field: field 99 /);
    expect(faultOf(answer(...err, ...level, 15, 0, 99, 8, 0, 0, 0, 0, 0))).toMatch(/^unknown-field/);
    expect(faultOf(answer(...err, 0))).toMatch(/^missing-field: .* lacks field 2$/);
    expect(faultOf(answer(...err, ...level, ...level, 0))).toMatch(/^repeated-field/);
    expect(faultOf(answer(...err, 10, 0, 2, 0, 0, 0, 0, 0, 0, 1, 0x90, 0))).toMatch(/^bad-type/);
  });
});

describe('values that cannot go over the wire', () => {
  const proposal =
    (target: string, hpTarget = 'rs1:34801') =>
    () =>
      encodeRequest(methods.proposeByName, 1, 1_000, {
        gpid: { appId: 1, index: 0 },
        actions: [{ target, node: '10.0.0.1:34801', configType: 6, hpTarget, hpNode: 'rs2:34801' }],
      });

  it('are refused where they are written', () => {
    expect(proposal('10.0.0.1:34801')).not.toThrow();
    for (const strange of ['', 'rs1:34801', '10.0.0.256:34801', '10.0.0.1:70000', '10.0.0.1:0', '10.0.0.1'])
      expect(proposal(strange), strange).toThrow(WireFault);
    for (const strange of [
      '',
      'rs1',
      ':34801',
      'rs 1:34801',
      'rs1;:34801',
      'rs1:0',
      'rs1:99999',
      `${'a'.repeat(256)}:1`,
    ])
      expect(proposal('10.0.0.1:34801', strange), strange).toThrow(WireFault);
    expect(() => encodeRequest(methods.controlMeta, 1, 1_000, { level: 2 ** 31 })).toThrow(WireFault);
    expect(() => encodeRequest(methods.controlMeta, 1, 1_000, { level: 1.5 })).toThrow(WireFault);
  });
});

describe('a stream of frames', () => {
  const replies = [
    vectors.listNodesReply25,
    vectors.followerReply,
    vectors.remoteCommandReply,
    vectors.listNodesReplyNewer,
  ];
  const requests = [
    vectors.listNodesRequest,
    vectors.listNodesRequestHeader1,
    vectors.movePrimaryRequest,
    vectors.clusterInfoRequest,
  ];

  it.each([
    ['answers', replies, measureReply],
    ['requests', requests, measureRequest],
  ] as const)('of %s is the same however it is cut', (_name, frames, measure) => {
    const whole = Buffer.concat([...frames]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const stream = new FrameStream(measure);
        const seen: string[] = [];
        let from = 0;
        for (let nth = 0; from < whole.length; nth += 1) {
          const to = from + (sizes[nth % sizes.length] ?? 1);
          stream.push(whole.subarray(from, to), (frame) => seen.push(frame.toString('hex')));
          from = to;
        }
        expect(seen).toEqual(frames.map((frame) => frame.toString('hex')));
        expect(stream.pending).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('reserves nothing for a length that is announced, and holds little more than what came', () => {
    const announced = Buffer.alloc(4);
    announced.writeInt32BE(30 * 1024 * 1024, 0);
    const before = process.memoryUsage().arrayBuffers;
    const streams = Array.from({ length: 50 }, () => new FrameStream(measureReply));
    for (const stream of streams) {
      stream.push(announced, () => undefined);
      for (let nth = 0; nth < 1_000; nth += 1) stream.push(Buffer.of(1), () => undefined);
      expect(stream.pending).toBe(1_004);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
  });

  it.each([
    ['an answer of 3 bytes', measureReply, [0, 0, 0, 3]],
    ['an answer of less than nothing', measureReply, [0x80, 0, 0, 0]],
    ['an answer of 2 GiB', measureReply, [0x7f, 0xff, 0xff, 0xff]],
    ['a request that is none', measureRequest, [...Buffer.from('GET / HTTP/1.1')]],
    ['a request of an unknown version', measureRequest, [...Buffer.from('THFT'), 0, 0, 0, 9, ...Buffer.alloc(8)]],
    [
      'a request with another header',
      measureRequest,
      [...Buffer.from('THFT'), 0, 0, 0, 0, 0, 0, 0, 47, ...Buffer.alloc(8)],
    ],
    [
      'a request of 4 GiB',
      measureRequest,
      [...Buffer.from('THFT'), 0, 0, 0, 0, 0, 0, 0, 48, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
    ],
  ])('ends with %s', (_name, measure, bytes) => {
    const push = (chunks: readonly Buffer[]) => () => {
      const stream = new FrameStream(measure);
      for (const chunk of chunks) stream.push(chunk, () => undefined);
    };
    expect(push([Buffer.from([...bytes, 0, 0, 0, 0, 0, 0])])).toThrow(WireFault);
    expect(push(bytes.map((byte) => Buffer.of(byte)))).toThrow(WireFault);
  });
});
