import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Generation } from '../../../../demo/cluster/servers.js';

const record = z.object({
  name: z.string(),
  cmd: z.string(),
  rc: z.number(),
  seconds: z.number(),
  stdout: z.string(),
  stderr: z.string(),
});

/** One command line that was run on a real cluster, and what it printed. */
export interface Transcript extends z.infer<typeof record> {
  readonly dialect: Generation;
}

/** A transcript of lines piped into `run.sh shell`. */
export interface ShellTranscript extends Transcript {
  readonly lines: readonly string[];
  readonly metas: string;
}

const files = { '2.5': 'v2.5.0.jsonl', newer: 'master.jsonl' } as const;

export function readTranscripts(dialect: Generation): readonly Transcript[] {
  const path = new URL(`../../../fixtures/transcripts/${files[dialect]}`, import.meta.url);
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ ...record.parse(JSON.parse(line)), dialect }));
}

/** The input of a transcript; undefined when it was not a pipe into the shell. */
export function asShellTranscript(transcript: Transcript): ShellTranscript | undefined {
  const match = /^printf '%s\\n' '(?<input>[\s\S]*)' \| \.\/run\.sh shell --cluster (?<metas>\S+)$/.exec(
    transcript.cmd,
  );
  const { input, metas } = match?.groups ?? {};
  return input === undefined || metas === undefined ? undefined : { ...transcript, lines: input.split('\n'), metas };
}
