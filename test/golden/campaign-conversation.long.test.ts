import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { realClock, type Clock } from '../../src/lib/clock.js';
import { openOffice, type Office } from '../slack/bot.js';
import { x, y, z } from '../support/campaigns.js';
import { VirtualFleet } from '../support/virtual-fleet.js';

/** So much time of the clusters passes between two looks at Slack. */
const stepMs = 1_000;
const speed = 10;

/** The date of the clusters; waits of the bot and of Slack pass ten times as fast as they do in the world. */
const slackClockOf = (clock: Clock): Clock => ({
  now: () => clock.now(),
  sleep: (ms, signal) => realClock.sleep(ms / speed, signal),
  after: (ms, callback) => realClock.after(ms / speed, callback),
});

const people: Readonly<Record<string, string>> = { U0ALICE001: 'alice', U0BOB00001: 'bob' };
/** Without what is another one each time: moments, durations, names of runs, how far a run has come. */
const steady = (text: string): string =>
  text
    .replace(/<http[^|>]*\|([^>]*)>/g, '[$1]')
    .replace(/<@(\w+)>/g, (_whole, id: string) => `@${people[id] ?? id}`)
    .replace(/<!date\^[^|>]*\|[^>]*>|\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)? UTC/g, '(moment)')
    .replace(/(in|about) \d+ (h|min|s)( \d+ (min|s))?/g, '$1 (time)')
    .replace(/rolling, \d of/g, 'rolling, n of')
    .replace(/\b(cluster-[xyz])-[0-9a-z]+\b/g, '$1-RUN');

class Conversation {
  readonly lines: string[] = [];

  constructor(
    private readonly fleet: VirtualFleet,
    private readonly office: Office,
  ) {}

  /** What a person does. */
  async does(what: string, deed: () => Promise<unknown>): Promise<void> {
    this.lines.push(`## ${what}`, '');
    await deed();
  }

  /** Time passes until the message of the campaign says this; then it is written down. */
  async campaignSays(what: RegExp): Promise<void> {
    const text = await this.#until('pegasus_roll_campaign', what);
    this.lines.push('The message of the campaign:', '', ...quote(text), '');
  }

  /** Its first lines are written down. */
  async runSays(cluster: string, what: RegExp): Promise<void> {
    const text = await this.#until('pegasus_roll', what, cluster);
    this.lines.push(`The message of the run of ${cluster}:`, '', ...quote(text.split('\n').slice(0, 3).join('\n')), '');
  }

  async tsOf(event: string, cluster?: string): Promise<string> {
    return (await this.#message(event, cluster))?.ts ?? '';
  }

  async #until(event: string, what: RegExp, cluster?: string): Promise<string> {
    let last = '';
    for (let tries = 0; tries < 6_000; tries += 1) {
      last = (await this.#message(event, cluster))?.text ?? '';
      if (what.test(last)) return steady(last);
      await this.fleet.clock.advance(stepMs);
      await pause(8);
    }
    throw new Error(`${String(what)} was not said; what stands there is ${last}`);
  }

  async #message(event: string, cluster: string | undefined): Promise<{ ts: string; text: string } | undefined> {
    return (await this.office.seen()).findLast(
      ({ metadata }) =>
        metadata?.event_type === event && (cluster === undefined || metadata.event_payload['cluster'] === cluster),
    );
  }
}

const quote = (text: string): readonly string[] => text.split('\n').map((line) => `> ${line}  `);

it('three clusters in one campaign: one approval, a hold, a retry, and all of them done', async () => {
  const fleet = await VirtualFleet.open([x, y, z]);
  await fleet.engine.start();
  const clock = slackClockOf(fleet.clock);
  const office = await openOffice({
    slack: { runService: fleet.engine, clock, groups: new Map([['all-test', [x, y, z]]]) },
    workspace: { clock },
  });
  const talk = new Conversation(fleet, office);
  await talk.does('alice types `/pegasus roll all-test --only replica --reason "new configuration"`', () =>
    office.command('roll all-test --only replica --reason "new configuration"'),
  );
  await talk.campaignSays(/Needs approval[^]*<http/);
  await talk.does('bob puts :white_check_mark: on the message of the campaign', async () =>
    office.react(await talk.tsOf('pegasus_roll_campaign'), 'white_check_mark', 'bob'),
  );
  await talk.campaignSays(/cluster-x: rolling.*<http/);
  fleet.member(y).failing = true;
  await talk.does('cluster-x is done; the restart command of cluster-y fails', () => Promise.resolve());
  await talk.campaignSays(/cluster-y: held.*<http/);
  await talk.runSays(y, /is held/);
  expect(
    fleet
      .member(z)
      .cluster.truth()
      .processes()
      .map(({ starts }) => starts),
  ).not.toContain(1);
  await talk.does('alice mends it, and types `/pegasus retry cluster-y`', () => {
    fleet.member(y).failing = false;
    return office.command('retry cluster-y');
  });
  await talk.campaignSays(/cluster-z: rolling.*<http/);
  await talk.does('nobody has to do anything more', () => Promise.resolve());
  await talk.campaignSays(/all done/);

  const messages = (await office.seen()).filter(({ metadata }) => metadata?.event_type === 'pegasus_roll_campaign');
  expect(messages).toHaveLength(1);
  for (const name of [x, y, z]) {
    const replicas = fleet
      .member(name)
      .cluster.truth()
      .processes()
      .filter(({ role }) => role === 'replica');
    expect(replicas.map(({ starts }) => starts)).toEqual([1, 1, 1, 1]);
  }
  const text = ['# The conversation of a campaign of three clusters', '', ...talk.lines].join('\n');
  await expect(text).toMatchFileSnapshot('slack/campaign-conversation.md');
}, 400_000);
