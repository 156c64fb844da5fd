import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeAddress } from '../../src/roll/ids.js';
import { formView, sentenceView } from '../../src/slack/form/form-view.js';
import { homeView } from '../../src/slack/home/home-view.js';
import { find, noSearch } from '../../src/slack/home/search.js';
import { speak } from '../../src/slack/language.js';
import { parseCommand } from '../../src/slack/parse/command.js';
import { englishLeft } from '../support/english-left.js';
import { inChinese } from '../support/in-chinese.js';
import { alice, held, night } from '../support/told-runs.js';
import { openOffice, until } from './bot.js';

/** What stands in a view, ids and what fields begin with aside. */
const shown = (view: unknown): string =>
  JSON.stringify(view, (key, value: unknown) =>
    ['action_id', 'block_id', 'callback_id', 'private_metadata', 'type', 'value', 'style', 'include'].includes(key)
      ? undefined
      : value,
  ).replaceAll(/["{}[\]]/g, '\n');

describe('with language: zh', () => {
  it('the bot answers and posts in Chinese', async () => {
    onTestFinished(() => {
      speak('en');
    });
    const office = await openOffice({ slack: { language: 'zh' } });
    const run = office.runService.put(held());
    await office.message(run.id);
    await office.command('help');
    await office.command('rol cluster-x');
    await office.command('plan cluster-x --version 2.5.0 --reason "new disks"');
    await office.command('status cluster-x');
    await office.command('runs');
    await until(async () => (await office.seen()).filter(({ ephemeral }) => ephemeral).length >= 6);
    const seen = await office.seen();
    expect(seen.flatMap(({ text }) => englishLeft(text))).toEqual([]);
    expect(seen.filter(({ text }) => !/\p{Script=Han}/u.test(text))).toEqual([]);
  });

  it('the form is Chinese', () => {
    const x = { name: 'cluster-x', channel: undefined, hindrances: [], open: false };
    const context = { clusters: [x], origin: undefined, turn: 0, entries: { cluster: 'cluster-x' } };
    const read = { kind: 'read', lowTables: [{ name: 'temp', replicaCount: 1 }] } as const;
    const views = inChinese(() => [
      formView({ ...context, servers: undefined, entries: {} }),
      formView({ ...context, servers: { kind: 'reading' } }),
      formView({ ...context, servers: { kind: 'unread', why: 'ENOENT' } }),
      formView({ ...context, servers: { ...read, replicaServers: [nodeAddress('10.0.0.1:34801')] } }),
      sentenceView('–', true),
    ]);
    expect(views.flatMap((view) => englishLeft(shown(view)))).toEqual([]);
  });

  it('the Home tab is Chinese', () => {
    const run = held();
    const view = inChinese(() =>
      homeView({
        at: night,
        clusters: [],
        active: [run],
        search: noSearch,
        found: find([], noSearch, alice),
        links: {},
        notice: undefined,
      }),
    );
    expect(englishLeft(shown(view), run)).toEqual([]);
  });

  it('what cannot be understood is said in Chinese', () => {
    const wrong = ['x', 'roll', 'roll --nodes', 'roll a --soak 99d', 'roll a --allow x', 'lock', 'unlock', 'rollback'];
    const said = inChinese(() => wrong.map((text) => parseCommand(text)));
    expect(said.flatMap((answer) => (answer.ok ? [] : englishLeft(answer.failure)))).toEqual([]);
    expect(said.filter(({ ok }) => ok).length).toBe(1);
  });
});
