import { describe, expect, it } from 'vitest';
import { dated } from '../../../demo/page/kit/dates.js';
import { parseMrkdwn, type Inline, type Part } from '../../../demo/page/kit/mrkdwn.js';

/** What was understood, as tags around texts. */
const shown = (text: string): string => parseMrkdwn(text).map(partShown).join('');

function partShown(part: Part): string {
  if (part.kind === 'pre') return `<pre>${part.text}</pre>`;
  const lines = part.lines.map((line) => line.map(pieceShown).join('')).join('<br>');
  return part.kind === 'quote' ? `<quote>${lines}</quote>` : lines;
}

function pieceShown(piece: Inline): string {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'code':
      return `<code>${piece.text}</code>`;
    case 'strong':
    case 'em':
    case 's':
      return `<${piece.kind}>${piece.inner.map(pieceShown).join('')}</${piece.kind}>`;
    case 'emoji':
      return `<emoji ${piece.name}>`;
    case 'user':
    case 'channel':
    case 'group':
      return `<${piece.kind} ${piece.id}${piece.label === undefined ? '' : ` ${piece.label}`}>`;
    case 'everyone':
      return `<everyone ${piece.name}>`;
    case 'date':
      return `<date ${piece.seconds} ${piece.pattern}>`;
    case 'link':
      return `<a ${piece.href}>${piece.label}</a>`;
  }
}

describe('the markup of Slack', () => {
  it.each([
    ['*bold*, _italic_ and ~gone~', '<strong>bold</strong>, <em>italic</em> and <s>gone</s>'],
    ['*bold with `code` in it*', '<strong>bold with <code>code</code> in it</strong>'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['`*not bold*`', '<code>*not bold*</code>'],
    ['a &lt;b&gt; &amp;amp; c', 'a <b> &amp; c'],
    ['```\n1 *a*\n2 b\n```', '<pre>1 *a*\n2 b</pre>'],
    ['before\n```\ncode\n```\nafter', 'before<pre>code</pre>after'],
    ['&gt; said\n&gt; more\nso', '<quote>said<br>more</quote>so'],
    ['one\ntwo', 'one<br>two'],
    ['<@U1> and <@U2|bob>', '<user U1> and <user U2 bob>'],
    ['<!subteam^S1> in <#C1|ops>', '<group S1> in <channel C1 ops>'],
    ['<!here>', '<everyone here>'],
    ['<https://example.org/?a=1&amp;b=2|the | ticket>', '<a https://example.org/?a=1&b=2>the | ticket</a>'],
    ['<!date^1700000000^since {date_short}^https://example.org|then>', '<date 1700000000 since {date_short}>'],
    [':white_check_mark::+1:', '<emoji white_check_mark><emoji +1>'],
    ['unfinished ``` fence', 'unfinished ``` fence'],
  ])('%j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe('a date', () => {
  const at = new Date(2026, 0, 2, 3, 4, 5);
  const seconds = at.getTime() / 1000;

  it('is in the time of whoever reads', () => {
    const day = at.toLocaleDateString('en', { month: 'short', day: 'numeric', year: 'numeric' });
    const later = new Date(2026, 0, 5);
    expect(dated(seconds, 'since {date_short_pretty}, {time_secs}', later)).toBe(`since ${day}, 03:04:05`);
    expect(dated(seconds, '{date_num} {time} {nothing}', later)).toBe('2026-01-02 03:04 {nothing}');
  });

  it('is today, or some minutes ago', () => {
    expect(dated(seconds, '{date_long_pretty}', new Date(2026, 0, 2, 9))).toBe('today');
    expect(dated(seconds, '{ago}', new Date(2026, 0, 2, 3, 6, 5))).toBe('2 min ago');
    expect(dated(seconds, '{ago}', new Date(2026, 0, 2, 3, 1, 5))).toBe('in 3 min');
  });
});
