import { request } from 'node:http';
import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openOffice } from './support.js';

function status(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('only this machine', () => {
  it.each([
    [{ host: 'evil.example' }, 403],
    [{ host: 'evil.example:4000', origin: 'http://evil.example:4000' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ host: '127.0.0.1.evil.example' }, 403],
    [{ host: 'localhost' }, 200],
    [{ origin: 'http://localhost:3000' }, 200],
    [{ host: '[::1]' }, 200],
  ])('%j is answered with %i', async (headers, expected) => {
    const office = await openOffice();
    expect(await status(`${office.workspace.url}/_control/state`, headers)).toBe(expected);
  });

  it('also when a page elsewhere opens a socket', async () => {
    const office = await openOffice();
    const { body } = await office.call('apps.connections.open', {}, office.workspace.appToken);
    const url = z.string().parse(body['url']).replace(/^ws/, 'http');
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    };
    await expect(status(url, { ...upgrade, origin: 'https://evil.example' })).rejects.toThrow(/hang up|ECONNRESET/);
  });

  it('listens on no other address', async () => {
    const office = await openOffice();
    const port = Number(new URL(office.workspace.url).port);
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal);
    // 127.0.0.2 is another address of this machine, where there is no network at all.
    const refused = await new Promise((resolve) => {
      const socket = createConnection({ host: outside?.address ?? '127.0.0.2', port });
      socket.on('error', (error) => {
        resolve('code' in error ? error.code : error);
      });
      socket.on('connect', () => {
        socket.destroy();
        resolve('connected');
      });
    });
    expect(refused).toBe('ECONNREFUSED');
  });

  it('takes no body without end', async () => {
    const office = await openOffice();
    const response = await fetch(`${office.workspace.url}/_control/message`, {
      method: 'POST',
      body: 'x'.repeat(1_100_000),
    });
    expect(response.status).toBe(413);
  });
});
