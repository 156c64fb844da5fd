import type { Random } from '../../src/lib/random.js';
import type { ClusterAdmin } from '../../src/pegasus/cluster-admin.js';
import { decide } from '../../src/roll/decide.js';
import type { Run } from '../../src/roll/run.js';
import type { Life } from '../world/life.js';

/** The parts of the bot that can be made to throw. */
export const throwingParts = ['decide', 'decide on readings', 'decide on anything', 'admin', 'listener'] as const;
export type ThrowingPart = (typeof throwingParts)[number];

/** Lets parts of the bot throw, as a fault of the program would. */
export class Thrower {
  /** What throws now, and how often. */
  fault: { readonly part: ThrowingPart; readonly share: number } | undefined;

  constructor(
    private readonly random: Random,
    private readonly note: (where: string) => void,
    private readonly looked: () => void,
  ) {}

  /** The core and a listener, for one life of the bot. */
  over(life: Life): { readonly decide: typeof decide; readonly listener: (run: Run) => void } {
    return {
      decide: (run, input, context) => {
        if (life.alive) {
          if (input.kind !== 'broken') this.#maybe('decide', input.kind);
          if (input.kind === 'observed') this.#maybe('decide on readings', input.kind);
          this.#maybe('decide on anything', input.kind);
        }
        return decide(run, input, context);
      },
      listener: () => {
        if (life.alive) this.#maybe('listener', 'a new state');
      },
    };
  }

  admin(admin: ClusterAdmin): ClusterAdmin {
    return {
      // Before the promise, too: an adapter may not be as asynchronous as it looks.
      observe: (look, signal) => {
        this.looked();
        this.#maybe('admin', 'observe');
        return admin.observe(look, signal);
      },
      perform: (act, signal) => {
        this.#maybe('admin', 'perform');
        return admin.perform(act, signal);
      },
    };
  }

  #maybe(part: ThrowingPart, what: string): void {
    if (this.fault?.part !== part || this.random.next() >= this.fault.share) return;
    this.note(`${part}: ${what}`);
    throw new TypeError(`thrown on purpose by ${part} at ${what}`);
  }
}
