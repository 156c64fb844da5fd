import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../../src/roll/event.js';
import { holdReasons } from '../../../src/roll/hold.js';
import type { Run } from '../../../src/roll/run.js';
import { helpText } from '../../../src/slack/intents/help.js';
import { apart } from '../../../src/slack/marks.js';
import { reactionNames, type Speech } from '../../../src/slack/reactions.js';
import { renderCampaign, renderReplacedCampaign } from '../../../src/slack/render/campaign-message.js';
import { holdTitle } from '../../../src/slack/render/hold-parts.js';
import { renderMessage, renderReplaced } from '../../../src/slack/render/message.js';
import { content, type Content } from '../../../src/slack/render/parts.js';
import { renderReport } from '../../../src/slack/render/report.js';
import { statusParts } from '../../../src/slack/render/status-parts.js';
import { renderThreadPost } from '../../../src/slack/render/thread.js';
import { digestLine } from '../../../src/slack/publish/digest-words.js';
import { shutdownNotice } from '../../../src/slack/publish/shutdown-notice.js';
import { gapRemark, unreadRemark } from '../../../src/slack/connect/gap-words.js';
import { runLost, tokenLost, unheard, unseenNews } from '../../../src/slack/delivery-failure/words.js';
import { englishLeft } from '../../support/english-left.js';
import { held, troubled, troubles } from '../../support/hold-troubles.js';
import { inChinese } from '../../support/in-chinese.js';
import { campaigns } from './campaign-gallery.js';
import { posts, replaced, reported, states } from './gallery.js';
import { faultsOf } from './slack-limits.js';

const speech: Speech = {
  reactions: reactionNames(),
  command: '/pegasus',
  groupIds: new Map([['pegasus-oncall', 'S0ONCALL1']]),
};

const written = (blocks: Content['blocks']): string =>
  JSON.stringify(blocks, (key, value: unknown) =>
    ['action_id', 'block_id', 'type', 'value', 'style', 'task_id'].includes(key) ? undefined : value,
  );
/** All that people read of it, buttons and what they ask included. */
const shown = ({ text, blocks }: Content): string => `${text}\n${written(blocks).replaceAll(/["{}[\]]/g, '\n')}`;

const mrkdwnIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(mrkdwnIn);
  // Code stands as the cluster printed it.
  return 'type' in value && value.type === 'mrkdwn' && 'text' in value && typeof value.text === 'string'
    ? [...inner, ...(value.text.startsWith('```') ? [] : [value.text])]
    : inner;
};

function expectChinese(rendered: Content | undefined, told?: unknown): void {
  if (rendered === undefined) return;
  expect(englishLeft(shown(rendered), told)).toEqual([]);
  expect(faultsOf(rendered)).toEqual([]);
  for (const text of mrkdwnIn(rendered.blocks)) expect(apart(text)).toBe(text);
}

const postsOf = (run: Run): readonly (Content | undefined)[] =>
  run.log.map((event: LoggedEvent) => renderThreadPost(run, event, speech));

describe('with language: zh everything about a run is in Chinese:', () => {
  it.each(states.map((state) => [state.name, state] as const))('the message, %s', (_name, { run, view }) => {
    inChinese(() => {
      for (const dialect of ['sections', 'progress'] as const)
        expectChinese(renderMessage(run, speech, { ...view, dialect }), { run, view });
      expectChinese(content(statusParts(run, '')), run);
      expect(englishLeft(digestLine(run, 'https://example.com/archives/C1/p1'), run)).toEqual([]);
    });
  });

  it.each(posts.map((posted) => [posted.name, posted] as const))('the thread, %s', (_name, { run, seq }) => {
    inChinese(() => {
      const event = run.log.find((other: LoggedEvent) => other.seq === seq);
      if (event !== undefined) expectChinese(renderThreadPost(run, event, speech), run);
    });
  });

  it.each(Object.entries(troubles))('a hold, %s', (_name, trouble) => {
    inChinese(() => {
      const { roll, cluster } = troubled(trouble);
      expectChinese(renderMessage(roll.run, speech), roll.run);
      for (const post of postsOf(roll.run)) expectChinese(post, roll.run);
      if (trouble.end !== undefined) {
        trouble.end(roll, cluster);
        roll.until(() => held(roll).hold.overSince !== undefined);
        expectChinese(renderMessage(roll.run, speech), roll.run);
        for (const post of postsOf(roll.run)) expectChinese(post, roll.run);
      }
      expect(holdReasons).toContain(held(roll).hold.reason);
    });
  });

  it.each(campaigns.map((campaign) => [campaign.name, campaign] as const))('a campaign, %s', (_name, { run, view }) => {
    inChinese(() => {
      expectChinese(renderCampaign(run, speech, view), { run, view });
      expectChinese(renderReplacedCampaign(run), run);
    });
  });

  it('what a newer plan has replaced', () => {
    inChinese(() => {
      expectChinese(renderReplaced(replaced.run, replaced.oldPlan), replaced.run);
    });
  });

  it('the report', () => {
    const report = inChinese(() => renderReport(reported(), { seq: 12, hash: 'ab12' }).text);
    expect(englishLeft(report, reported())).toEqual([]);
  });

  it('the help', () => {
    expect(englishLeft(inChinese(() => helpText('/pegasus')))).toEqual([]);
  });

  it('what people are told in another way', () => {
    inChinese(() => {
      const runs = states.map(({ run }) => run);
      const said = [
        ...runs.flatMap((run) => [runLost(run, 'is_archived', 'pause'), runLost(run, 'no_such', 'continue')]),
        ...runs.map((run) => unseenNews(run) ?? ''),
        tokenLost(runs, 'invalid_auth', () => 'continue'),
        unheard(runs, 'invalid_auth', () => 'pause'),
        shutdownNotice(0),
        unreadRemark(),
        gapRemark({ from: 0, to: 60_000 }, true) ?? '',
      ];
      expect(said.flatMap((text) => englishLeft(text, runs))).toEqual([]);
    });
  });

  it('a whole conversation, to be read', async () => {
    const told = inChinese(() => [
      ...states.map(({ name, run, view }) => [name, renderMessage(run, speech, view).text] as const),
      ...posts.map(({ name, run, seq }) => {
        const event = run.log.find((other: LoggedEvent) => other.seq === seq);
        return [
          `消息列：${name}`,
          event === undefined ? '' : (renderThreadPost(run, event, speech)?.text ?? ''),
        ] as const;
      }),
      ['help', helpText('/pegasus')] as const,
      ['report', renderReport(reported(), { seq: 12, hash: 'ab12' }).text.replaceAll(/^#/gm, '###')] as const,
    ]);
    const written = told.map(([name, text]) => `## ${name}\n\n${text}\n`).join('\n');
    await expect(written).toMatchFileSnapshot('../../golden/slack/conversation.zh.md');
  });

  it('each hold has a title of its own', () => {
    const titles = inChinese(() => holdReasons.map((reason) => holdTitle(reason)));
    expect(titles.filter((title) => !/\p{Script=Han}/u.test(title))).toEqual([]);
    expect(new Set(titles).size).toBe(holdReasons.length);
  });
});
