import type { Clock } from '../../src/lib/clock.js';
import type { Random } from '../../src/lib/random.js';
import type { ProcessControl } from '../../src/processes/process-control.js';
import { isHook, type CommandResult, type ProcessCommand } from '../../src/roll/act.js';
import type { CommandId } from '../../src/roll/ids.js';
import type { SimulatedCluster } from '../../demo/cluster/model/simulated-cluster.js';
import type { HookFaultInjector } from './hook-fault-injector.js';

/** How the next process commands go wrong. */
export type CommandFault = 'fails' | 'fails-after' | 'hangs' | 'hangs-after' | 'lies' | 'slow';

const timeoutMs = 300_000;

/** What the commands really did to the servers, for those who check. */
export interface CommandTruth {
  readonly at: number;
  readonly command: ProcessCommand;
  /** A process that was there was ended by it. */
  readonly ended: boolean;
}

/**
 * The operators' process commands on the simulated cluster. They outlive the bot, and are run once for an id, as the
 * real driver's supervisor sees to.
 */
export class ProcessFaultInjector {
  fault: CommandFault | undefined;
  readonly struck = new Map<CommandFault, number>();
  readonly done: CommandTruth[] = [];
  /** Servers at which a command is at work. */
  readonly underWay = new Map<string, number>();
  readonly #runs = new Map<CommandId, Promise<CommandResult>>();

  constructor(
    private readonly cluster: SimulatedCluster,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly begun: (command: ProcessCommand) => void,
    private readonly hooks: HookFaultInjector,
  ) {}

  control(): ProcessControl {
    return {
      run: (command) => {
        const known = this.#runs.get(command.id);
        if (known !== undefined) return known;
        this.begun(command);
        const result = isHook(command.verb) ? this.hooks.run(command) : this.#watched(command);
        this.#runs.set(command.id, result);
        return result;
      },
      isUp: ({ address }) =>
        Promise.resolve(this.cluster.isUp(address) ? { up: true } : { up: false, why: 'not running' }),
    };
  }

  async #watched(command: ProcessCommand): Promise<CommandResult> {
    this.underWay.set(command.address, (this.underWay.get(command.address) ?? 0) + 1);
    try {
      return await this.#run(command);
    } finally {
      this.underWay.set(command.address, (this.underWay.get(command.address) ?? 1) - 1);
    }
  }

  async #run(command: ProcessCommand): Promise<CommandResult> {
    const { fault } = this;
    if (fault !== undefined) this.struck.set(fault, (this.struck.get(fault) ?? 0) + 1);
    const timedOut: CommandResult = { kind: 'timed-out', afterMs: timeoutMs, tail: ['connecting …'] };
    switch (fault) {
      case 'fails':
        return { kind: 'failed', reason: 'exit code 255', tail: ['ssh: connect to host: Connection refused'] };
      case 'hangs':
        await this.clock.sleep(timeoutMs);
        return timedOut;
      case 'lies':
        return { kind: 'succeeded', tail: ['ok'] };
      case 'slow':
        await this.clock.sleep(this.random.between(5_000, 60_000));
        break;
      case 'fails-after':
        await this.#carryOut(command);
        return { kind: 'failed', reason: 'exit code 1', tail: ['Broken pipe'] };
      case 'hangs-after':
        await this.#carryOut(command);
        await this.clock.sleep(timeoutMs);
        return timedOut;
      case undefined:
        break;
    }
    await this.#carryOut(command);
    return { kind: 'succeeded', tail: [] };
  }

  async #carryOut(command: ProcessCommand): Promise<void> {
    const { verb, address, version } = command;
    if (verb === 'install' && version !== undefined) await this.cluster.install(address, version);
    if (verb === 'stop' || verb === 'restart') {
      const ended = this.cluster.isUp(address);
      this.done.push({ at: this.clock.now(), command, ended });
      await this.cluster.stop(address, 'TERM');
    }
    if (verb === 'start' || verb === 'restart') await this.cluster.start(address);
  }
}
