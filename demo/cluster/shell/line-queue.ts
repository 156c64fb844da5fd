/** Lines handed from whoever writes them to the one who reads them; the end, or an abort, ends the reading. */
export class LineQueue implements AsyncIterable<string> {
  readonly #lines: string[] = [];
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    if (signal.aborted) this.#ended = true;
    signal.addEventListener(
      'abort',
      () => {
        this.#lines.length = 0;
        this.end();
      },
      { once: true },
    );
  }

  /** Lines after the end are dropped, as by a closed pipe. */
  push(line: string): void {
    if (this.#ended) return;
    this.#lines.push(line);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) {
        yield line;
        continue;
      }
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
