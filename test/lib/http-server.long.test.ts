import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { realClock } from '../../src/lib/clock.js';
import { HttpServer } from '../../src/lib/http-server.js';
import { silent } from '../support/silent.js';

/** What a server answers to exactly these bytes, up to the end of the connection. */
async function said(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.end(bytes, 'latin1');
  await once(socket, 'close');
  return answer;
}

const get = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;

async function openDoor(): Promise<HttpServer> {
  const httpServer = await HttpServer.open({ host: '127.0.0.1', port: 0 }, realClock, silent);
  onTestFinished(() => httpServer.close());
  httpServer.serve('GET', '/healthz', (_request, response) => response.end('ok'));
  return httpServer;
}

describe('the HTTP port', () => {
  it('takes so many connections at once and no more, and goes on', { timeout: 30_000 }, async () => {
    const httpServer = await openDoor();
    const { port } = httpServer.address;
    const sockets = Array.from({ length: 300 }, () => connect(port, '127.0.0.1'));
    let closed = 0;
    for (const socket of sockets) {
      socket.on('error', () => undefined);
      socket.on('close', () => (closed += 1));
    }
    await expect.poll(() => closed, { timeout: 20_000 }).toBe(300 - 256);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => said(port, get('/healthz')), { timeout: 20_000 }).toMatch(/^HTTP\/1\.1 200 [^]*ok$/);
  });

  it('answers whatever it is asked, and lives on', async () => {
    const httpServer = await openDoor();
    const { port } = httpServer.address;
    httpServer.serve('GET', '/broken', () => {
      throw new Error('an answer that fails');
    });
    for (const target of [
      '//',
      '///',
      '//:',
      '/\\\\',
      'http://',
      'http://[',
      'http://x:99999/',
      '*',
      '?',
      '/%',
      '/%zz',
      '/\u00ff',
      '/__proto__',
      '/healthz/',
    ]) {
      expect(await said(port, get(target)), target).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
    expect(await said(port, get('/broken'))).toMatch(/^HTTP\/1\.1 500 /);
    for (const bytes of [
      'nonsense\r\n\r\n',
      'CONNECT // HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET // HTTP/1.1\r\n',
      get('/healthz').replace('GET', 'POST'),
    ])
      expect(await said(port, bytes)).not.toContain('200');
    expect(await said(port, get('/healthz?deep=1'))).toMatch(/^HTTP\/1\.1 200 [^]*ok$/);
  });

  it('keeps an idle connection longer than a load balancer does that will use it again', async () => {
    const httpServer = await openDoor();
    const socket = connect(httpServer.address.port, '127.0.0.1');
    onTestFinished(() => {
      socket.destroy();
    });
    const ask = async (): Promise<string> => {
      socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
      const [chunk] = await once(socket, 'data');
      return String(chunk);
    };
    const first = await ask();
    const seconds = Number(/^Keep-Alive: timeout=(\d+)\r$/m.exec(first)?.[1]);
    // Google's balancers keep theirs for 600 seconds, and that cannot be changed.
    expect(seconds).toBeGreaterThan(600);
    // What Node.js closes by itself, unless told otherwise, is gone after five.
    await realClock.sleep(6_500);
    expect(socket.destroyed).toBe(false);
    expect(await ask()).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('sees an answer under way to its end when it closes, and takes nothing more', async () => {
    const httpServer = await openDoor();
    const { port } = httpServer.address;
    const asked = new Promise<() => void>((resolve) => {
      httpServer.serve('GET', '/slow', (_request, response) => {
        resolve(() => response.end('at last'));
      });
    });
    const answer = fetch(`http://127.0.0.1:${port}/slow`);
    const finish = await asked;
    const closed = httpServer.close();
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
    finish();
    await closed;
    expect(await (await answer).text()).toBe('at last');
  });

  it('does not wait for ever for whoever holds it open', async () => {
    const httpServer = await openDoor();
    const socket = connect(httpServer.address.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    socket.write('GET /healthz HT');
    const gone = once(socket, 'close');
    await httpServer.close();
    await gone;
  });
});
