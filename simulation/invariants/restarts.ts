import type { ProcessCommand } from '../../src/roll/act.js';
import type { RunId } from '../../src/roll/ids.js';
import type { Run } from '../../src/roll/run.js';
import type { Truth } from '../../demo/cluster/model/truth.js';
import { isForced, type Watch } from './watch.js';
import { timesAsked } from './stop-requests.js';

/** The processes that a run ends: never two at once, never one twice for nothing. */
export class RestartChecks {
  /** Servers the run has ended, until they were seen at work again. */
  readonly #away = new Map<string, { readonly run: RunId; readonly at: number }>();
  /** How often people had asked to try a server of a run again, when its last stop was begun. */
  readonly #asked = new Map<string, number>();
  #commandsSeen = 0;

  constructor(private readonly watch: Watch) {}

  /** A server is about to be stopped. */
  stops(run: Run, command: ProcessCommand): void {
    this.#asked.set(placeOf(command), timesAsked(run, command.address));
    for (const [address, { run: by }] of this.#away) {
      if (address === command.address || by !== run.id || isForced(run, command.address)) continue;
      // Collectors come first in a rollback. None can be asked whether it serves: that it runs has to do.
      const there = this.watch.truth.process(address);
      if (there?.role === 'collector' && there.up) continue;
      this.watch.report(
        'never two down',
        `${command.verb} ${command.address} was begun while ${address}, which the run had ended, is not back`,
      );
    }
  }

  settled({ process }: Truth): void {
    for (const [address, { at }] of this.#away) {
      const seen = process(address);
      if (seen?.answers === true && seen.startedAt >= at) this.#away.delete(address);
    }
    const { done } = this.watch.world.processes;
    for (; this.#commandsSeen < done.length; this.#commandsSeen += 1) {
      const last = done[this.#commandsSeen];
      if (last?.ended !== true) continue;
      const { command, at } = last;
      this.#away.set(command.address, { run: command.run, at });
      const times = done
        .slice(0, this.#commandsSeen + 1)
        .filter(
          (other) => other.ended && other.command.run === command.run && other.command.address === command.address,
        ).length;
      const asked = this.#asked.get(placeOf(command)) ?? 0;
      if (times > 1 + asked)
        this.watch.report(
          'a process is restarted once a run',
          `${command.address} was ended ${times} times, and people asked ${asked} times for another try of it`,
        );
    }
  }
}

const placeOf = ({ run, address }: ProcessCommand): string => `${run} ${address}`;
