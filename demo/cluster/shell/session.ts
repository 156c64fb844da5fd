import type { Clock } from '../../../src/lib/clock.js';
import type { Random } from '../../../src/lib/random.js';
import type { Generation, SimulatedServers } from '../servers.js';
import { AddressBook } from './addresses.js';
import { readCommandLine } from './command-line.js';
import { commandsOf } from './commands/index.js';
import { notSimulated } from './commands/not-simulated.js';
import type { ShellContext } from './context.js';
import { MetaClient, probeTimes, requestTimes } from './meta-client.js';
import { tokenise } from './tokenise.js';
import { helpText, usageText } from './usage.js';
import { shellBuilds } from './version.js';

/** One run of `run.sh shell`. */
export interface ShellRun {
  readonly servers: SimulatedServers;
  /** Which shell this is; its servers may be of the other generation. */
  readonly dialect: Generation;
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds from the start of the program to its first line. */
  readonly startLatencyMs: number;
  /** The arguments of `run.sh`, `shell` first. */
  readonly argv: readonly string[];
  /** The folder of `run.sh`. */
  readonly home: string;
  readonly pid: number;
  /** Aborted when the process is killed: nothing is printed any more. */
  readonly signal: AbortSignal;
  /** Lines of standard input, without their ends. */
  readonly lines: AsyncIterable<string>;
  out(text: string): void;
  err(text: string): void;
  /** What `-o FILE` does; a relative path is one in `home`. */
  writeFile(path: string, text: string): void;
}

/** Exit code of a process that was killed, as its parent sees it. */
const killedCode = 137;

/**
 * Runs a Pegasus shell from its start to its end and answers with its exit code: 0 whatever the
 * commands did, 134 for metas that cannot be parsed, 137 when it was killed.
 */
export async function runShell(run: ShellRun): Promise<number> {
  try {
    return await execute(run);
  } catch (error) {
    if (run.signal.aborted) return killedCode;
    throw error;
  }
}

async function execute(run: ShellRun): Promise<number> {
  const asked = readCommandLine(run.argv);
  if (asked.kind === 'refused') {
    run.out(asked.output);
    return asked.exitCode;
  }
  await run.clock.sleep(run.startLatencyMs, run.signal);
  run.signal.throwIfAborted();
  sayStart(run, asked.config ?? `${run.home}/config-shell.ini.${run.pid}`);

  const book = new AddressBook(run.servers, run.dialect);
  const metaList: string[] = [];
  for (const text of asked.metas.split(',').filter((part) => part !== '')) {
    const address = book.resolve(text);
    if (address === undefined) {
      run.err(`./run.sh: line 1579: ${run.pid + 5} Aborted                 ./pegasus_shell \${CONFIG} $CLUSTER_NAME\n`);
      return 134;
    }
    metaList.push(address);
  }
  const around = { servers: run.servers, book, clock: run.clock, random: run.random, signal: run.signal };
  run.out(
    `The cluster name is: ${await probeName(new MetaClient(around, metaList, probeTimes), around, metaList.length > 1)}\nThe cluster meta list is: ${asked.metas}\n`,
  );

  const context: ShellContext = {
    ...around,
    dialect: run.dialect,
    meta: new MetaClient(around, metaList, requestTimes),
    metaList,
    out: (text) => {
      run.out(text);
    },
    err: (text) => {
      run.err(text);
    },
    writeFile: (path, text) => {
      run.writeFile(path, text);
    },
  };
  await commandLoop(context, run.lines);
  run.out('dsn exit with code 0\n');
  return 0;
}

/** Log lines that newer shells let slip, and the banner up to the configuration file. */
function sayStart(run: ShellRun, config: string): void {
  if (run.dialect === 'newer') {
    const now = run.clock.now();
    const time = new Date(now).toISOString().slice(0, 23).replace('T', ' ');
    const warnings = ['RPC_CM_QUERY_PARTITION_CONFIG_BY_INDEX', 'RPC_CM_QUERY_PARTITION_CONFIG_BY_INDEX_ACK']
      .map(
        (task) =>
          `W${time} (${now}000000 ${run.pid + 7}) : overwrite default thread pool for task ${task} from THREAD_POOL_META_SERVER to THREAD_POOL_DEFAULT\n`,
      )
      .join('');
    run.out(warnings);
    run.err(warnings);
  }
  run.out(
    `Pegasus Shell ${shellBuilds[run.dialect].version}\nType "help" for more information.\nType "Ctrl-D" or "Ctrl-C" to exit the shell.\n\n`,
  );
  if (run.dialect === 'newer') run.out(`log_dir is not set, use '${run.home}/pegasus_shell.data/log' instead\n`);
  run.out(`The config file is: ${config}\n`);
}

/** The cluster's name, or `unknown` when no meta tells it, which takes one second, with several metas at times two. */
async function probeName(
  probe: MetaClient,
  around: {
    readonly servers: SimulatedServers;
    readonly clock: Clock;
    readonly random: Random;
    readonly signal: AbortSignal;
  },
  severalMetas: boolean,
): Promise<string> {
  const answer = await probe.request((meta) => around.servers.clusterInfo(meta));
  if ('value' in answer) return answer.value.find(([key]) => key === 'cluster_name')?.[1] ?? 'unknown';
  const again = severalMetas && around.random.next() < 0.5;
  const seconds = (answer.err === 'ERR_NETWORK_FAILURE' ? 1 : 0) + (again ? 1 : 0);
  await around.clock.sleep(seconds * probeTimes.tryMs, around.signal);
  around.signal.throwIfAborted();
  return 'unknown';
}

async function commandLoop(context: ShellContext, lines: AsyncIterable<string>): Promise<void> {
  const commands = commandsOf(context.dialect);
  for await (const line of lines) {
    context.signal.throwIfAborted();
    const argv = tokenise(line);
    const [name] = argv ?? [];
    if (argv === undefined || name === undefined) {
      context.out('Invalid argument(s)\n');
      continue;
    }
    if (name === 'exit') return;
    const usage = usageText(context.dialect, name);
    if (usage === undefined) {
      context.out(`ERROR: invalid subcommand '${name}'\n${helpText(context.dialect)}`);
      continue;
    }
    const command = commands.get(name);
    const understood =
      command === undefined ? await notSimulated(context, `the command '${name}'`) : await command(context, argv);
    if (!understood) context.out(usage);
  }
  context.signal.throwIfAborted();
}
