import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { program, scratch } from './support.js';

/** A folder with programs that stand for real ones, found before all others; what they know and are asked is in it. */
export function standIn(kind: string, ...names: readonly string[]) {
  const home = scratch();
  const bin = join(home, 'bin');
  mkdirSync(bin);
  for (const name of names) {
    const copy = join(bin, `${name}.mjs`);
    writeFileSync(copy, readFileSync(program(`${kind}/${name}.mjs`), 'utf8'));
    writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${copy}" "$@"\n`, { mode: 0o755 });
  }
  return {
    home,
    bin,
    environment: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
    read: (name: string): unknown => JSON.parse(readFileSync(join(home, name), 'utf8')),
    write: (name: string, what: unknown): void => {
      writeFileSync(join(home, name), JSON.stringify(what));
    },
    /** The lines that they were run with. */
    asked: (): readonly string[] =>
      existsSync(join(home, 'asked')) ? readFileSync(join(home, 'asked'), 'utf8').trim().split('\n') : [],
  };
}
