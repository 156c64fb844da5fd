import { Socket } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { realClock, type Clock } from '../../../src/lib/clock.js';
import { Deadline } from '../../../src/pegasus/native/deadline.js';
import { ConnectionPool } from '../../../src/pegasus/native/connection-pool.js';
import { createNativeAdmin } from '../../../src/pegasus/native/native-admin.js';
import { nodeAddress } from '../../../src/roll/ids.js';
import { methods } from '../../../src/wire/methods.js';
import { serveForgetfulBox, type ForgetfulBox } from '../support/forgetful-box.js';
import { ScriptedMeta, serveScript } from '../support/scripted-server.js';
import { silent } from '../../support/silent.js';

/** Connections that nobody has used for long, on a path that forgets such ones without telling either end. */

const never = new AbortController().signal;

/** The machine's own time, with what a test lets pass on top. */
function clockWithLeaps(): Clock & { leap(ms: number): void } {
  let ahead = 0;
  return {
    ...realClock,
    now: () => realClock.now() + ahead,
    leap: (ms) => {
      ahead += ms;
    },
  };
}

async function metaBehindBox(): Promise<ForgetfulBox> {
  const meta = new ScriptedMeta({ servers: 3, tables: 1, partitions: 3, named: false });
  const server = await serveScript(meta.answer);
  const box = await serveForgetfulBox(server.address);
  meta.leaderName = box.address;
  onTestFinished(async () => {
    await box.close();
    await server.close();
  });
  return box;
}

it('a cluster that nobody has looked at for an hour is read at once, though the old connection was forgotten on the way', async () => {
  const clock = clockWithLeaps();
  const box = await metaBehindBox();
  const admin = createNativeAdmin({
    metas: [box.address],
    clock,
    log: silent,
  });
  const look = () => admin.observe({ processes: [nodeAddress(box.address)], ddd: false }, never);
  expect(await look()).toMatchObject({ ok: true });
  box.forget();
  clock.leap(3_600_000);
  const started = realClock.now();
  expect(await look()).toMatchObject({ ok: true, value: { processes: { [box.address]: { kind: 'running' } } } });
  expect(realClock.now() - started).toBeLessThan(2_000);
});

it('a connection is closed after a minute without a question, and not while an answer is awaited or before', async () => {
  const clock = clockWithLeaps();
  let late: (() => void) | undefined;
  const server = await serveScript((asked) => {
    const answer = (): void => {
      asked.reply(methods.controlMeta, { err: 'ERR_OK', oldLevel: 400 });
    };
    if (server.asked.length === 2) late = answer;
    else answer();
  });
  const box = await serveForgetfulBox(server.address);
  const deadline = new Deadline(never, clock, 10_000);
  onTestFinished(async () => {
    deadline.end();
    await box.close();
    await server.close();
  });
  const link = new ConnectionPool(clock).to(box.address);
  const level = () => link.call(methods.controlMeta, { level: 10_000 }, { deadline, timeoutMs: 5_000 });
  const good = { ok: true, value: { err: 'ERR_OK', oldLevel: 400 } };
  expect(await level()).toEqual(good);
  clock.leap(50_000);
  const second = level();
  await expect.poll(() => late !== undefined).toBe(true);
  clock.leap(120_000);
  expect(await level()).toEqual(good);
  late?.();
  expect(await second).toEqual(good);
  expect(box.opened).toBe(1);
  clock.leap(61_000);
  expect(await level()).toEqual(good);
  expect(box.opened).toBe(2);
});

it('a connection that is not used asks from time to time whether the other end is there', async () => {
  const keepAlive = vi.spyOn(Socket.prototype, 'setKeepAlive');
  onTestFinished(() => {
    keepAlive.mockRestore();
  });
  const box = await metaBehindBox();
  const admin = createNativeAdmin({
    metas: [box.address],
    clock: realClock,
    log: silent,
  });
  expect(await admin.observe({ processes: [], ddd: false }, never)).toMatchObject({ ok: true });
  expect(keepAlive).toHaveBeenCalledWith(true, 30_000);
});
