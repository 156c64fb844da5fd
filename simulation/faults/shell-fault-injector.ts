import type { Clock } from '../../src/lib/clock.js';
import type { Random } from '../../src/lib/random.js';
import type { ShellChild, ShellRunner } from '../../src/pegasus/shell/shell-child.js';

/** How the next shells of the bot behave. `stale`: they answer what was true a while ago, as a deposed leader would. */
export type ShellFault = 'hangs' | 'slow' | 'late' | 'garbage' | 'half' | 'dies' | 'stale';

/** Commands that change something are never answered from memory. */
const readOnly =
  /^(version|cluster_info|nodes|ls|app|get_meta_level|ddd_diagnose|server_info|remote_command .*(server-info|perf-counters|meta\.lb\.\S+$))/;
/** How old an answer from memory is at most. */
export const staleForMs = 10_000;

interface Remembered {
  readonly at: number;
  readonly text: string;
}

/**
 * Stands between the bot and the simulated shells, and lets them misbehave as real ones do: hang until they are
 * killed, answer late, print noise, stop in the middle, repeat what was true before.
 */
export class ShellFaultInjector {
  fault: ShellFault | undefined;
  /** Share of the shells that the fault strikes. */
  share = 1;
  readonly struck = new Map<ShellFault, number>();
  /** The last time that a shell misbehaved. */
  lastStruckAt = Number.NEGATIVE_INFINITY;
  readonly #memory = new Map<string, Remembered>();

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  over(start: ShellRunner): ShellRunner {
    return (argv, signal) => {
      const fault = this.fault !== undefined && this.random.next() < this.share ? this.fault : undefined;
      if (fault !== undefined) {
        this.struck.set(fault, (this.struck.get(fault) ?? 0) + 1);
        this.lastStruckAt = this.clock.now();
      }
      const key = argv.join(' ');
      switch (fault) {
        case undefined:
          return this.#remembering(key, start(argv, signal));
        case 'hangs':
          return hanging(start(argv, signal));
        case 'stale':
          return this.#fromMemory(key, signal) ?? start(argv, signal);
        case 'slow':
          return delayed(start(argv, signal), this.clock, this.random.between(1_000, 8_000));
        case 'late':
          return delayed(start(argv, signal), this.clock, this.random.between(20_000, 60_000));
        case 'garbage':
          return garbled(start(argv, signal), this.random);
        case 'half':
          return cutOff(start(argv, signal), this.random.between(0, 4_000), false);
        case 'dies':
          return cutOff(start(argv, signal), this.random.between(0, 2_000), true);
      }
    };
  }

  /** Keeps the last answer to each line. */
  #remembering(key: string, child: ShellChild): ShellChild {
    let line = '';
    let text = '';
    const keep = (): void => {
      if (line === '' || readOnly.test(line)) this.#memory.set(`${key} ${line}`, { at: this.clock.now(), text });
      text = '';
    };
    child.onStdout((more) => {
      text += more;
    });
    return {
      ...passing(child),
      write: (next) => {
        keep();
        line = next;
        child.write(next);
      },
      end: () => {
        keep();
        child.end();
      },
    };
  }

  /** A shell that says what others said before; none when nothing fresh enough is remembered. */
  #fromMemory(key: string, signal: AbortSignal): ShellChild | undefined {
    const recall = (line: string): string | undefined => {
      const found = this.#memory.get(`${key} ${line}`);
      return found !== undefined && this.clock.now() - found.at <= staleForMs ? found.text : undefined;
    };
    const banner = recall('');
    if (banner === undefined) return undefined;
    const listeners: ((text: string) => void)[] = [];
    let exit: (code: number) => void = () => undefined;
    const exited = new Promise<number>((resolve) => (exit = resolve));
    signal.addEventListener('abort', () => {
      exit(137);
    });
    const say = (text: string | undefined): void => {
      this.clock.after(5, () => {
        // What it does not remember it never answers.
        if (text !== undefined) for (const listener of listeners) listener(text);
      });
    };
    say(banner);
    return {
      write: (line) => {
        say(recall(line));
      },
      end: () => {
        this.clock.after(5, () => {
          exit(0);
        });
      },
      onStdout: (listener) => {
        listeners.push(listener);
      },
      onStderr: () => undefined,
      exited,
      kill: () => {
        exit(137);
      },
    };
  }
}

function passing(child: ShellChild): ShellChild {
  return {
    write: (line) => {
      child.write(line);
    },
    end: () => {
      child.end();
    },
    onStdout: (listener) => {
      child.onStdout(listener);
    },
    onStderr: (listener) => {
      child.onStderr(listener);
    },
    exited: child.exited,
    kill: () => {
      child.kill();
    },
  };
}

/** What it is told arrives; nothing comes back until it is killed. */
function hanging(child: ShellChild): ShellChild {
  let gone: (code: number) => void = () => undefined;
  return {
    ...passing(child),
    onStdout: () => undefined,
    onStderr: () => undefined,
    exited: new Promise((resolve) => (gone = resolve)),
    kill: () => {
      child.kill();
      gone(137);
    },
  };
}

/** Each piece of its output comes `ms` later. What it was told is done in time. */
function delayed(child: ShellChild, clock: Clock, ms: number): ShellChild {
  let killed = false;
  const later = (listener: (text: string) => void) => (text: string) => {
    clock.after(ms, () => {
      if (!killed) listener(text);
    });
  };
  return {
    ...passing(child),
    onStdout: (listener) => {
      child.onStdout(later(listener));
    },
    onStderr: (listener) => {
      child.onStderr(later(listener));
    },
    exited: child.exited.then(async (code) => {
      if (!killed) await clock.sleep(ms);
      return code;
    }),
    kill: () => {
      killed = true;
      child.kill();
    },
  };
}

const noise = [
  'ERR_TIMEOUT',
  '\u0000\u0001\u0002',
  'Segmentation fault',
  '{"nodes": [',
  '0  0  0',
  '[details]',
  'é€😀',
  'W2026-01-02 thread pool',
  '-',
  'unknown command',
] as const;

/** Some of its lines are noise, missing, doubled or cut. */
function garbled(child: ShellChild, random: Random): ShellChild {
  const spoil = (text: string): string =>
    text
      .split('\n')
      .flatMap((line) => {
        const die = random.next();
        if (die < 0.06) return [random.pick(noise) ?? ''];
        if (die < 0.1) return [];
        if (die < 0.14) return [line, line];
        if (die < 0.18) return [line.slice(0, line.length >> 1)];
        return [line];
      })
      .join('\n');
  return {
    ...passing(child),
    onStdout: (listener) => {
      child.onStdout((text) => {
        listener(spoil(text));
      });
    },
  };
}

/** So many characters come, then no more: it hangs, or it is gone. */
function cutOff(child: ShellChild, characters: number, dies: boolean): ShellChild {
  let left = characters;
  let gone: (code: number) => void = () => undefined;
  const exited = new Promise<number>((resolve) => (gone = resolve));
  void child.exited.then((code) => {
    if (left > 0) gone(code);
  });
  return {
    ...passing(child),
    exited,
    onStdout: (listener) => {
      child.onStdout((text) => {
        if (left <= 0) return;
        listener(text.slice(0, left));
        left -= text.length;
        if (left > 0) return;
        if (!dies) return;
        child.kill();
        gone(139);
      });
    },
    kill: () => {
      child.kill();
      gone(137);
    },
  };
}
