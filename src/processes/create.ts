import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../lib/clock.js';
import type { ParentLog } from '../lib/log.js';
import { createMasker } from '../lib/mask.js';
import { fail, type Result } from '../lib/result.js';
import { isHook, type ProcessCommand } from '../roll/act.js';
import type { ClusterName, RunId } from '../roll/ids.js';
import type { DriverMeans, FindCompiled } from './driver.js';
import { commandEnvironment } from './environment.js';
import { isUp } from './is-up.js';
import { fillIn } from './placeholders.js';
import type { ProcessControl } from './process-control.js';
import { driverOf } from './registry.js';
import { replaceableBy } from './replaceable.js';
import type { CommandRecords } from '../store/command-records.js';
import type { DriverChoice } from './settings.js';
import { execute } from './supervision/execution.js';

const notAllowed = 'its host is none of allowedHosts';

/** How often the records of runs long past are looked for. */
const cleanUpEveryMs = 6 * 3_600_000;

/**
 * The processes of one cluster, stopped, replaced and started by what the driver that `settings` names says is to be
 * run.
 * By `records` a command is run at most once; clusters may share them. `secrets` are blanked out of everything the
 * programs print.
 */
export function createProcessControl(options: {
  readonly settings: DriverChoice;
  readonly cluster: ClusterName;
  readonly records: CommandRecords;
  /** A folder of the bot's own, for the sockets of connections that commands share. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: ParentLog;
  readonly secrets: readonly string[];
  /** Whether a server may be named to a command; any unless it is said. */
  readonly allows?: (address: string) => boolean;
  /** Where compiled programs are that run beside the bot, when they are not where they are asked for. */
  readonly compiled?: FindCompiled;
  /** The program that runs one command (supervision/supervisor.ts). */
  readonly supervisor?: string;
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
}): ProcessControl {
  const { settings, cluster, records, folder, clock, log, secrets, allows = () => true } = options;
  const compiled = options.compiled ?? fileURLToPath;
  const supervisorPath = options.supervisor ?? compiled(new URL('./supervision/supervisor.js', import.meta.url));
  const environment = commandEnvironment(options.environment ?? process.env);
  const mask = createMasker(secrets);
  let cleanedUpAt: number | undefined;

  const cleanUpNowAndThen = async (underWay: RunId): Promise<void> => {
    const now = clock.now();
    if (cleanedUpAt !== undefined && now - cleanedUpAt < cleanUpEveryMs) return;
    cleanedUpAt = now;
    await records.cleanUp(now, underWay).catch((error: unknown) => {
      log.warn({ err: error, records: records.place }, 'old records of process commands cannot be removed');
    });
  };

  const replaceable = replaceableBy(settings.driver, cluster, { clock, environment, mask, allows });

  return {
    ...(replaceable === undefined ? {} : { replaceable }),
    async run(command, signal) {
      // A command that was begun is joined, whatever the configuration has become since.
      const filled = allows(command.address)
        ? argumentsOf(settings, command, { compiled, folder: resolve(folder) })
        : fail(notAllowed);
      const argv = filled.ok ? filled : fail(`${command.verb} of ${command.address} was not begun: ${filled.failure}`);
      const result = await execute(
        { records, supervisorPath, environment, secrets, mask, clock, log },
        command,
        argv,
        settings.timeoutMs,
        signal,
      );
      // After a command, never at the start: a bot that was away for long first takes up what it left.
      await cleanUpNowAndThen(command.run);
      return result;
    },
    isUp: (server, signal) =>
      allows(server.address)
        ? isUp(settings, { cluster, ...server }, { clock, environment, mask, signal })
        : Promise.resolve({ up: false, why: notAllowed }),
  };
}

/** An install command of the configuration, and what is run around a server, are the same for all drivers. */
function argumentsOf(
  { driver, install, hooks = {} }: DriverChoice,
  command: ProcessCommand,
  means: DriverMeans,
): Result<readonly string[], string> {
  const { verb } = command;
  if (isHook(verb)) {
    const list = hooks[verb];
    return list === undefined ? fail(`the configuration has no command for "${verb}"`) : fillIn(list, command);
  }
  return verb === 'install' && install !== undefined
    ? fillIn(install, command)
    : driverOf(driver).argumentsFor(driver, { ...command, verb }, means);
}
