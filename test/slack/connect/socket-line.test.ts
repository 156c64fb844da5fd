import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { realClock } from '../../../src/lib/clock.js';
import { SocketLine } from '../../../src/slack/connect/socket-line.js';
import { silent } from '../../support/silent.js';
import { until } from '../bot.js';

const quietMs = 3_000;

/**
 * A Slack that greets each connection and cuts the first one after `quietMs`. @returns how long the bot says it was
 * disconnected.
 */
async function disconnectsAfterQuiet(answersPings: boolean): Promise<number> {
  const sockets = new WebSocketServer({ noServer: true, autoPong: answersPings });
  let connections = 0;
  sockets.on('connection', (socket) => {
    connections += 1;
    socket.send(JSON.stringify({ type: 'hello' }));
    if (connections === 1)
      realClock.after(quietMs, () => {
        socket.terminate();
      });
  });
  const server = createServer((_request, response) => {
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${port}/` }));
  });
  server.on('upgrade', (request, stream, head) => {
    sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit('connection', socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const gaps: number[] = [];
  const line = new SocketLine({
    appToken: 'xapp-any',
    apiUrl: `http://127.0.0.1:${port}/`,
    clock: realClock,
    log: silent,
    onAnswer: () => undefined,
    onConnected: (disconnectedForMs) => {
      if (disconnectedForMs !== undefined) gaps.push(disconnectedForMs);
    },
  });
  onTestFinished(async () => {
    await line.close();
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
  });
  await line.open();
  await until(
    () => gaps.length > 0,
    () => 'a second connection',
    quietMs + 8_000,
  );
  return gaps[0] ?? Number.NaN;
}

it('a gap begins when anything was last heard, and not when somebody notices that the connection is dead', async () => {
  expect(await disconnectsAfterQuiet(false)).toBeGreaterThanOrEqual(quietMs - 50);
}, 20_000);

it('a connection on which nobody speaks is heard as long as pings are answered', async () => {
  expect(await disconnectsAfterQuiet(true)).toBeLessThan(quietMs - 500);
}, 20_000);
