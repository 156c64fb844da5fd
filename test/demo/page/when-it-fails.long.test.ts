import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../../tools/browser.mjs';
import { RealStack } from '../../support/real-stack.js';
import { noBrowser, Visitor } from './support/visitor.js';

const canary = '127.0.0.1:34801';

describe('the page, when things fail', () => {
  let browser: Browser;
  let stack: RealStack;
  let visitor: Visitor;

  beforeAll(async () => {
    if (noBrowser !== undefined) return;
    [browser, stack] = await Promise.all([openBrowser(), RealStack.start({ nodes: 4, speed: 50, required: 2 })]);
    await stack.botUp();
    visitor = await Visitor.open(browser, stack.workspace.url);
  }, 120_000);
  afterAll(async () => {
    if (noBrowser !== undefined) return;
    await browser.close();
    await stack.close();
  });

  it('it takes a second person: the requester does not count, one of two is not enough', async (test) => {
    test.skip(noBrowser !== undefined, noBrowser);
    await stack.fault({ kind: 'command-fails', verb: 'start', address: canary, message: 'no space left', times: 2 });
    await visitor.write('/pegasus roll cluster-x --version 2.5.1 --canary');
    await visitor.press('Approve');
    await visitor.page.locator('.message.only').filter({ hasText: 'approve' }).last().waitFor();
    await visitor.become('bob');
    await visitor.press('Approve');
    await visitor.untilRun('Needs 1 more approval');
    await visitor.become('carol');
    await visitor.press('Approve');
    await visitor.untilRun(/of \d servers done/);
  }, 120_000);

  it('a hold says what was wrong, and is answered by a button', async (test) => {
    test.skip(noBrowser !== undefined, noBrowser);
    await visitor.untilRun('is held');
    await visitor.run.getByText('no space left').first().waitFor();
    await visitor.become('alice');
    await visitor.press('Retry');
    await visitor.untilRun(/of \d servers done/);
  }, 120_000);

  it('a canary that cannot be started is rolled back, once two others approve', async (test) => {
    test.skip(noBrowser !== undefined, noBrowser);
    await visitor.untilRun('is held');
    await visitor.press('Roll back', 'Roll back');
    await visitor.untilRun(/Roll back/i);
    for (const name of ['bob', 'carol']) {
      await visitor.become(name);
      await visitor.press('Approve');
    }
    await visitor.untilRun(/ is done/);
    expect((await stack.truth()).processes.filter(({ version }) => version.startsWith('2.5.1'))).toEqual([]);
    expect(await visitor.seriousFaults()).toEqual([]);
    await visitor.leave();
  }, 180_000);
});
