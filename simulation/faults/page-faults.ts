import type { Clock } from '../../src/lib/clock.js';
import type { Random } from '../../src/lib/random.js';
import type { AskPage } from '../../src/pegasus/read-flags.js';
import { fail, ok } from '../../src/lib/result.js';

/** So long one server's pages go wrong. */
const lastsMs = [5_000, 180_000] as const;

/**
 * Stands between the bot and the pages of the simulated servers: one of them in turn is silent for a while, or says
 * half of what it should.
 */
export class PageFaults {
  calm = false;
  #struck: { readonly address: string; readonly how: 'silent' | 'half'; readonly until: number } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  over(ask: (address: string, path: string) => ReturnType<AskPage>): AskPage {
    return async (address, path) => {
      const how = this.#howOf(address);
      if (how === 'silent') {
        await this.clock.sleep(5_000);
        return fail({ kind: 'timeout', error: 'ERR_TIMEOUT', why: 'it was not answered in time' });
      }
      const answer = await ask(address, path);
      return answer.ok && how === 'half'
        ? ok({ ...answer.value, body: answer.value.body.slice(0, this.random.between(0, 60)) })
        : answer;
    };
  }

  #howOf(address: string): 'silent' | 'half' | undefined {
    if (this.calm) return undefined;
    const now = this.clock.now();
    if (this.#struck === undefined || this.#struck.until <= now) {
      this.#struck = undefined;
      if (this.random.next() < 0.03)
        this.#struck = {
          address,
          how: this.random.pick(['silent', 'half'] as const) ?? 'half',
          until: now + this.random.between(...lastsMs),
        };
    }
    return this.#struck?.address === address ? this.#struck.how : undefined;
  }
}
