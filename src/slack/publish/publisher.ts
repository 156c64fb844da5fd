import type { RunId } from '../../roll/ids.js';
import type { Conversation } from '../../roll/conversation.js';
import { hasEnded, type Run } from '../../roll/run.js';
import { Dialects } from './dialects.js';
import type { LaneTools } from './lane-tools.js';
import { RunLane } from './run-lane.js';

/** Tells every run of the desk, each in a lane of its own. */
export class Publisher {
  readonly #tools: LaneTools;
  readonly #lanes = new Map<RunId, RunLane>();
  #unsubscribe: (() => void) | undefined;
  #unsubscribeUnsaved: (() => void) | undefined;

  constructor(tools: Omit<LaneTools, 'dialects'>) {
    this.#tools = { ...tools, dialects: new Dialects(tools.log) };
  }

  start(): void {
    this.#unsubscribe = this.#tools.desk.subscribe((run) => {
      this.#show(run);
    });
    for (const run of this.#tools.desk.runs()) this.#show(run);
    this.#unsubscribeUnsaved = this.#tools.unsaved?.subscribe((run) => {
      this.#lanes.get(run)?.edit();
    });
  }

  remark(run: RunId, text: string): void {
    const known = this.#tools.desk.runs().find(({ id }) => id === run);
    if (known !== undefined) this.#laneOf(known).remark(text);
  }

  /** Changes what is kept of a run's conversation, in turn with everything else that does. */
  async note(run: Run, change: (conversation: Conversation) => Conversation): Promise<void> {
    if (hasEnded(run)) return;
    await this.#laneOf(run).note(change);
  }

  /**
   * No new state is taken, and the messages of runs that go on end with `farewell`; resolves when what is there has
   * been sent, as far as Slack takes it within `ms`.
   */
  async finish(ms: number, farewell: string): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#unsubscribeUnsaved?.();
    for (const lane of this.#lanes.values()) lane.farewell(farewell);
    await Promise.all([...this.#lanes.values()].map((lane) => lane.rested(ms)));
  }

  #show(run: Run): void {
    for (const [id, lane] of this.#lanes) if (lane.told) this.#lanes.delete(id);
    // Told to its end already: its conversation is put away, and telling it would begin anew.
    if (hasEnded(run) && !this.#tools.desk.runs().some(({ id }) => id === run.id)) return;
    this.#laneOf(run).show(run);
  }

  #laneOf(run: Run): RunLane {
    const lane = this.#lanes.get(run.id) ?? new RunLane(this.#tools, run);
    this.#lanes.set(run.id, lane);
    return lane;
  }
}
