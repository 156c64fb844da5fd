import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openOffice, until } from './support.js';

describe('the page', () => {
  it('comes whole from this server, and a browser may load nothing from elsewhere', async () => {
    const office = await openOffice();
    const page = await fetch(office.workspace.url);
    const text = await page.text();
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'/);
    const linked = [...text.matchAll(/(?:src|href)="([^"#][^"]*)"/g)]
      .map(([, address]) => address ?? '')
      .filter((address) => address !== 'data:,');
    expect(linked).toEqual(['page.css', 'page.js']);
    const assets = await Promise.all(linked.map((path) => fetch(`${office.workspace.url}/${path}`)));
    expect(assets.map(({ headers }) => headers.get('content-type'))).toEqual([
      'text/css; charset=utf-8',
      'text/javascript; charset=utf-8',
    ]);
    const built = await Promise.all(assets.map((asset) => asset.text()));
    // Nothing in it that a browser would fetch from elsewhere.
    expect(built.join('\n')).not.toMatch(/(?:url\(|@import|from)\s*["']?(?:https?:)?\/\//);
    const bytes = [text, ...built].reduce((sum, part) => sum + gzipSync(part).length, 0);
    expect(bytes).toBeLessThan(250_000);
  });

  it('is told by links which message to show', async () => {
    const office = await openOffice();
    const link = await fetch(`${office.workspace.url}/archives/C0PEGASUS1/p1700000000000100`, { redirect: 'manual' });
    expect(link.headers.get('location')).toBe('/#C0PEGASUS1/1700000000.000100');
  });

  it('hears of what happens as it happens', async () => {
    const office = await openOffice();
    const gone = new AbortController();
    const response = await fetch(`${office.workspace.url}/_control/news`, { signal: gone.signal });
    let text = '';
    void (async () => {
      for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += part;
    })().catch(() => undefined);
    await until(() => text.includes('event: alive'));
    const ts = await office.post({ text: 'plan' });
    await office.call('chat.update', { channel: 'C0PEGASUS1', ts, text: 'rolling' });
    await office.post({ text: 'step 1', thread_ts: ts });
    await office.call('chat.delete', { channel: 'C0PEGASUS1', ts });
    await until(() => text.includes('"deleted"'));
    const news = [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, json]) => JSON.parse(json ?? '') as unknown);
    expect(news).toMatchObject([
      { kind: 'hello' },
      { kind: 'message', message: { text: 'plan' } },
      { kind: 'message', message: { text: 'rolling', edits: 1 } },
      { kind: 'message', message: { text: 'step 1' } },
      { kind: 'message', message: { text: 'rolling', reply_count: 1 } },
      { kind: 'deleted', ts },
    ]);
    gone.abort();
  });
});
