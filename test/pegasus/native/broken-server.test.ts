import { createServer, type Server, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { realClock } from '../../../src/lib/clock.js';
import { Deadline } from '../../../src/pegasus/native/deadline.js';
import { ConnectionPool } from '../../../src/pegasus/native/connection-pool.js';
import { methods } from '../../../src/wire/methods.js';
import { encodeErrorReply, encodeReply } from '../../../src/wire/reply.js';
import { serveScript, type Asked, type ScriptedServer } from '../support/scripted-server.js';

/** One request to one server, which is not as it should be. */

async function served(script: (asked: Asked) => void): Promise<ScriptedServer> {
  const server = await serveScript(script);
  onTestFinished(() => server.close());
  return server;
}

const never = new AbortController().signal;
const soonMs = 150;

function client(address: string, signal: AbortSignal = never, timeoutMs = soonMs) {
  const deadline = new Deadline(signal, realClock, 5_000);
  onTestFinished(() => {
    deadline.end();
  });
  const link = new ConnectionPool(realClock).to(address);
  return { link, deadline, level: () => link.call(methods.controlMeta, { level: 10_000 }, { deadline, timeoutMs }) };
}

const answer = ({ seqid }: Asked, oldLevel = 400): Buffer =>
  encodeReply(methods.controlMeta, seqid, { err: 'ERR_OK', oldLevel });
const good = { ok: true, value: { err: 'ERR_OK', oldLevel: 400 } };

describe('a server that is well', () => {
  it('is asked many things at once over one connection, and may answer in any order', async () => {
    const waiting: Asked[] = [];
    const server = await served((asked) => {
      waiting.push(asked);
      if (waiting.length === 500) for (const each of waiting.reverse()) each.socket.write(answer(each, each.seqid));
    });
    const { level } = client(server.address, never, 5_000);
    const answers = await Promise.all(Array.from({ length: 500 }, level));
    expect(answers).toEqual(
      Array.from({ length: 500 }, (_, nth) => ({ ok: true, value: { err: 'ERR_OK', oldLevel: nth + 1 } })),
    );
    expect(server.sockets.size).toBe(1);
  });

  it('may answer late: only who asked has given up', async () => {
    const late: Asked[] = [];
    const server = await served((asked) => {
      if (late.length === 0) late.push(asked);
      else asked.socket.write(answer(asked));
    });
    const { level } = client(server.address);
    const first = level();
    await realClock.sleep(soonMs / 2);
    expect(await level()).toEqual(good);
    expect(await first).toMatchObject({ ok: false, failure: { kind: 'timeout', error: 'ERR_TIMEOUT' } });
    const [forgotten] = late;
    if (forgotten !== undefined) forgotten.socket.write(answer(forgotten, 100));
    expect(await level()).toEqual(good);
    expect(server.sockets.size).toBe(1);
  });

  it('may answer that it has nobody for that', async () => {
    const server = await served(({ socket, task, seqid }) =>
      socket.write(encodeErrorReply(task, seqid, 'ERR_HANDLER_NOT_FOUND')),
    );
    expect(await client(server.address).level()).toMatchObject({
      ok: false,
      failure: { kind: 'error', error: 'ERR_HANDLER_NOT_FOUND' },
    });
  });
});

describe('a server that is not well', () => {
  it('never answers: the request ends in time, and the next one has another connection', async () => {
    let connections = 0;
    const server = await served((asked) => {
      if (connections > 0) asked.socket.write(answer(asked));
    });
    const { level } = client(server.address);
    expect(await level()).toMatchObject({ ok: false, failure: { kind: 'timeout' } });
    connections += 1;
    expect(await level()).toEqual(good);
  });

  it('lets its answer drip: the request ends in time all the same', async () => {
    const server = await served((asked) => {
      const bytes = answer(asked);
      const drip = async (): Promise<void> => {
        for (const byte of bytes) {
          if (asked.socket.destroyed) return;
          asked.socket.write(Buffer.of(byte));
          await realClock.sleep(20);
        }
      };
      void drip();
    });
    const started = realClock.now();
    expect(await client(server.address).level()).toMatchObject({ ok: false, failure: { kind: 'timeout' } });
    expect(realClock.now() - started).toBeLessThan(soonMs + 500);
  });

  it.each<readonly [what: string, send: (asked: Asked) => void, failure: object]>([
    [
      'closes the connection instead of an answer',
      ({ socket }) => socket.destroy(),
      { kind: 'unreachable', error: 'ERR_NETWORK_FAILURE' },
    ],
    [
      'closes it in the middle of an answer',
      (asked) => asked.socket.end(answer(asked).subarray(0, 20)),
      { kind: 'unreachable', why: 'it closed the connection in the middle of an answer' },
    ],
    [
      'answers a request that was not made',
      (asked) => asked.socket.write(encodeReply(methods.controlMeta, asked.seqid + 1, { err: 'ERR_OK', oldLevel: 1 })),
      { kind: 'garbled', error: 'bad-frame' },
    ],
    [
      'answers something else',
      (asked) => asked.socket.write(encodeReply(methods.remoteCommand, asked.seqid, 'OK')),
      { kind: 'garbled', error: 'bad-frame' },
    ],
    [
      'sends what is no frame',
      ({ socket }) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
      { kind: 'garbled', error: 'too-long' },
    ],
    [
      'announces an answer without end',
      ({ socket }) => socket.write(Buffer.of(0x7f, 0xff, 0xff, 0xff)),
      { kind: 'garbled', error: 'too-long' },
    ],
    [
      'leaves out what belongs into an answer',
      (asked) =>
        asked.socket.write(
          encodeReply({ ...methods.controlMeta, response: methods.propose.response }, asked.seqid, { err: 'ERR_OK' }),
        ),
      { kind: 'garbled', error: 'missing-field' },
    ],
  ])('%s: the request fails by name at once', async (_what, send, failure) => {
    const server = await served((asked) => {
      send(asked);
    });
    const started = realClock.now();
    expect(await client(server.address, never, 5_000).level()).toMatchObject({ ok: false, failure });
    expect(realClock.now() - started).toBeLessThan(2_000);
  });

  it('says far more than anybody asked for: that answer is none, and the next one on the same connection is', async () => {
    const server = await served((asked) => {
      asked.socket.write(
        asked.task === methods.remoteCommand.task
          ? encodeReply(methods.remoteCommand, asked.seqid, 'x'.repeat(300_000))
          : answer(asked),
      );
    });
    const { link, deadline, level } = client(server.address, never, 5_000);
    expect(
      await link.call(methods.remoteCommand, { command: 'server-info', arguments: [] }, { deadline, timeoutMs: 5_000 }),
    ).toMatchObject({ ok: false, failure: { kind: 'garbled', error: 'too-long' } });
    expect(await level()).toEqual(good);
    expect(server.sockets.size).toBe(1);
  });

  it('answers twice: the connection is not believed any more, and everything on it fails', async () => {
    let asked = 0;
    const server = await served((each) => {
      asked += 1;
      if (asked === 1) each.socket.write(Buffer.concat([answer(each), answer(each)]));
    });
    const { level } = client(server.address, never, 5_000);
    const [first, second] = await Promise.all([level(), level()]);
    expect(first).toEqual(good);
    expect(second).toMatchObject({
      ok: false,
      failure: { kind: 'garbled', why: expect.stringMatching(/no answer is awaited/) },
    });
  });

  it('pours rubbish without end: the connection is closed after its first bytes', async () => {
    const poured = await new Promise<Server>((resolve) => {
      const server = createServer((socket: Socket) => {
        socket.on('error', () => undefined);
        const pour = (): void => {
          while (socket.writable && socket.write(Buffer.alloc(65_536, 0xee)));
          socket.once('drain', pour);
        };
        pour();
      }).listen(0, '127.0.0.1', () => {
        resolve(server);
      });
    });
    onTestFinished(() => void poured.close());
    const address = poured.address();
    const { level } = client(
      `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
      never,
      5_000,
    );
    const before = process.memoryUsage().arrayBuffers;
    expect(await level()).toMatchObject({ ok: false, failure: { kind: 'garbled' } });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });

  it('takes every connection and closes it: it is not tried at every question, and found when it answers', async () => {
    let connections = 0;
    let well = false;
    const server = await served((asked) => {
      if (well) asked.socket.write(answer(asked));
      else {
        connections += 1;
        asked.socket.destroy();
      }
    });
    const { level } = client(server.address, never, 5_000);
    for (let nth = 0; nth < 200; nth += 1)
      expect(await level()).toMatchObject({
        ok: false,
        failure: { kind: 'unreachable', why: 'it closed the connection' },
      });
    // Its waits double from 50 ms on: the questions alone would have been one connection each.
    expect(connections).toBeLessThan(20);
    well = true;
    await expect.poll(level, { timeout: 3_000 }).toEqual(good);
    expect(await level()).toEqual(good);
  });

  it('is not there: said at once, asked again a little later, and found when it is back', async () => {
    const server = await serveScript((asked) => asked.socket.write(answer(asked)));
    await server.close();
    const { level } = client(server.address, never, 5_000);
    const started = realClock.now();
    for (let nth = 0; nth < 20; nth += 1)
      expect(await level()).toMatchObject({ ok: false, failure: { kind: 'unreachable' } });
    expect(realClock.now() - started).toBeLessThan(1_000);
    const port = Number(server.address.split(':')[1]);
    const back = await new Promise<Server>((resolve) => {
      const again = createServer((socket) => {
        socket.destroy();
      }).listen(port, '127.0.0.1', () => {
        resolve(again);
      });
    });
    onTestFinished(() => void back.close());
    let last: unknown = 'nothing yet';
    const until = realClock.now() + 3_000;
    while (realClock.now() < until && !JSON.stringify(last).includes('it closed the connection')) {
      await realClock.sleep(20);
      last = await level();
    }
    expect(last).toMatchObject({ ok: false, failure: { why: 'it closed the connection' } });
  });
});

describe('who asks', () => {
  it('may cancel: the request ends at once, the connection stays', async () => {
    const server = await served((asked) => {
      if (server.asked.length > 1) asked.socket.write(answer(asked));
    });
    const stop = new AbortController();
    const { level, link } = client(server.address, stop.signal, 5_000);
    const asked = level();
    await expect.poll(() => server.asked.length).toBe(1);
    stop.abort();
    expect(await asked).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    const deadline = new Deadline(never, realClock, 5_000);
    expect(await link.call(methods.controlMeta, { level: 10_000 }, { deadline, timeoutMs: 1_000 })).toEqual(good);
    deadline.end();
    expect(server.sockets.size).toBe(1);
  });

  it('hears in plain words that something cannot be sent', async () => {
    const server = await served((asked) => asked.socket.write(answer(asked)));
    const { link, deadline } = client(server.address);
    expect(await link.call(methods.controlMeta, { level: 1.5 }, { deadline, timeoutMs: soonMs })).toMatchObject({
      ok: false,
      failure: { kind: 'not-sent', why: '1.5 is not a whole number of 32 bits' },
    });
  });
});
