// The browser that takes pictures and walks through the page in tests.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/** How a person gets one. */
export const howToGetOne =
  'no browser: install Chromium (Debian: apt-get install chromium), or name one in CHROMIUM=/path/to/chromium';

/** The program of a Chromium: the one that CHROMIUM names, or the first in the PATH. Undefined where there is none. */
export function findBrowser() {
  const named = process.env['CHROMIUM'];
  if (named !== undefined) return existsSync(named) ? named : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

export function openBrowser() {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(howToGetOne);
  // Its sandbox is not allowed in containers; it opens pages of this machine alone.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--lang=en'] });
}
