import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { declareAudit, type AuditCommands } from './audit/declare.js';
import { helpFlags, helpSays } from './help.js';
import { declareRuns, type RunCommands } from './runs/declare.js';
import type { Terminal } from './terminal.js';

/** What the commands do; each answers with its exit code. */
export interface Commands extends AuditCommands, RunCommands {
  start(options: { readonly config: string }): Promise<number>;
  /** Undefined: the demo's own default. */
  demo(options: {
    readonly port: number | undefined;
    readonly speed: number | undefined;
    readonly nodes: number | undefined;
    readonly partitions: number | undefined;
  }): Promise<number>;
  check(options: {
    readonly config: string;
    readonly cluster: string | undefined;
    readonly json: boolean;
  }): Promise<number>;
  /** `words`: the cluster and the options of a roll, as they would be typed in Slack. */
  plan(options: {
    readonly config: string;
    readonly json: boolean;
    readonly words: readonly string[];
  }): Promise<number>;
  schema(): Promise<number>;
}

/** What a command line that cannot be understood ends with. */
const usageError = 2;
const defaultFile = 'pegasus-roll.yml';
const versionOption = '--version';

/**
 * The command line of pegasus-roll. Exit codes: 0 it went well; 1 it did not; 2 the command line is
 * wrong. `argv` is without the program's own name.
 */
export function createProgram(
  commands: Commands,
  surroundings: { readonly version: string; readonly env: Readonly<NodeJS.ProcessEnv>; readonly terminal: Terminal },
): { run(argv: readonly string[]): Promise<number> } {
  return {
    async run(argv) {
      let exitCode = 0;
      const program = declare(surroundings, commands, (code) => {
        exitCode = code;
      });
      try {
        await program.parseAsync(argv, { from: 'user' });
        return exitCode;
      } catch (error) {
        if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageError;
        throw error;
      }
    },
  };
}

function declare(
  {
    version,
    env,
    terminal,
  }: { readonly version: string; readonly env: Readonly<NodeJS.ProcessEnv>; readonly terminal: Terminal },
  commands: Commands,
  exit: (code: number) => void,
): Command {
  const print = (line: (text: string) => void) => (text: string) => {
    line(text.replace(/\n$/, ''));
  };
  const program = new Command('pegasus-roll')
    .description('Rolling restarts and upgrades of Apache Pegasus clusters, run in the open from a Slack channel.')
    .version(version, '-v, --version', 'print the version')
    .helpOption(helpFlags, helpSays)
    .helpCommand('help [command]', helpSays)
    .enablePositionalOptions()
    .showHelpAfterError('(--help lists what there is)')
    .exitOverride()
    .configureOutput({ writeOut: print(terminal.out.bind(terminal)), writeErr: print(terminal.err.bind(terminal)) });

  const config = (): Option =>
    new Option('--config <file>', 'the configuration file').default(
      env['PEGASUS_ROLL_CONFIG'] ?? defaultFile,
      `${defaultFile}, or PEGASUS_ROLL_CONFIG`,
    );
  const command = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .version(version, '--version', 'print the version')
      .helpOption(helpFlags, helpSays);

  command('start', 'run the bot')
    .addOption(config())
    .action(async (options: { config: string }) => {
      exit(await commands.start(options));
    });

  command(
    'demo',
    'everything embedded, nothing to configure: a simulated cluster, a local workspace with a web page, the bot',
  )
    .option(
      '--port <n>',
      'the port of the page, 4280 unless told; 0 for any that is free',
      wholeNumber('a port, 0 to 65535', 0, 65_535),
    )
    .option('--speed <n>', 'how many times faster than real, 10 unless told', speed)
    .option('--nodes <n>', 'how many replica servers, 5 unless told', wholeNumber('3 to 100', 3, 100))
    .option('--partitions <n>', 'how many partitions in all, 88 unless told', wholeNumber('32 to 20000', 32, 20_000))
    .action(
      async ({
        port,
        speed: times,
        nodes,
        partitions,
      }: {
        port?: number;
        speed?: number;
        nodes?: number;
        partitions?: number;
      }) => {
        exit(await commands.demo({ port, speed: times, nodes, partitions }));
      },
    );

  command('check', "say in plain words what works and what doesn't; exit code 1 if something doesn't")
    .argument('[cluster]', 'this cluster only')
    .addOption(config())
    .option('--json', 'as JSON', false)
    .action(async (cluster: string | undefined, options: { config: string; json: boolean }) => {
      exit(await commands.check({ ...options, cluster }));
    });

  const plan = program
    .command('plan')
    .description('print the plan of a roll, and do nothing')
    .usage('CLUSTER [options]')
    .argument('[words...]')
    .helpOption(helpFlags, helpSays)
    .addOption(config())
    .option('--json', 'as JSON', false)
    // The options of a roll are read as in Slack, by the same reader.
    .allowUnknownOption()
    .addHelpText('after', rollOptionsHelp)
    .action(async (words: readonly string[], options: { config: string; json: boolean }) => {
      if (asksForOwnVersion(words)) terminal.out(version);
      else exit(await commands.plan({ ...options, words }));
    });
  plan.configureHelp({ visibleArguments: () => [] });

  command('schema', 'print the JSON Schema of the configuration, for editors').action(async () => {
    exit(await commands.schema());
  });
  declareRuns(program, config, commands, exit);
  declareAudit(program, config, commands, exit);
  return program;
}

/** `--version V` is an option of a roll; without a value it can only mean this program's. */
function asksForOwnVersion(words: readonly string[]): boolean {
  const place = words.indexOf(versionOption);
  const value = words[place + 1];
  return place >= 0 && (value === undefined || value.startsWith('--'));
}

const rollOptionsHelp = `
Options of the roll, as in Slack:
  --version V                     an upgrade to version V; without it a restart
                                  (--version alone prints the version of this program)
  --mode ha|simple                default ha
  --drain documented|fast         how ha empties a server: in two steps, or in one that can cost clients a timeout
  --only replica,meta,collector   only these roles
  --nodes A,B / --skip A,B        only these replica servers / all but these
  --from A                        not the replica servers before it in the order
  --started-before "2026-01-02 03:04"
                                  only servers that started before, by their own clocks
  --stale KEY=VALUE               only servers whose /config does not have that value in force yet
  --canary                        ask after the first replica server
  --soak 2m                       wait after each replica server
  --start-timeout 30m             a server may take so long to start, then the run holds
  --leave-leadership              do not give leadership back, at the end, as it was before
  --rebalance                     give it back evenly instead
  --allow-low-replication T1,T2   roll although these tables have one or two replicas
  --allow version=RULE            a version rule that the plan names shall not block
  --allow dead-server=ADDRESS     a replica server that is dead and stays dead
  --allow dead-partition=3.7      a partition that has lost every copy
  --allow splitting=TABLE         a table that is splitting, for servers without a copy of it
  --lower-min-live                lower min_live_node_count_for_unfreeze while it lasts, where one
                                  server away would freeze the cluster (admin.kind: native)
  --reason "…"                    shown in the plan
  --outside-window "…"            roll outside its change windows and in spite of a freeze, and why`;

function wholeNumber(expected: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) throw new InvalidArgumentError(`Expected ${expected}.`);
    return value;
  };
}

function speed(text: string): number {
  const value = Number(text);
  if (!(value > 0) || value > 1000) throw new InvalidArgumentError('Expected a number above 0, at most 1000.');
  return value;
}
