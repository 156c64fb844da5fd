import type { ShellChild, ShellRunner } from '../src/pegasus/shell/shell-child.js';

interface Chunk {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** What a pipe hands over at once. */
const pipeful = 64 * 1024;
const delimiter = /^Pegasus Shell \S+ \([^()]*\) \S+\n$/;
const endOfBanner = 'The cluster meta list is: ';

/**
 * What a shell printed, by command line, each answer up to the end of the `version` behind it. Replayed, it costs what
 * reading from a pipe costs, and nothing of what the shell and the servers did to print it.
 */
export class Recording {
  readonly #banner: Chunk[] = [];
  readonly #answers = new Map<string, Chunk[]>();

  /** Runs `runner` and writes down what it prints. */
  recorder(runner: ShellRunner): ShellRunner {
    return (argv, signal) => {
      const child = runner(argv, signal);
      const asked: string[] = [];
      const banner: Chunk[] = [];
      let at = banner;
      child.onStderr((text) => {
        at.push({ stream: 'stderr', text });
      });
      child.onStdout((text) => {
        at.push({ stream: 'stdout', text });
        const ends = at === banner ? text.includes(endOfBanner) : delimiter.test(text);
        if (!ends) return;
        // Every shell begins with one, and a look takes several shells.
        if (at === banner && this.#banner.length === 0) this.#banner.push(...banner);
        // Commands are written ahead of their answers, so which one comes next may not be known yet.
        const answer: Chunk[] = [];
        at = answer;
        const take = (): void => {
          const command = asked.shift();
          if (command === undefined) waiting = take;
          else this.#answers.set(command, answer);
        };
        take();
      });
      let waiting: (() => void) | undefined;
      return {
        ...child,
        write: (line) => {
          if (line !== 'version') {
            asked.push(line);
            const take = waiting;
            waiting = undefined;
            take?.();
          }
          child.write(line);
        },
      };
    };
  }

  /** Characters of all answers together. */
  get size(): number {
    return [...this.#answers.values()].flat().reduce((sum, { text }) => sum + text.length, 0);
  }

  player(): ShellRunner {
    const banner = inPipefuls(this.#banner);
    const answers = new Map([...this.#answers].map(([command, chunks]) => [command, inPipefuls(chunks)]));
    return () => play(banner, answers);
  }
}

function play(banner: readonly Chunk[], answers: ReadonlyMap<string, readonly Chunk[]>): ShellChild {
  const listeners = { stdout: (_text: string): void => undefined, stderr: (_text: string): void => undefined };
  const tell = (chunks: readonly Chunk[]): void => {
    for (const { stream, text } of chunks) listeners[stream](text);
  };
  let leave: (code: number) => void = () => undefined;
  const exited = new Promise<number>((resolve) => (leave = resolve));
  // Never within the call that asks, as with a pipe.
  setImmediate(() => {
    tell(banner);
  });
  return {
    write: (line) => {
      if (line === 'version') return;
      setImmediate(() => {
        tell(answers.get(line) ?? []);
      });
    },
    end: () => {
      setImmediate(() => {
        tell([{ stream: 'stdout', text: 'dsn exit with code 0\n' }]);
        leave(0);
      });
    },
    onStdout: (listener) =>
      (listeners.stdout = (text) => {
        listener(text);
        return undefined;
      }),
    onStderr: (listener) =>
      (listeners.stderr = (text) => {
        listener(text);
        return undefined;
      }),
    exited,
    kill: () => {
      leave(137);
    },
  };
}

/** Joined where the stream stays the same, and cut where a pipe would cut. */
function inPipefuls(chunks: readonly Chunk[]): readonly Chunk[] {
  const joined: Chunk[] = [];
  for (const { stream, text } of chunks) {
    const last = joined.at(-1);
    if (last?.stream === stream) joined[joined.length - 1] = { stream, text: last.text + text };
    else joined.push({ stream, text });
  }
  return joined.flatMap(({ stream, text }) =>
    Array.from({ length: Math.ceil(text.length / pipeful) }, (_, nth) => ({
      stream,
      text: text.slice(nth * pipeful, (nth + 1) * pipeful),
    })),
  );
}
