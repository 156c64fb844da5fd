import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../../tools/browser.mjs';
import { DemoProgram } from './support/demo-program.js';
import { noBrowser, Visitor } from './support/visitor.js';

const failure = 'a failure while a server was being rolled';

describe('the cluster beside the conversation, in a browser', () => {
  let browser: Browser;
  let demo: DemoProgram;
  let visitor: Visitor;

  beforeAll(async () => {
    if (noBrowser !== undefined) return;
    [browser, demo] = await Promise.all([openBrowser(), DemoProgram.start('--speed', '20')]);
    visitor = await Visitor.open(browser, demo.url);
  }, 90_000);
  afterAll(async () => {
    if (noBrowser !== undefined) return;
    await browser.close();
    await demo.end();
  });

  const cluster = (): Locator => visitor.page.getByRole('region', { name: 'cluster-x' });
  const card = (port: number): Locator =>
    cluster()
      .getByRole('listitem')
      .filter({ has: visitor.page.locator(`summary:text-is("Break ${port}")`) });
  const speed = (times: number): Promise<void> =>
    cluster()
      .getByRole('button', { name: `${times} times as fast as yours` })
      .click();
  const sees = (words: string | RegExp): Promise<void> =>
    cluster().locator('.sees').filter({ hasText: words }).waitFor();
  const happened = (words: string): Promise<void> =>
    cluster().getByLabel('What has happened, the latest first').getByText(words).first().waitFor();

  /** Answers what the run is held for with a retry; the start of the dead server by hand can be a hold of its own. */
  const answerUntilDone = async (): Promise<void> => {
    await expect
      .poll(
        async () => {
          const head = (await visitor.run.getByRole('heading').first().textContent()) ?? '';
          if (head.includes('is held')) await visitor.press('Retry');
          return head;
        },
        { timeout: 150_000, interval: 1_500 },
      )
      .toMatch(/ is done/);
  };

  it('says that all is well, and stops and starts time', async (test) => {
    test.skip(noBrowser !== undefined, noBrowser);
    await sees('is well: 5 servers, 88 partitions');
    await cluster().getByRole('button', { name: 'Stop time' }).click();
    await sees('stands still');
    await speed(20);
    await sees('is well');
  }, 60_000);

  it('the bot is killed in the middle of a run, and Slack hangs up: it comes back and goes on, held for nothing', async (test) => {
    test.skip(noBrowser !== undefined, noBrowser);
    await visitor.write('/pegasus roll cluster-x');
    await visitor.become('bob');
    await visitor.press('Approve');
    await sees(/^34801 \(1 of 9\)/);
    await cluster().getByRole('button', { name: 'Kill the bot' }).click();
    await sees('The bot is gone');
    await happened('the bot is up');
    await cluster().getByRole('button', { name: 'Disconnect Slack' }).click();
    await visitor.page.getByText('pegasus-roll is away').waitFor();
    // It goes on while Slack is away, and is not heard of in the conversation.
    await sees(/^34802 \(2 of 9\)/);
    await visitor.page.getByText('pegasus-roll is connected').waitFor({ timeout: 60_000 });
    await visitor.untilRun(/ [1-9] of 9 servers done| is done/);
    expect(await cluster().locator('.failed').count()).toBe(0);
  }, 150_000);

  it('a server killed from its card: what clients meet, the hold, and how it goes on', async (test) => {
    test.skip(noBrowser !== undefined, noBrowser);
    await speed(50);
    await visitor.untilRun(/ is done/);
    // Slow enough for a press before it is that server's turn, however busy the machine is.
    await speed(5);
    await visitor.become('alice');
    await visitor.write('/pegasus roll cluster-x --only replica');
    await visitor.become('bob');
    await visitor.press('Approve');
    await sees(/^34801 \(1 of 5\)/);
    const victim = card(34805);
    await victim.locator('summary').click();
    await victim.getByText(failure).first().waitFor();
    await victim.getByRole('button', { name: 'Kill it' }).click();
    await victim.getByText('is down').waitFor();
    await visitor.untilRun('is held');
    await sees(`The run is held: ${failure}`);
    // Nobody answered for its partitions until the meta had given it up.
    await cluster().locator('.met .failed').waitFor();
    await victim.getByRole('button', { name: 'Start 34805' }).click();
    await happened('the meta sees 34805 alive');
    await cluster()
      .getByRole('img', { name: /^Partitions: .* 0 nobody answers$/ })
      .waitFor();
    await visitor.become('alice');
    await speed(50);
    await answerUntilDone();
    await sees('The run is done');
    expect(await visitor.seriousFaults()).toEqual([]);
  }, 240_000);

  it('is there on a phone, under a tab of its own', async (test) => {
    test.skip(noBrowser !== undefined, noBrowser);
    const phone = await Visitor.open(browser, demo.url, { viewport: { width: 390, height: 844 } });
    await phone.button('Cluster').click();
    await phone.page.getByRole('heading', { name: 'Replica servers' }).waitFor();
    const wide = await phone.page.evaluate('document.documentElement.scrollWidth');
    expect(wide).toBeLessThanOrEqual(390);
    expect(await phone.seriousFaults()).toEqual([]);
    await phone.leave();
    await visitor.leave();
  }, 60_000);
});
