/** One running shell. */
export interface ShellChild {
  /** Sends one command; `line` has no line break. */
  write(line: string): void;
  /** No more commands: the shell ends when it has answered those it has. */
  end(): void;
  onStdout(listener: (text: string) => void): void;
  onStderr(listener: (text: string) => void): void;
  /**
   * Its exit code, once it is gone and everything it printed has been told; 128 + n when signal n ended
   * it, 127 when it could not be started (stderr then says why). Never rejects.
   */
  readonly exited: Promise<number>;
  /** Ends it, with everything it started, whatever it is doing; harmless when it is gone. */
  kill(): void;
}

/** Starts a shell: `argv` is the program and its arguments. An abort of `signal` does what `kill` does. */
export type ShellRunner = (argv: readonly string[], signal: AbortSignal) => ShellChild;
