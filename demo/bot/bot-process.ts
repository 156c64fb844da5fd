import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../src/lib/clock.js';
import type { RunView } from '../page/cluster-protocol.js';
import { fromBot, type BotSettings, type ToBot } from './messages.js';

export interface BotProcessOptions {
  readonly speed: number;
  readonly clock: Clock;
  /** It is up, or is not. */
  readonly onUp: (up: boolean) => void;
  readonly onRun: (run: RunView) => void;
}

/** A supervisor starts a process that has died anew after a moment. */
const startedAgainAfterMs = 2_000;
/** One that does not end by itself is killed. */
const killedAfterMs = 40_000;

/** The bot in its own process, started again whenever that is gone. */
export class BotProcess {
  readonly #options: BotProcessOptions;
  #speed: number;
  #child: ChildProcess | undefined;
  #ending = false;
  #cancel: (() => void) | undefined;

  constructor(options: BotProcessOptions) {
    this.#options = options;
    this.#speed = options.speed;
  }

  /** Resolves when it is up, or with the reason when it cannot start; then nothing is left behind. */
  async start(settings: Omit<BotSettings, 'kind' | 'speed'>): Promise<string | undefined> {
    const failure = await this.#begin(settings);
    if (failure !== undefined) await this.stop();
    return failure;
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
    this.#send({ kind: 'speed', speed });
  }

  /** SIGKILL; false when there was nothing to kill. */
  kill(): boolean {
    return this.#child?.kill('SIGKILL') === true;
  }

  /** It writes down what is under way, and ends. */
  async stop(): Promise<void> {
    this.#ending = true;
    this.#cancel?.();
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
      });
    });
    const stopWaiting = this.#options.clock.after(killedAfterMs, () => {
      child.kill('SIGKILL');
    });
    this.#send({ kind: 'end' });
    await gone;
    stopWaiting();
  }

  #send(message: ToBot): void {
    if (this.#child?.connected === true) this.#child.send(message);
  }

  /** Resolves when it is up, or with the reason when it is gone before. */
  #begin(settings: Omit<BotSettings, 'kind' | 'speed'>): Promise<string | undefined> {
    const { clock, onUp, onRun } = this.#options;
    const child = fork(fileURLToPath(new URL('main.js', import.meta.url)), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    this.#send({ kind: 'begin', ...settings, speed: this.#speed });
    return new Promise((resolve) => {
      let failure: string | undefined;
      child.on('message', (received) => {
        const message = fromBot.parse(received);
        switch (message.kind) {
          case 'up':
            onUp(true);
            resolve(undefined);
            return;
          case 'failed':
            failure = message.why;
            return;
          case 'run':
            onRun(message.run);
        }
      });
      child.on('error', (error) => {
        failure ??= error.message;
      });
      child.on('exit', (code, signal) => {
        this.#child = undefined;
        onUp(false);
        resolve(failure ?? `the bot ended with ${signal ?? String(code)}`);
        if (!this.#ending)
          this.#cancel = clock.after(startedAgainAfterMs, () => {
            void this.#begin(settings);
          });
      });
    });
  }
}
