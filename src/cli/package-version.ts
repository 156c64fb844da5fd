import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const manifest = z.object({ name: z.literal('pegasus-roll'), version: z.string() });

/**
 * The version in the package's own package.json, above this file.
 * @throws when there is none.
 */
export function packageVersion(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const parsed = manifest.safeParse(readManifest(join(folder, 'package.json')));
    if (parsed.success) return parsed.data.version;
    if (folder === dirname(folder)) throw new Error('package.json of pegasus-roll is not above the program');
  }
}

function readManifest(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
