import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { findBrowser, howToGetOne } from '../../../../tools/browser.mjs';

/** Why the page cannot be tried in a browser here, in a sentence; undefined where it can. */
export const noBrowser = findBrowser() === undefined ? `NOT RUN: ${howToGetOne}` : undefined;

/**
 * The least that a person needs from seeing a message to a press. The bot takes what comes sooner for an answer to the
 * message before.
 */
const timeToReadMs = 750;
const patienceMs = 40_000;

const faultsOfAxe = z.object({
  violations: z.array(
    z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.array(z.object({ html: z.string() })) }),
  ),
});

/** Somebody who looks at the page and uses it as people do. */
export class Visitor {
  /** What the browser has complained about. */
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error' || line.type() === 'warning') this.complaints.push(line.text());
    });
  }

  static async open(browser: Browser, url: string, how: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 860 },
      reducedMotion: 'reduce',
      ...how,
    });
    const visitor = new Visitor(await context.newPage());
    await visitor.page.goto(url);
    return visitor;
  }

  async leave(): Promise<void> {
    await this.page.context().close();
    expect(this.complaints).toEqual([]);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  }

  async become(name: string): Promise<void> {
    const list = this.page.getByLabel('You are');
    const option = list.locator('option', { hasText: new RegExp(`^${name} `) });
    await list.selectOption(await option.getAttribute('value'));
  }

  async write(text: string): Promise<void> {
    await this.page.getByLabel('Message or /pegasus command').fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** The message of the newest run. */
  get run(): Locator {
    return this.page
      .getByLabel('Messages', { exact: true })
      .locator('.message:not(.only)', { has: this.page.locator('h3') })
      .last();
  }

  /** Waits until the newest run says this at its head. */
  async untilRun(says: string | RegExp): Promise<void> {
    await this.run.getByRole('heading').filter({ hasText: says }).waitFor();
  }

  /** Presses a button of the newest run, once it has been read; and confirms, where that is asked. */
  async press(name: string, confirm?: string): Promise<void> {
    const button = this.run.getByRole('button', { name, exact: true });
    await button.waitFor();
    await this.page.waitForTimeout(timeToReadMs);
    await button.click();
    if (confirm !== undefined) await this.page.getByRole('dialog').getByRole('button', { name: confirm }).click();
  }

  /** Adds a reaction to the newest run, or takes it away, through the menu at its corner. */
  async react(name: string): Promise<void> {
    await this.page.waitForTimeout(timeToReadMs);
    await this.run.hover();
    await this.run.getByRole('button', { name: 'Add a reaction' }).click();
    await this.page.getByRole('menuitem', { name }).click();
  }

  /** What would keep somebody from using what is shown, by the rules of axe. */
  async seriousFaults(): Promise<readonly string[]> {
    await this.page.evaluate(axe.source);
    const found = faultsOfAxe.parse(await this.page.evaluate('axe.run(document, { resultTypes: ["violations"] })'));
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  }
}
