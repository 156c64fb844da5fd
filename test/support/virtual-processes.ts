import type { Life } from '../../simulation/world/life.js';
import type { ProcessControl } from '../../src/processes/process-control.js';
import type { CommandResult, ProcessCommand } from '../../src/roll/act.js';
import type { CommandId } from '../../src/roll/ids.js';
import type { SimulatedCluster } from '../../demo/cluster/model/simulated-cluster.js';
import type { Supervisor } from '../../demo/cluster/server/supervisor.js';

/**
 * Process commands on the simulated cluster, kept by id as the real driver keeps them on disk: they outlive the bot.
 */
export class VirtualProcesses {
  readonly runs = new Map<CommandId, Promise<CommandResult>>();
  readonly begun: ProcessCommand[] = [];

  /** @param supervisor what carries the commands out, as in the demo; unless given, they cannot fail */
  constructor(
    private readonly cluster: SimulatedCluster,
    private readonly supervisor?: Supervisor,
  ) {}

  /** The driver that one life of the bot has. */
  control(life: Life): ProcessControl {
    return {
      run: (command) => life.hears(this.#run(command)),
      isUp: ({ address }) =>
        life.hears(Promise.resolve(this.cluster.isUp(address) ? { up: true } : { up: false, why: 'not running' })),
    };
  }

  #run(command: ProcessCommand): Promise<CommandResult> {
    const known = this.runs.get(command.id);
    if (known !== undefined) return known;
    this.begun.push(command);
    const result = this.#carryOut(command);
    this.runs.set(command.id, result);
    return result;
  }

  async #carryOut({ verb, role, address, version }: ProcessCommand): Promise<CommandResult> {
    if (this.supervisor !== undefined) {
      const argv = [verb, role, address, ...(version === undefined ? [] : [version])];
      const { exitCode, out, err } = await this.supervisor.run(argv);
      const tail = `${out}${err}`.split('\n').filter((line) => line !== '');
      return exitCode === 0
        ? { kind: 'succeeded', tail }
        : { kind: 'failed', reason: `it ended with exit code ${exitCode}`, tail };
    }
    if (verb === 'install' && version !== undefined) await this.cluster.install(address, version);
    if (verb === 'stop' || verb === 'restart') await this.cluster.stop(address, 'TERM');
    if (verb === 'start' || verb === 'restart') await this.cluster.start(address);
    return { kind: 'succeeded', tail: [] };
  }
}
