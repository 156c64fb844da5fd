import type { Clock } from '../../lib/clock.js';
import { ok } from '../../lib/result.js';
import type { AdminFailure } from '../../roll/observation.js';
import { explainFailure, mostComplaints } from './explain-failure.js';
import { failed, notUnderstood, type Read } from './failure.js';
import { complaintOf, contentLines, isLogLine, withoutColour } from './parse/lines.js';
import type { ShellChild, ShellRunner } from './shell-child.js';

/** More output than any cluster's answers have: 64 MiB, in characters. */
const maxOutput = 64 * 1024 * 1024;

/** How long an operation that has failed waits for its shell to be gone. */
const leaveMs = 2_000;

/** The one line that `version` prints: it asks no server, and so marks the end of the answer before it. */
const delimiter = /^Pegasus Shell (\S+) \([^()]*\) \S+$/;

/** The last line of the banner. */
const endOfBanner = 'The cluster meta list is: ';
const clusterNameLine = 'The cluster name is: ';

interface Question {
  readonly command: string;
  readonly answer: (lines: Read<readonly string[]>) => void;
}

export interface DialogueOptions {
  readonly runner: ShellRunner;
  readonly argv: readonly string[];
  readonly clock: Clock;
  readonly deadlineMs: number;
  /** The first answer must be there sooner: a meta that hangs would be waited for until the deadline. */
  readonly firstAnswerMs?: number;
  readonly signal: AbortSignal;
}

/**
 * One shell process, asked command after command. Every command is followed by `version`, whose line ends
 * its answer. The first thing that goes wrong ends the whole dialogue and the process with it: every
 * question, asked before or after, then gets that failure.
 */
export class Dialogue {
  readonly #child: ShellChild;
  readonly #options: DialogueOptions;
  readonly #stop = new AbortController();
  readonly #cancelDeadline: () => void;
  #cancelFirst: () => void = () => undefined;
  readonly #gone: Promise<number>;
  readonly #questions: Question[] = [];
  readonly #stderr: string[] = [];
  /** Lines of the logger that say what goes wrong; they are in no answer, and the reason when there is none. */
  readonly #complaints: string[] = [];
  #failure: { readonly ok: false; readonly failure: AdminFailure } | undefined;
  #waitForEnd: ((end: Read<string>) => void) | undefined;
  #inBanner = true;
  #clusterName: string | undefined;
  #delimiter: string | undefined;
  #lines: string[] = [];
  /** The last line so far, of which more may come; in pieces, because it may come in many. */
  #unfinished: string[] = [];
  #output = 0;

  constructor(options: DialogueOptions) {
    this.#options = options;
    this.#child = options.runner(options.argv, this.#stop.signal);
    this.#child.onStdout((text) => {
      this.#hear(text);
    });
    this.#child.onStderr((text) => {
      this.#stderr.push(text);
      this.#count(text);
    });
    this.#gone = this.#child.exited.catch(() => 1);
    void this.#gone.then((code) => {
      this.#exited(code);
    });
    const expire = (ms: number) => () => {
      this.#fail(
        failed('timeout', `The shell was not done within ${ms / 1000} seconds${this.#whatFor()}.`, this.#tail()),
      );
    };
    this.#cancelDeadline = options.clock.after(options.deadlineMs, expire(options.deadlineMs));
    const { firstAnswerMs } = options;
    if (firstAnswerMs !== undefined && firstAnswerMs < options.deadlineMs)
      this.#cancelFirst = options.clock.after(firstAnswerMs, expire(firstAnswerMs));
    if (options.signal.aborted) this.#cancelled();
    else options.signal.addEventListener('abort', this.#cancelled, { once: true });
  }

  /** The version of the shell, once it has answered anything. */
  get version(): string | undefined {
    return this.#delimiter === undefined ? undefined : delimiter.exec(this.#delimiter)?.[1];
  }

  /** Sends a command at once and reads its answer when it comes. A failure to read it ends the dialogue. */
  async read<Value>(command: string, parse: (lines: readonly string[]) => Read<Value>): Promise<Read<Value>> {
    const lines = await this.#ask(command);
    if (!lines.ok) return lines;
    // Another answer may have been found wrong since this one came.
    if (this.#failure !== undefined) return this.#failure;
    const value = parse(lines.value);
    return value.ok ? value : this.fail(value.failure);
  }

  /** The same for what may be missing: an answer that cannot be read is none, and the dialogue goes on. */
  async attempt<Value>(command: string, parse: (lines: readonly string[]) => Read<Value>): Promise<Value | undefined> {
    const lines = await this.#ask(command);
    if (!lines.ok) return undefined;
    const value = parse(lines.value);
    return value.ok ? value.value : undefined;
  }

  /** The same, with the reason where there is none. */
  async tryRead<Value>(command: string, parse: (lines: readonly string[]) => Read<Value>): Promise<Read<Value>> {
    const lines = await this.#ask(command);
    return lines.ok ? parse(lines.value) : lines;
  }

  /** Nothing more to ask. Resolves with what the shell printed on stderr, once it has left in good order. */
  finish(): Promise<Read<string>> {
    if (this.#failure !== undefined) return Promise.resolve(this.#failure);
    return new Promise((resolve) => {
      this.#waitForEnd = resolve;
      this.#child.end();
    });
  }

  /** Ends the dialogue because of something found in its answers; the first failure is the one that counts. */
  fail(failure: AdminFailure): { readonly ok: false; readonly failure: AdminFailure } {
    return this.#fail({ ok: false, failure });
  }

  /** To be called in any case: when it resolves, nothing of the dialogue is left. */
  async close(): Promise<void> {
    this.#cancelDeadline();
    this.#cancelFirst();
    this.#options.signal.removeEventListener('abort', this.#cancelled);
    this.#stop.abort('the dialogue is over');
    this.#child.kill();
    const soon = new AbortController();
    await Promise.race([
      this.#gone.finally(() => {
        soon.abort('gone');
      }),
      this.#options.clock.sleep(leaveMs, soon.signal),
    ]);
  }

  readonly #cancelled = (): void => {
    this.#fail(failed('cancelled', 'The question to the cluster was cancelled.'));
  };

  #ask(command: string): Promise<Read<readonly string[]>> {
    if (this.#failure !== undefined) return Promise.resolve(this.#failure);
    // A line break would make two commands of one. Whoever words a command has checked its parts; nothing depends on
    // that.
    if (/[\p{Cc}\u2028\u2029]/u.test(command))
      return Promise.resolve(
        this.fail(
          failed('refused', `Not sent: ${JSON.stringify(command.slice(0, 100))} is more than one line.`).failure,
        ),
      );
    return new Promise((answer) => {
      this.#questions.push({ command, answer });
      this.#child.write(command);
      this.#child.write('version');
    });
  }

  #hear(text: string): void {
    if (this.#failure !== undefined) return;
    this.#count(text);
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#unfinished.push(text.slice(from, at));
      const line = this.#unfinished.join('');
      this.#unfinished = [];
      from = at + 1;
      this.#hearLine(withoutColour(line));
    }
    if (from < text.length) this.#unfinished.push(text.slice(from));
  }

  #hearLine(line: string): void {
    // Between the dialogue's end and the process's there may be more of it.
    if (this.#failure !== undefined) return;
    if (isLogLine(line)) {
      if (complaintOf(line) !== undefined && this.#complaints.length < mostComplaints) this.#complaints.push(line);
      return;
    }
    if (line.startsWith('Pegasus Shell ') && delimiter.test(line)) {
      this.#hearDelimiter(line);
      return;
    }
    this.#lines.push(line);
    if (!this.#inBanner) return;
    if (line.startsWith(clusterNameLine)) this.#clusterName = line.slice(clusterNameLine.length);
    if (line.startsWith(endOfBanner)) {
      this.#inBanner = false;
      this.#lines = [];
    }
  }

  #hearDelimiter(line: string): void {
    const lines = this.#lines;
    this.#lines = [];
    const question = this.#questions.shift();
    const command = question?.command ?? 'version';
    if (this.#inBanner || question === undefined || (this.#delimiter ?? line) !== line) {
      const why = this.#inBanner
        ? 'it came before the banner was complete'
        : question === undefined
          ? 'nothing was asked'
          : 'the shell calls itself something else than before';
      this.#fail(notUnderstood(command, why, [...lines, line]));
      question?.answer(this.#failure ?? ok([]));
      return;
    }
    this.#delimiter = line;
    this.#cancelFirst();
    question.answer(ok(lines));
  }

  #exited(code: number): void {
    if (this.#failure !== undefined) return;
    if (this.#waitForEnd === undefined || this.#questions.length > 0) {
      // A meta list the shell cannot parse makes it abort with 134.
      const kind = code === 127 ? 'unreachable' : 'not-understood';
      const why =
        code === 127 ? 'The shell could not be started' : `The shell ended with code ${code} before it had answered`;
      this.#fail(failed(kind, `${why}${this.#whatFor()}.`, this.#tail()));
      return;
    }
    const rest = [...this.#lines, this.#unfinished.join('')].filter((line) => line !== '');
    if (code !== 0 || rest.length !== 1 || rest[0] !== 'dsn exit with code 0') {
      this.#fail(
        failed(
          'not-understood',
          `The shell did not leave in good order (code ${code}), so its answers are not believed.`,
          this.#tail(),
        ),
      );
      return;
    }
    this.#waitForEnd(ok(this.#stderr.join('')));
  }

  #count(text: string): void {
    this.#output += text.length;
    if (this.#output > maxOutput)
      this.#fail(
        failed(
          'not-understood',
          `The shell printed more than ${maxOutput / 1024 / 1024} MiB${this.#whatFor()}.`,
          this.#lines.slice(0, 20),
        ),
      );
  }

  #fail(failure: { readonly ok: false; readonly failure: AdminFailure }): {
    readonly ok: false;
    readonly failure: AdminFailure;
  } {
    if (this.#failure !== undefined) return this.#failure;
    this.#failure = explainFailure(failure, {
      complaints: this.#complaints,
      stderr: this.#stderr.join(''),
      tail: this.#tail(),
      clusterName: this.#clusterName,
    });
    this.#stop.abort('the dialogue is over');
    this.#child.kill();
    for (const question of this.#questions.splice(0)) question.answer(this.#failure);
    this.#waitForEnd?.(this.#failure);
    this.#lines = [];
    this.#unfinished = [];
    return this.#failure;
  }

  #whatFor(): string {
    const [waiting] = this.#questions;
    return waiting === undefined ? '' : ` (asked: \`${waiting.command}\`)`;
  }

  /** The last lines of what was printed, of both streams. */
  #tail(): readonly string[] {
    const last = (lines: readonly string[]): readonly string[] => lines.slice(-18).filter((line) => line.trim() !== '');
    return [
      ...last([...this.#lines.slice(-18), this.#unfinished.join('').slice(0, 1_000)]),
      ...last(contentLines(this.#stderr.slice(-50).join(''))),
    ];
  }
}
