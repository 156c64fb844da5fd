import type { ShellRunner } from '../../../src/pegasus/shell/shell-child.js';

const delimiter = /(?<=^Pegasus Shell \S+ \([^()\n]*\) \S+\n)/m;
const endsWithDelimiter = /(?:^|\n)Pegasus Shell \S+ \([^()\n]*\) \S+\n$/;

/**
 * A shell that prints a given text: up to the next delimiter each time it is asked for its version, and
 * the rest when its input ends. When the text is over before that, it leaves.
 */
export function replayedShell(printed: { readonly stdout: string; readonly stderr: string }): ShellRunner {
  return () => {
    const pieces = printed.stdout.split(delimiter);
    let out: (text: string) => void = () => undefined;
    let err: (text: string) => void = () => undefined;
    let leave: (code: number) => void = () => undefined;
    const exited = new Promise<number>((resolve) => {
      leave = resolve;
    });
    const end = (): void => {
      queueMicrotask(() => {
        for (const piece of pieces.splice(0)) out(piece);
        err(printed.stderr);
        leave(0);
      });
    };
    return {
      write: (line) => {
        if (line !== 'version') return;
        queueMicrotask(() => {
          const piece = pieces.shift();
          if (piece !== undefined) out(piece);
          // What was cut off has no delimiter to wait for: the shell is gone.
          if (piece === undefined || (pieces.length === 0 && !endsWithDelimiter.test(piece))) end();
        });
      },
      end,
      onStdout: (listener) => {
        out = listener;
      },
      onStderr: (listener) => {
        err = listener;
      },
      exited,
      kill: () => {
        leave(137);
      },
    };
  };
}
