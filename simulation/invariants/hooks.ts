import { isHook, type HookVerb, type ProcessCommand } from '../../src/roll/act.js';
import type { Run } from '../../src/roll/run.js';
import type { HookTruth } from '../faults/hook-fault-injector.js';
import { isForced, type Watch } from './watch.js';
import { timesAsked } from './stop-requests.js';

/** The operator's own commands around each server, by what they really came to. */
export class HookChecks {
  /** What ended or started a process, in the order in which it was begun. */
  readonly #replaced: { readonly at: number; readonly command: ProcessCommand }[] = [];

  constructor(private readonly watch: Watch) {}

  commandBegins(run: Run, command: ProcessCommand): void {
    const { hooks = [] } = run.plan;
    if (hooks.length === 0) return;
    const { verb, address } = command;
    if (isHook(verb) && verb !== 'verify') this.#once(run, address, verb);
    if (verb === 'before' || verb === 'stop' || verb === 'restart') this.#othersAreWell(run, address);
    if (verb === 'stop' || verb === 'restart' || verb === 'start') {
      if (verb !== 'start' && hooks.includes('before') && !this.#succeeded(run, address, 'before', 0))
        this.#report(run, 'no server is touched before its own command', `${verb} ${address} was begun`);
      this.#replaced.push({ at: this.watch.now, command });
    }
  }

  #once(run: Run, address: string, verb: HookVerb): void {
    const times = this.#truths(run, address, verb).length + 1;
    if (times > 1 + timesAsked(run, address))
      this.#report(run, 'before and after are run once', `${verb} of ${address} was begun ${times} times`);
  }

  #othersAreWell(run: Run, address: string): void {
    const others = this.#replaced.filter(({ command }) => command.run === run.id && command.address !== address);
    for (const other of new Set(others.map(({ command }) => command.address))) {
      const at = others.findLast(({ command }) => command.address === other)?.at ?? 0;
      for (const verb of ['verify', 'after'] as const) {
        if (run.plan.hooks?.includes(verb) === true && !this.#succeeded(run, other, verb, at))
          this.#report(
            run,
            'no server is begun before the last one is verified',
            `${address} was begun, and the last ${verb} of ${other} did not succeed`,
          );
      }
    }
  }

  /** The last one that was begun since then. */
  #succeeded(run: Run, address: string, verb: HookVerb, since: number): boolean {
    const last = this.#truths(run, address, verb).findLast(({ at }) => at >= since);
    return last?.result === 'succeeded' || isForced(run, address);
  }

  #truths(run: Run, address: string, verb: HookVerb): readonly HookTruth[] {
    return this.watch.world.hooks.begun.filter(
      ({ command }) => command.run === run.id && command.address === address && command.verb === verb,
    );
  }

  #report(run: Run, invariant: string, what: string): void {
    this.watch.report(invariant, `run ${run.id}: ${what}`);
  }
}
