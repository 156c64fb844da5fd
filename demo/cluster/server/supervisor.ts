import type { Clock } from '../../../src/lib/clock.js';
import type { SimulatedProcesses } from '../servers.js';

export interface SupervisedServers {
  readonly meta: readonly string[];
  readonly replica: readonly string[];
  readonly collector: readonly string[];
}

/** What a caller of the supervisor sees. */
export interface SupervisorAnswer {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** A command that shall go wrong instead of being carried out. */
export interface CommandFault {
  readonly verb: Verb;
  readonly address: string;
  /** What is printed on stderr. */
  readonly message: string;
  readonly exitCode: number;
  /** How many calls it spoils. */
  readonly times: number;
}

export const verbs = ['stop', 'start', 'restart', 'install', 'status'] as const;
type Verb = (typeof verbs)[number];

/** A process that ignores SIGTERM for so long is killed, as `TimeoutStopSec` of systemd does. */
const killAfterMs = 90_000;

const usage = 'usage: process.sh stop|start|restart|install|status ROLE ADDRESS [VERSION]\n';

/**
 * Stops and starts the simulated processes as a service manager does: what it has begun it carries out,
 * whoever asked; commands for one process come one after the other; stopping what is stopped and
 * starting what runs is no failure.
 */
export class Supervisor {
  readonly #processes: SimulatedProcesses;
  readonly #servers: SupervisedServers;
  readonly #clock: Clock;
  readonly #queues = new Map<string, Promise<unknown>>();
  readonly #faults: { fault: CommandFault; left: number }[] = [];

  constructor(processes: SimulatedProcesses, servers: SupervisedServers, clock: Clock) {
    this.#processes = processes;
    this.#servers = servers;
    this.#clock = clock;
  }

  spoil(fault: CommandFault): void {
    this.#faults.push({ fault, left: fault.times });
  }

  /**
   * `argv` is what process.sh was called with. Exit codes: 0, 1 for a failure, 2 for wrong arguments, 3 for the status
   * of what is down.
   */
  run(argv: readonly string[]): Promise<SupervisorAnswer> {
    const [verbText, role, address, version] = argv;
    const verb = verbs.find((known) => known === verbText);
    if (verb === undefined || address === undefined || (verb === 'install') !== (version !== undefined))
      return Promise.resolve(answer(2, '', usage));
    if (role !== 'meta' && role !== 'replica' && role !== 'collector')
      return Promise.resolve(answer(2, '', `unknown role ${role ?? ''}\n${usage}`));
    if (!this.#servers[role].includes(address))
      return Promise.resolve(answer(2, '', `no ${role} server has the address ${address}\n`));
    return this.#inTurn(address, () => this.#perform(verb, `${role} ${address}`, address, version ?? ''));
  }

  async #perform(verb: Verb, name: string, address: string, version: string): Promise<SupervisorAnswer> {
    const fault = this.#takeFault(verb, address);
    if (fault !== undefined) return answer(fault.exitCode, '', `${fault.message}\n`);
    switch (verb) {
      case 'status':
        return this.#processes.isUp(address)
          ? answer(0, `${name} is running\n`)
          : answer(3, `${name} is not running\n`);
      case 'stop':
        return answer(0, await this.#stop(name, address));
      case 'start':
        return answer(0, await this.#start(name, address));
      case 'restart': {
        const stopped = await this.#stop(name, address);
        return answer(0, stopped + (await this.#start(name, address)));
      }
      case 'install':
        await this.#processes.install(address, version);
        return answer(0, `installed ${version} for ${name}\n`);
    }
  }

  async #stop(name: string, address: string): Promise<string> {
    const patience = new AbortController();
    const terminated = this.#processes
      .stop(address, 'TERM')
      .then((wasRunning) => (wasRunning ? `stopped ${name}\n` : `${name} was not running\n`));
    const killed = this.#clock.sleep(killAfterMs, patience.signal).then(async () => {
      if (!patience.signal.aborted) await this.#processes.stop(address, 'KILL');
      return `killed ${name}, which did not stop within ${killAfterMs / 1000} s\n`;
    });
    const said = await Promise.race([terminated, killed]);
    patience.abort();
    return said;
  }

  async #start(name: string, address: string): Promise<string> {
    return (await this.#processes.start(address)) ? `started ${name}\n` : `${name} was already running\n`;
  }

  #takeFault(verb: Verb, address: string): CommandFault | undefined {
    const found = this.#faults.find(({ fault, left }) => left > 0 && fault.verb === verb && fault.address === address);
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.fault;
  }

  #inTurn<Result>(address: string, act: () => Promise<Result>): Promise<Result> {
    const before = this.#queues.get(address) ?? Promise.resolve();
    const result = before.then(act, act);
    this.#queues.set(address, result);
    return result;
  }
}

const answer = (exitCode: number, out: string, err = ''): SupervisorAnswer => ({ exitCode, out, err });
