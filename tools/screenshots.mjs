// Takes the pictures of docs/messages/: posts golden messages into the local workspace and photographs its page. Needs
// Chromium (or CHROMIUM=path) and a build: npm run build && node tools/screenshots.mjs [states|all] [--dist DIR] [--out
// DIR]
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openBrowser } from './browser.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dist: { type: 'string', default: 'dist' }, out: { type: 'string', default: 'docs/messages' } },
});
const root = new URL('..', import.meta.url);
const load = (path) => import(pathToFileURL(resolve(values.dist, path)).href);
const { startWorkspace } = await load('demo/workspace/start.js');
const { realClock } = await load('src/lib/clock.js');
const { bot } = await load('demo/workspace/facts.js');
const { seedUsers } = await load('demo/workspace/people/roster.js');

const widths = { phone: 400, laptop: 860 };
// Those that docs/MESSAGES.md shows.
const pictures = [
  ['progress', 'message-awaiting-approval', 'laptop'],
  ['progress', 'message-rolling', 'laptop'],
  ['progress', 'message-rolling', 'phone'],
  ['sections', 'message-rolling', 'phone'],
  ['progress', 'message-many-rolling', 'laptop'],
  ['progress', 'message-held', 'laptop'],
  ['progress', 'message-held', 'phone'],
  ['progress', 'message-done', 'laptop'],
  ['sections', 'campaign-rolling', 'laptop'],
  ['sections', 'thread-held', 'phone'],
];

const golden = new URL('test/golden/slack/', root);
const wanted = positionals.includes('all')
  ? (
      await Promise.all(
        ['progress', 'sections'].map(async (dialect) =>
          (
            await readdir(new URL(dialect, golden))
          ).flatMap((file) => Object.keys(widths).map((width) => [dialect, file.replace('.json', ''), width])),
        ),
      )
    ).flat()
  : positionals.includes('states')
    ? (await readdir(new URL('progress', golden)))
        .filter((file) => file.startsWith('message-'))
        .map((file) => ['progress', file.replace('.json', ''), 'laptop'])
    : pictures;

const channels = [...new Set(wanted.map(([dialect, name]) => `${dialect}-${name}`))].map((name, place) => ({
  id: `C0SHOWN${String(place).padStart(3, '0')}`,
  name,
  isPrivate: false,
  archived: false,
  members: [...seedUsers.map(({ id }) => id), bot.userId],
}));
const workspace = await startWorkspace({ port: 0, clock: realClock, channels });
await mkdir(values.out, { recursive: true });
for (const { id, name } of channels) {
  const [dialect, ...rest] = name.split('-');
  const { text, blocks } = JSON.parse(await readFile(new URL(`${dialect}/${rest.join('-')}.json`, golden), 'utf8'));
  const response = await globalThis.fetch(`${workspace.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${workspace.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: id, text, blocks }),
  });
  const answer = await response.json();
  if (!answer.ok) throw new Error(`${name}: ${answer.error} ${JSON.stringify(answer.errors)}`);
}
const browser = await openBrowser();
for (const [dialect, name, width] of wanted) {
  const channel = `${dialect}-${name}`;
  const page = await browser.newPage({
    viewport: { width: widths[width], height: 900 },
    timezoneId: 'UTC',
    deviceScaleFactor: 1,
  });
  await page.goto(`${workspace.url}/?as=carol&alone#${channel}`);
  await page.locator('.message').first().waitFor();
  const file = join(values.out, `${name.replace('message-', '')}-${dialect}-${width}.png`);
  await page.locator('.messages').screenshot({ path: file });
  await page.close();
  console.log(`${file} ${(await stat(file)).size} bytes`);
}
await browser.close();
await workspace.close();
