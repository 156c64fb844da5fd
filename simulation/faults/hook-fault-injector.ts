import type { Clock } from '../../src/lib/clock.js';
import type { Random } from '../../src/lib/random.js';
import type { CommandResult, ProcessCommand } from '../../src/roll/act.js';

/** What a hook really came to; absent: it is still at work. */
export interface HookTruth {
  readonly at: number;
  readonly command: ProcessCommand;
  result?: CommandResult['kind'];
}

const timeoutMs = 300_000;
const slowMs = 60_000;

/**
 * The commands that the operator has put around a server. They fail, hang, and are lost; the bot dies while they are
 * at work. A draw of its own, so that everything else of a seed is as it was before there were these.
 */
export class HookFaultInjector {
  /** From then on they all succeed. */
  calm = false;
  readonly begun: HookTruth[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly killBot: (downMs: number) => void,
  ) {}

  async run(command: ProcessCommand): Promise<CommandResult> {
    const truth: HookTruth = { at: this.clock.now(), command };
    this.begun.push(truth);
    const luck = this.random.next();
    const killed = this.random.next();
    const takesMs = this.random.between(0, 20_000);
    if (!this.calm && killed < 0.15) {
      const downMs = this.random.between(500, 60_000);
      this.clock.after(Math.floor(takesMs / 2), () => {
        this.killBot(downMs);
      });
    }
    const result = await this.#outcome(this.calm ? 1 : luck, takesMs);
    truth.result = result.kind;
    return result;
  }

  async #outcome(luck: number, takesMs: number): Promise<CommandResult> {
    if (luck < 0.04) {
      await this.clock.sleep(timeoutMs);
      return { kind: 'timed-out', afterMs: timeoutMs, tail: ['waiting for traffic to settle'] };
    }
    await this.clock.sleep(luck < 0.1 ? slowMs : takesMs);
    if (luck < 0.16) return { kind: 'lost', reason: 'its supervisor was killed', tail: [] };
    if (luck < 0.28) return { kind: 'failed', reason: 'exit code 1', tail: ['p99 is 80 ms'] };
    return { kind: 'succeeded', tail: [] };
  }
}
