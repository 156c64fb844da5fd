import { verifyTrail } from '../../src/store/files/audit/verify-trail.js';
import type { ClusterAct, ProcessCommand } from '../../src/roll/act.js';
import type { RunId } from '../../src/roll/ids.js';
import type { Intent } from '../../src/roll/intent.js';
import type { Run } from '../../src/roll/run.js';
import { databaseFolder } from '../world/database-folder.js';
import { Life } from '../world/life.js';
import { syncedTail, syncedTrail, type Line } from './synced-trail.js';
import type { Watch } from './watch.js';

/** What the audit trail on disk must say, and by when. A line stands for one act, command or intent only. */
export class TrailChecks {
  /** The lines that were found for what was begun, in the order in which it was. */
  readonly #begun: Line[] = [];
  readonly #promised: Line[] = [];

  constructor(private readonly watch: Watch) {}

  actBegins(act: ClusterAct): void {
    const last = this.#tail().findLast(({ what }) => what === 'act');
    if (
      last === undefined ||
      JSON.stringify(last.detail) !== JSON.stringify(act) ||
      this.#begun.some(({ seq }) => seq === last.seq)
    ) {
      this.watch.report('trail first', `${act.kind} was begun before it stood in the audit trail on disk`);
      return;
    }
    this.#begun.push(last);
  }

  commandBegins(command: ProcessCommand): void {
    const line = this.#tail().findLast(
      ({ what, detail }) => what === 'command' && JSON.stringify(detail) === JSON.stringify(command),
    );
    if (line === undefined)
      this.watch.report(
        'trail first',
        `${command.verb} ${command.address} was begun before it stood in the audit trail on disk`,
      );
    else this.#begun.push(line);
  }

  acknowledged(run: RunId, { kind, by }: Intent): void {
    const taken = ({ what, run: id, by: who, detail }: Line): boolean =>
      what === 'intent' &&
      id === run &&
      who === by &&
      isRecord(detail) &&
      detail['kind'] === kind &&
      detail['accepted'] === true;
    const line = this.#tail().find((each) => taken(each) && !this.#promised.some(({ seq }) => seq === each.seq));
    if (line === undefined)
      this.watch.report('no acknowledged intent is lost', `${kind} by ${by} was acknowledged before it was on disk`);
    else this.#promised.push(line);
  }

  asked({ id }: Run): void {
    if (
      !this.#tail().some(
        ({ what, detail, run }) => what === 'intent' && run === id && isRecord(detail) && detail['kind'] === 'roll',
      )
    ) {
      this.watch.report('no acknowledged intent is lost', `run ${id} was acknowledged before it was on disk`);
    }
  }

  /** After the last moment. */
  async finish(): Promise<void> {
    const { world } = this.watch;
    const verdict = await verifyTrail(databaseFolder, world.disk.files(new Life()));
    for (const finding of verdict?.findings ?? [])
      this.watch.report('the audit trail is whole', JSON.stringify(finding));
    const lines = syncedTrail(world.disk);
    const there = new Set(lines.map(({ text }) => text));
    const events = new Set<string>();
    for (const { what, run, detail } of lines) {
      const event = what === 'event' && isRecord(detail) ? `${run} ${String(detail['seq'])}` : undefined;
      if (event === undefined) continue;
      if (events.has(event))
        this.watch.report('a decision is taken whole or not at all', `an event stands in the trail twice: ${event}`);
      events.add(event);
    }
    for (const { text } of this.#promised)
      if (!there.has(text))
        this.watch.report('no acknowledged intent is lost', `what was in the audit trail is no longer there: ${text}`);
    for (const [nth, { seq, text }] of this.#begun.entries()) {
      const after = this.#begun[nth - 1]?.seq ?? 0;
      if (!there.has(text) || seq < after)
        this.watch.report('the audit trail has every act in order', `it is not there, or not in its place: ${text}`);
    }
  }

  #tail(): readonly Line[] {
    return syncedTail(this.watch.world.disk);
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
