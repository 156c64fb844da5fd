import { open } from 'node:fs/promises';
import { createMasker } from '../../lib/mask.js';
import { codeOf, reasonOf } from '../../lib/thrown.js';
import { clusterName } from '../../roll/ids.js';
import type { Run } from '../../roll/run.js';
import { isReported } from '../../slack/render/reported.js';
import { renderReport } from '../../slack/render/report.js';
import type { RunReader } from '../../store/files/read-runs.js';
import type { AskedPlace } from '../database-place.js';
import { plain } from '../terminal.js';
import { csvHead, csvRows } from './csv.js';
import type { AskedRuns, ExportFormat } from './declare.js';
import { unknownRun, withRuns, type RunMeans } from './open-runs.js';

type Write = (line: string) => void | Promise<void>;

/**
 * Writes runs, the newest first, one after the other: a year of them does not fit into memory. Secrets that a server or
 * a program printed are masked, as in Slack. Exit code 1 when one is not there, or none is.
 */
export function exportRuns(
  asked: AskedPlace & AskedRuns & { readonly format: ExportFormat; readonly output: string | undefined },
  means: RunMeans,
): Promise<number> {
  const { terminal } = means;
  return withRuns(asked, means, async (runs) => {
    const complain = (line: string): void => {
      terminal.err(plain(line));
    };
    if (asked.output === undefined)
      return write(
        asked,
        runs,
        (line) => {
          terminal.out(line);
        },
        complain,
      );
    const { output } = asked;
    try {
      const file = await open(output, 'wx', 0o600);
      const intoFile: Write = async (line) => {
        await file.write(`${line}\n`);
      };
      try {
        return await write(asked, runs, intoFile, complain);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      complain(
        codeOf(error) === 'EEXIST'
          ? `${output} is there already: nothing is written over. Take another name, or move it away.`
          : `${output} cannot be written: ${reasonOf(error)}.`,
      );
      return 1;
    }
  });
}

async function write(
  asked: AskedRuns & { readonly format: ExportFormat },
  runs: RunReader,
  line: Write,
  complain: (line: string) => void,
): Promise<number> {
  const writer = writers[asked.format](line, runs);
  let written = 0;
  let lacking = 0;
  await writer.begin();
  for await (const { id, run } of wanted(asked, runs)) {
    if (run !== undefined && (await writer.take(run))) {
      written += 1;
      continue;
    }
    lacking += 1;
    complain(
      run === undefined
        ? unknownRun(id)
        : `${id} is ${run.status} and has no report: only a run that was begun and is over has one. ` +
            '--format json has it.',
    );
  }
  await writer.end();
  if (written === 0 && lacking === 0) complain('There is no such run.');
  // Who asks for all reports wants those that there are.
  return written === 0 || (lacking > 0 && asked.runs.length > 0) ? 1 : 0;
}

/** The runs that were asked for, each read when it is its turn; without `run`: it is not there. */
async function* wanted(
  { runs: names, cluster, since, until }: AskedRuns,
  runs: RunReader,
): AsyncGenerator<{ readonly id: string; readonly run: Run | undefined }> {
  const inSpan = (at: number): boolean =>
    at >= (since ?? Number.NEGATIVE_INFINITY) && at < (until ?? Number.POSITIVE_INFINITY);
  if (names.length > 0) {
    for (const id of new Set(names)) {
      const run = await runs.find(id);
      if (run === undefined || ((cluster ?? run.cluster) === run.cluster && inSpan(run.requestedAt))) yield { id, run };
    }
    return;
  }
  for await (const { id, requestedAt } of runs.summaries(cluster === undefined ? undefined : clusterName(cluster)))
    if (inSpan(requestedAt)) yield { id, run: await runs.find(id) };
}

interface Writer {
  begin(): void | Promise<void>;
  /** @returns false where the format has nothing to say of such a run */
  take(run: Run): Promise<boolean>;
  end(): void | Promise<void>;
}

const writers: Readonly<Record<ExportFormat, (line: Write, runs: RunReader) => Writer>> = {
  /** `{"runs":[…]}`, each as it is saved, on a line of its own. */
  json: (line) => {
    let before: string | undefined;
    return {
      begin: () => line('{"runs":['),
      take: async (run) => {
        if (before !== undefined) await line(`${before},`);
        before = JSON.stringify(masked(run));
        return true;
      },
      end: async () => {
        if (before !== undefined) await line(before);
        await line(']}');
      },
    };
  },
  csv: (line) => ({
    begin: () => line(csvHead),
    take: async (run) => {
      for (const row of csvRows(run)) await line(mask(row));
      return true;
    },
    end: () => undefined,
  }),
  markdown: (line, runs) => {
    let first = true;
    return {
      begin: () => undefined,
      take: async (run) => {
        if (!isReported(run)) return false;
        if (!first) await line('\n---\n');
        first = false;
        await line(renderReport(run, await runs.auditHead()).text.trimEnd());
        return true;
      },
      end: () => undefined,
    };
  },
};

const mask = createMasker([]);

/** The same value with every text masked. */
function masked(value: unknown): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, masked(field)]));
}
