import { z } from 'zod';

const news = z.object({
  kind: z.literal('message'),
  message: z.object({
    ts: z.string(),
    metadata: z.object({
      event_type: z.literal('pegasus_roll'),
      event_payload: z.object({ run: z.string(), state: z.string() }),
    }),
  }),
});

interface Shown {
  readonly ts: string;
  readonly state: string;
}

/** What state the message of each run shows, as the workspace tells it the moment it changes. */
export class ShownStates {
  readonly #ending = new AbortController();
  readonly #shown = new Map<string, Shown>();
  #waiting: { readonly run: string; readonly states: readonly string[]; readonly seen: () => void }[] = [];

  static async watch(url: string): Promise<ShownStates> {
    const states = new ShownStates();
    const answer = await fetch(`${url}/_control/news`, { signal: states.#ending.signal });
    if (answer.body === null) throw new Error('there are no news');
    states.#read(answer.body).catch(() => undefined);
    return states;
  }

  of(run: string): Shown {
    const shown = this.#shown.get(run);
    if (shown === undefined) throw new Error(`nothing is shown of ${run}`);
    return shown;
  }

  /** When, by the performance clock, the message shows one of these states; at once when it does. */
  until(run: string, states: readonly string[]): Promise<number> {
    if (states.includes(this.#shown.get(run)?.state ?? '')) return Promise.resolve(performance.now());
    return new Promise((resolve, reject) => {
      const cancel = setTimeout(() => {
        reject(
          new Error(
            `the message of ${run} has not shown ${states.join(' or ')} within 30 s but ${this.#shown.get(run)?.state ?? 'nothing'}`,
          ),
        );
      }, 30_000);
      this.#waiting.push({
        run,
        states,
        seen: () => {
          clearTimeout(cancel);
          resolve(performance.now());
        },
      });
    });
  }

  close(): void {
    this.#ending.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('data: {')) this.#take(JSON.parse(line.slice('data: '.length)));
    }
  }

  #take(value: unknown): void {
    const read = news.safeParse(value);
    if (!read.success) return;
    const { ts, metadata } = read.data.message;
    const { run, state } = metadata.event_payload;
    this.#shown.set(run, { ts, state });
    const seen = this.#waiting.filter((each) => each.run === run && each.states.includes(state));
    this.#waiting = this.#waiting.filter((each) => !seen.includes(each));
    for (const each of seen) each.seen();
  }
}
