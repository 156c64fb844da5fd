import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../../tools/browser.mjs';
import { DemoProgram } from './support/demo-program.js';
import { noBrowser, Visitor } from './support/visitor.js';

describe('the page of the demo, in a browser', () => {
  let browser: Browser;
  let demo: DemoProgram;
  let visitor: Visitor;

  beforeAll(async () => {
    if (noBrowser !== undefined) return;
    [browser, demo] = await Promise.all([openBrowser(), DemoProgram.start('--speed', '50', '--nodes', '4')]);
    visitor = await Visitor.open(browser, demo.url);
  }, 90_000);
  afterAll(async () => {
    if (noBrowser !== undefined) return;
    await browser.close();
    await demo.end();
  });

  it('a newcomer asks and approves, a press each, pauses by a reaction and goes on by another', async (test) => {
    test.skip(noBrowser !== undefined, noBrowser);
    await visitor.page.getByText('needs a rolling restart').waitFor();
    await visitor.button('Ask as alice').click();
    await visitor.button('Approve as bob').waitFor();
    await visitor.page.waitForTimeout(750);
    await visitor.button('Approve as bob').click();
    await visitor.button(/^Kill 348/).waitFor();
    await visitor.react('double vertical bar');
    await visitor.untilRun('paused');
    expect(await visitor.run.getByRole('button', { name: /^double_vertical_bar, .*bob/ }).count()).toBe(1);
    await visitor.become('alice');
    await visitor.react('arrow forward');
    await visitor.untilRun(/: \d of 8 servers done/);
  }, 90_000);

  it('a reload in the middle of a run: the same person, the same thread, and the run goes on', async (test) => {
    test.skip(noBrowser !== undefined, noBrowser);
    await visitor.become('carol');
    await visitor.run.getByRole('button', { name: /\d+ replies/ }).click();
    const thread = visitor.page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText(/approved: 1 of 1/).waitFor();
    await visitor.page.reload();
    await thread.getByText(/approved: 1 of 1/).waitFor();
    expect(await visitor.page.getByLabel('You are').locator('option:checked').textContent()).toMatch(/^carol /);
    const before = await thread.locator('.message').count();
    await expect.poll(() => thread.locator('.message').count(), { timeout: 40_000 }).toBeGreaterThan(before);
    await visitor.page.keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });
  }, 90_000);

  it('an abort is confirmed, and puts the settings back', async (test) => {
    test.skip(noBrowser !== undefined, noBrowser);
    await visitor.become('alice');
    await visitor.press('Abort');
    const sure = visitor.page.getByRole('dialog');
    await sure.getByRole('button').first().click();
    await sure.waitFor({ state: 'hidden' });
    await visitor.press('Abort', 'Abort');
    await visitor.untilRun('aborted');
    expect(await visitor.seriousFaults()).toEqual([]);
  }, 90_000);

  it('a whole conversation by keyboard: a completed command, a reaction, the thread, an answer for one alone', async (test) => {
    test.skip(noBrowser !== undefined, noBrowser);
    const { page } = visitor;
    await page.getByLabel('Messages', { exact: true }).focus();
    await page.keyboard.type('/peg');
    await page.getByRole('option', { name: /^\/pegasus .* node by node/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('roll cluster-x --only collector --reason "new configuration"');
    await page.keyboard.press('Enter');
    await visitor.untilRun(/waits for approval|approval/);
    await visitor.become('bob');
    await visitor.react('white check mark');
    await visitor.untilRun(/ is done/);
    await visitor.write('/pegasus runs');
    await page.locator('.message.only').last().getByText('cluster-x').first().waitFor();
    await visitor.become('dave');
    await expect.poll(() => page.locator('.message.only').count()).toBe(0);
  }, 90_000);

  it('a form says what is wrong at its field, and Home shows what ran', async (test) => {
    test.skip(noBrowser !== undefined, noBrowser);
    const { page } = visitor;
    await visitor.button('Roll a cluster').click();
    const form = page.getByRole('dialog', { name: 'Roll a cluster' });
    await form.getByLabel('Version').fill('not a version');
    await form.getByRole('button', { name: 'Make the plan' }).click();
    await form.locator('.fault:not(:empty)').first().waitFor();
    expect(await visitor.seriousFaults()).toEqual([]);
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });
    await visitor.button('pegasus-roll').click();
    await page.getByRole('region', { name: 'Home' }).getByText('new configuration').first().waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await visitor.seriousFaults()).toEqual([]);
    await visitor.leave();
  }, 90_000);

  it('on a phone one thing is shown at a time, and nothing is wider than the screen', async (test) => {
    test.skip(noBrowser !== undefined, noBrowser);
    const phone = await Visitor.open(browser, demo.url, {
      viewport: { width: 390, height: 800 },
      hasTouch: true,
      isMobile: true,
    });
    await phone.run.getByRole('button', { name: /\d+ repl/ }).tap();
    await phone.page.getByLabel('Messages of the thread').waitFor();
    expect(await phone.page.getByLabel('Messages', { exact: true }).isVisible()).toBe(false);
    expect(await phone.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(await phone.seriousFaults()).toEqual([]);
    await phone.button('Cluster').tap();
    await phone.page.getByLabel('Messages of the thread').waitFor({ state: 'hidden' });
    await phone.button('Conversation').tap();
    await phone.button('Close the thread').tap();
    expect(await phone.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await phone.leave();
  }, 90_000);
});
