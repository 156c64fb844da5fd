import { runInNewContext, Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { drawing } from '../../../demo/workspace/page/drawing.js';
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
    expect(linked).toEqual(['/page.css', '/page.js']);
    const assets = await Promise.all(
      linked.map(async (path) => {
        const response = await fetch(office.workspace.url + path);
        return { type: response.headers.get('content-type'), text: await response.text() };
      }),
    );
    expect(assets.map(({ type }) => type)).toEqual(['text/css; charset=utf-8', 'text/javascript; charset=utf-8']);
    expect(() => new Script(assets[1]?.text ?? '')).not.toThrow();
    const named = [...(assets[1]?.text ?? '').matchAll(/\bat\('([a-z-]+)'\)/g)].map(([, id]) => id ?? '');
    expect(named.length).toBeGreaterThan(20);
    for (const id of named) expect(text).toContain(`id="${id}"`);
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
      { kind: 'message', message: { text: 'plan' } },
      { kind: 'message', message: { text: 'rolling', edits: 1 } },
      { kind: 'message', message: { text: 'step 1' } },
      { kind: 'message', message: { text: 'rolling', reply_count: 1 } },
      { kind: 'deleted', ts },
    ]);
    gone.abort();
  });
});

/** Just enough of a document to see what mrkdwn becomes: a nested list of tags and texts. */
function drawn(text: string): string {
  const element = (tag: string): object => {
    const children: unknown[] = [];
    const attributes: string[] = [];
    return {
      append: (...more: unknown[]) => children.push(...more),
      setAttribute: (name: string, value: string) =>
        ['href', 'class'].includes(name) && attributes.push(` ${name}=${value}`),
      addEventListener: () => undefined,
      toString: () => `<${tag}${attributes.join('')}>${children.join('')}</${tag}>`,
    };
  };
  const names = {
    me: 'U1',
    userName: (id: string) => ({ U1: 'alice', U2: 'bob' })[id],
    channelName: () => 'ops',
    groupName: () => 'pegasus-oncall',
    inGroup: () => false,
  };
  const nodes: unknown = runInNewContext(`${drawing}; mrkdwn(text, names).map(String).join('')`, {
    document: { createElement: element },
    location: { origin: 'http://127.0.0.1' },
    text,
    names,
  });
  return String(nodes);
}

describe('mrkdwn', () => {
  it.each([
    ['*bold*, _italic_ and ~gone~', '<strong>bold</strong>, <em>italic</em> and <s>gone</s>'],
    ['*bold with `code` in it*', '<strong>bold with <code>code</code> in it</strong>'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['`*not bold*`', '<code>*not bold*</code>'],
    ['a &lt;b&gt; &amp;amp; c', 'a <b> &amp; c'],
    ['```\n1 *a*\n2 b\n```', '<pre>1 *a*\n2 b</pre>'],
    ['&gt; said\nso', '<blockquote>said</blockquote>so'],
    ['one\ntwo', 'one<br></br>two'],
    ['<@U1> and <@U2>', '<span class=mention me>@alice</span> and <span class=mention>@bob</span>'],
    ['<!subteam^S1> in <#C1|ops>', '<span class=mention>@pegasus-oncall</span> in <span class=mention>#ops</span>'],
    ['<!here>', '<span class=mention me>@here</span>'],
    ['<https://example.org/?a=1&amp;b=2|the ticket>', '<a href=https://example.org/?a=1&b=2>the ticket</a>'],
    ['<javascript:alert(1)|click>', '<span>click</span>'],
    [':white_check_mark: :octagonal_sign: :no_such_emoji:', '<span>✅</span> <span>🛑</span> :no_such_emoji:'],
    ['at 10:34:56', 'at 10:34:56'],
    ['unfinished ``` fence', 'unfinished ``` fence'],
  ])('%j', (text, expected) => {
    expect(drawn(text)).toBe(expected);
  });

  it('shows dates in the time of whoever reads', () => {
    const when = new Date(Date.UTC(2026, 0, 2, 3, 4, 5));
    const day = when.toLocaleDateString('en', { month: 'short', day: 'numeric', year: 'numeric' });
    expect(drawn(`<!date^${when.getTime() / 1000}^since {date_short}, {time_secs}|then>`)).toBe(
      `<time>since ${day}, ${when.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })}</time>`,
    );
  });
});
