import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { contentLines } from '../../../src/pegasus/shell/parse/lines.js';

const entry = z.object({ name: z.string(), cmd: z.string(), stdout: z.string(), stderr: z.string() });

export interface Transcript {
  readonly name: string;
  /** What the shell was sent; undefined for what was no shell. */
  readonly commands: readonly string[] | undefined;
  /** Standard output between the banner and the shell's last line. */
  readonly answer: readonly string[];
  readonly stderr: string;
}

/** What real shells printed, one entry a call. */
export function transcripts(version: 'v2.5.0' | 'master'): readonly Transcript[] {
  const text = readFileSync(join(import.meta.dirname, `../../fixtures/transcripts/${version}.jsonl`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const { name, cmd, stdout, stderr } = entry.parse(JSON.parse(line));
      const sent = /^printf '%s\\n' '(.*)' \| \S*run\.sh shell /s.exec(cmd)?.[1];
      const lines = [...contentLines(stdout)];
      const banner = lines.findIndex((one) => one.startsWith('The cluster meta list is: '));
      const answer = lines.slice(banner + 1).filter((one) => one !== 'dsn exit with code 0');
      return { name, commands: sent?.split('\n'), answer, stderr };
    });
}
