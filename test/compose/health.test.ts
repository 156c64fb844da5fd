import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveHealth } from '../../src/compose/health.js';
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

describe('the server of health and metrics', () => {
  it('answers whatever it is asked, and lives on', async () => {
    const server = await serveHealth(
      [
        { path: '/healthz', method: 'GET', handler: (_request, response) => response.end('ok') },
        {
          path: '/broken',
          method: 'GET',
          handler: () => {
            throw new Error('a route that fails');
          },
        },
      ],
      { host: '127.0.0.1', port: 0 },
      silent,
    );
    onTestFinished(() => server.close());
    for (const target of ['//', '///', '//:', '/\\\\', 'http://', 'http://[', 'http://x:99999/', '*', '?', '/%', '/%zz', '/\u00ff', '/__proto__', '/healthz/']) {
      expect(await said(server.port, get(target)), target).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
    expect(await said(server.port, get('/broken'))).toMatch(/^HTTP\/1\.1 500 /);
    for (const bytes of ['nonsense\r\n\r\n', 'CONNECT // HTTP/1.1\r\nHost: x\r\n\r\n', 'GET // HTTP/1.1\r\n', get('/healthz').replace('GET', 'POST')]) expect(await said(server.port, bytes)).not.toContain('200');
    expect(await said(server.port, get('/healthz?deep=1'))).toMatch(/^HTTP\/1\.1 200 [^]*ok$/);
  });
});
