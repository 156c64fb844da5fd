// Takes the pictures of README and docs anew, from the demo itself in a browser: `npm run pictures`. Needs a build, and
// Chromium (or CHROMIUM=path).
//
//   node tools/pictures.mjs [--out DIR] [--frames DIR] [first-steps|states]
//
// --frames keeps each picture of the animation, to be looked at.
import { spawn } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { Animation } from './animation.mjs';
import { openBrowser } from './browser.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: 'docs/pictures' }, frames: { type: 'string' } },
});
const wanted = (name) => positionals.length === 0 || positionals.includes(name);
const mostBytes = 2_000_000;
/** A person needs as long to read a message; the bot takes what comes sooner for an answer to the one before. */
const timeToReadMs = 900;

await mkdir(values.out, { recursive: true });
const browser = await openBrowser();
try {
  if (wanted('first-steps')) await withDemo(['--speed', '25'], firstSteps);
  if (wanted('states')) {
    await withDemo(['--speed', '50', '--nodes', '4'], canaryRolledBack);
    await withDemo(['--speed', '50', '--nodes', '4'], abortedAndContinued);
  }
} finally {
  await browser.close();
}

/** What a newcomer sees in the first two minutes: a plan, a roll, a server that dies, a hold, and the end. */
async function firstSteps(demo) {
  const visitor = await visit(demo.url, { width: 1200, height: 720 }, true);
  const { page } = visitor;
  const film = new Animation();
  let taken = 0;
  const shoot = async (ms) => {
    const picture = await page.screenshot();
    film.add(picture, ms);
    taken += 1;
    if (values.frames !== undefined) await writeFile(join(values.frames, `${taken}.png`), picture);
  };
  await page.getByText('needs a rolling restart').waitFor();
  await shoot(2_000);
  const box = page.getByLabel('Message or /pegasus command');
  for (const text of ['/p', '/pegasus ', '/pegasus roll cl', '/pegasus roll cluster-x']) {
    await box.fill(text);
    await shoot(350);
  }
  await box.press('Enter');
  await visitor.button('Approve as bob').waitFor();
  await page.waitForTimeout(timeToReadMs);
  await shoot(3_000);
  await visitor.button('Approve as bob').click();
  await visitor.until(/[1-9] of \d servers done/, () => shoot(300));
  await visitor.button('Kill 34805').click();
  await shoot(900);
  await visitor.until('is held', () => shoot(300));
  await page.waitForTimeout(timeToReadMs);
  await visitor.lookAt('is held');
  await shoot(5_000);
  await visitor.button('Start 34805 again').click();
  await shoot(900);

  await page.waitForTimeout(6_000);
  await visitor.press('Retry');
  await visitor.until(/ is done/, () => shoot(300), 2_500);
  await visitor.lookAt(' is done');
  await shoot(5_000);
  const bytes = film.bytes();
  if (bytes.length > mostBytes) throw new Error(`the animation has ${bytes.length} bytes: more than ${mostBytes}`);
  await keep('first-steps.gif', bytes);
  await visitor.leave();
}

async function canaryRolledBack(demo) {
  const visitor = await visit(demo.url, { width: 1280, height: 860 });
  await demo.fault({
    kind: 'command-fails',
    verb: 'start',
    address: '127.0.0.1:34801',
    message: 'replica server: cannot open shared library librocksdb.so.8',
    times: 1,
  });
  await visitor.ask('/pegasus roll cluster-x --version 2.5.1 --canary');
  await visitor.until('is held');
  await visitor.lookAt('is held');
  await keep('hold.png', await visitor.page.screenshot());
  await visitor.press('Roll back', 'Roll back');
  await visitor.until(/[Rr]oll back .*approv|approv.*[Rr]oll back/);
  await visitor.become('carol');
  await visitor.press('Approve');
  await visitor.until(/ is done/);
  await visitor.lookAt(' is done');
  await keep('canary-rolled-back.png', await visitor.page.screenshot());
  await visitor.leave();
}

async function abortedAndContinued(demo) {
  const visitor = await visit(demo.url, { width: 1280, height: 860 });
  await visitor.ask('/pegasus roll cluster-x --reason "new configuration"');
  await visitor.until(/[1-9] of \d servers done/);
  await visitor.become('alice');
  await visitor.press('Abort', 'Abort');
  await visitor.until('is aborted');
  await visitor.ask('/pegasus continue cluster-x');
  await visitor.until(/[1-9] of \d servers done/);
  await visitor.lookAt('servers done');
  await keep('continued.png', await visitor.page.screenshot());
  await visitor.until(/ is done/);
  await visitor.button('pegasus-roll').click();
  await visitor.page.getByRole('region', { name: 'Home' }).getByText('new configuration').first().waitFor();
  await keep('home.png', await visitor.page.screenshot());
  await visitor.leave();
}

/** @param guided with the first steps at the top */
async function visit(url, viewport, guided = false) {
  const page = await browser.newPage({ viewport, colorScheme: 'light', timezoneId: 'UTC' });
  page.setDefaultTimeout(60_000);
  if (!guided) await page.addInitScript("sessionStorage.setItem('guide', 'folded')");
  await page.goto(url);
  const run = page
    .getByLabel('Messages', { exact: true })
    .locator('.message:not(.only)', { has: page.locator('h3') })
    .last();
  const visitor = {
    page,
    button: (name) => page.getByRole('button', { name, exact: true }),
    become: async (name) => {
      const list = page.getByLabel('You are');
      await list.selectOption(await list.locator('option', { hasText: new RegExp(`^${name} `) }).getAttribute('value'));
    },
    /** Asked for by alice, approved by bob. */
    ask: async (command) => {
      await visitor.become('alice');
      await page.getByLabel('Message or /pegasus command').fill(command);
      await page.keyboard.press('Enter');
      await visitor.become('bob');
      await visitor.press('Approve');
    },
    press: async (name, confirm) => {
      await run.getByRole('button', { name, exact: true }).waitFor();
      await page.waitForTimeout(timeToReadMs);
      await run.getByRole('button', { name, exact: true }).click();
      if (confirm !== undefined) await page.getByRole('dialog').getByRole('button', { name: confirm }).click();
    },
    /** Waits until the newest run says this at its head, and does something meanwhile. */
    until: async (says, meanwhile = () => Promise.resolve(), everyMs = 1_000) => {
      const head = run.getByRole('heading').filter({ hasText: says });
      for (const end = Date.now() + 200_000; !(await head.isVisible()); ) {
        if (Date.now() > end) throw new Error(`the run does not say ${String(says)}`);
        await meanwhile();
        await page.waitForTimeout(everyMs);
      }
    },
    /** Its head at the top, as somebody scrolls who reads it. */
    lookAt: async (says) => {
      await run
        .getByRole('heading')
        .filter({ hasText: says })
        .first()
        .evaluate((head) => head.scrollIntoView({ block: 'start' }));
      await page.mouse.move(0, 0);
      await page.waitForTimeout(200);
    },
    leave: () => page.context().close(),
  };
  return visitor;
}

/** The demo as people start it, ended afterwards. */
async function withDemo(options, use) {
  const program = spawn(process.execPath, ['dist/src/main.js', 'demo', '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  await new Promise((resolve, reject) => {
    program.stdout.on('data', (chunk) => {
      output += String(chunk);
      if (output.includes('Ctrl-C ends it')) resolve();
    });
    program.on('exit', () => reject(new Error(`the demo did not start:\n${output}`)));
  });
  const faults = /^ *Faults +(\S+)/m.exec(output)[1];
  try {
    await use({
      url: /^ *Open +(\S+)$/m.exec(output)[1],
      fault: (what) => execa(faults, [JSON.stringify(what)]),
    });
  } finally {
    const ended = new Promise((resolve) => program.once('exit', resolve));
    program.kill('SIGTERM');
    await ended;
  }
}

async function keep(name, bytes) {
  const file = join(values.out, name);
  await writeFile(file, bytes);
  console.log(`${file} ${(await stat(file)).size} bytes`);
}
