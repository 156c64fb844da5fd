import { InvalidArgumentError, Option, type Command } from 'commander';
import type { AskedPlace } from '../database-place.js';
import { helpFlags, helpSays } from '../help.js';

export const exportFormats = ['json', 'csv', 'markdown'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Which runs: these, or those of a cluster and of a span of time; all of them where nothing is said. */
export interface AskedRuns {
  readonly runs: readonly string[];
  readonly cluster: string | undefined;
  /** Asked for at or after this moment, and before that one; milliseconds since the epoch. */
  readonly since: number | undefined;
  readonly until: number | undefined;
}

/** What can be done with the runs that the database has; each answers with its exit code. */
export interface RunCommands {
  runs(
    options: AskedPlace & { readonly cluster: string | undefined; readonly limit: number; readonly json: boolean },
  ): Promise<number>;
  showRun(options: AskedPlace & { readonly run: string }): Promise<number>;
  exportRuns(
    options: AskedPlace & AskedRuns & { readonly format: ExportFormat; readonly output: string | undefined },
  ): Promise<number>;
}

/** `runs`, `show` and `export`: they only read, and a bot may be running. */
export function declareRuns(
  program: Command,
  config: () => Option,
  commands: RunCommands,
  exit: (code: number) => void,
): void {
  const version = program.version() ?? '';
  const command = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .version(version, '--version', 'print the version')
      .helpOption(helpFlags, helpSays)
      .addOption(config())
      .option('--path <dir>', 'the folder of the database (store.path) itself; the configuration is not read then');

  command('runs', 'list what ran and what runs, the newest first')
    .argument('[cluster]', 'of this cluster only')
    .option('--limit <n>', 'so many at most', count, 20)
    .option('--json', 'as JSON', false)
    .action(
      async (
        cluster: string | undefined,
        { config: file, path, limit, json }: { config: string; path?: string; limit: number; json: boolean },
      ) => {
        exit(await commands.runs({ config: file, path, cluster, limit, json }));
      },
    );

  command('show', 'print one run: who asked, who approved, what was done to each server, how it ended')
    .argument('<run>', 'as the message of the run has it: cluster-x-7f3a')
    .action(async (run: string, { config: file, path }: { config: string; path?: string }) => {
      exit(await commands.showRun({ config: file, path, run }));
    });

  command('export', 'write runs for other programs or for people to keep; without a name all of them')
    .argument('[run...]', 'these runs only')
    .addOption(
      new Option('--format <format>', 'json: everything; csv: a row for each server; markdown: the report')
        .choices(exportFormats)
        .default('json'),
    )
    .option('--cluster <cluster>', 'of this cluster only')
    .option('--since <date>', 'asked for at or after this moment, 2026-01-31 or 2026-01-31T20:00Z', moment)
    .option('--until <date>', 'asked for before this moment', moment)
    .option('--output <file>', 'a file that is not there yet, instead of the terminal')
    .action(
      async (
        runs: readonly string[],
        {
          config: file,
          path,
          format,
          cluster,
          since,
          until,
          output,
        }: {
          config: string;
          path?: string;
          format: ExportFormat;
          cluster?: string;
          since?: number;
          until?: number;
          output?: string;
        },
      ) => {
        exit(await commands.exportRuns({ config: file, path, runs, format, cluster, since, until, output }));
      },
    );
}

function count(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1) throw new InvalidArgumentError('Expected a whole number, 1 at least.');
  return value;
}

/** A day begins at midnight UTC, as in everything that is exported. */
function moment(text: string): number {
  const written = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const at = Date.parse(text);
  if (!written || Number.isNaN(at))
    throw new InvalidArgumentError('Expected a day, 2026-01-31, or a moment with its zone, 2026-01-31T20:00Z.');
  return at;
}
