import { mapLimited } from '../../lib/map-limited.js';
import { ok } from '../../lib/result.js';
import { gpid, type Gpid } from '../../roll/ids.js';
import {
  metaLevels,
  type Backups,
  type BlackList,
  type LoadBalancerSettings,
  type MetaLevel,
  type NotUnderstood,
  type Table,
} from '../../roll/observation.js';
import { AddressBook } from '../../wire/address-book.js';
import { methods, type Method } from '../../wire/methods.js';
import { failed, inOneSentence, notRead, notUnderstood, type Read } from '../shell/failure.js';
import { parseBlackList } from '../shell/parse/black-list.js';
import { parseBooleanSetting, parseIntegerSetting, parseLivePercentage } from '../shell/parse/setting.js';
import { kindOfError } from '../shell/parse/refusal.js';
import { settings } from '../shell/settings.js';
import { explain } from './call-failure.js';
import type { Link } from './connection-pool.js';
import type { Deadline } from './deadline.js';
import { metaTimeoutMs, stillLeads } from './leader.js';
import { levelValues } from './level-values.js';
import { askRemotely } from './remote-command.js';
import { describeTable, isChanging, readTable, readTableList, type ListedTable, type TableReading } from './tables.js';

/** Asks, and changes nothing. */
const askLevel = 10_000;

/**
 * So many tables are asked for at once: enough to keep the connection busy, too few to burden a leader or to pile up
 * answers in memory.
 */
const tablesAtOnce = 6;

type Changed = Extract<TableReading, { kind: 'changed' }>;
/** `dead`: partitions that lost every replica; none where nobody asked for them. */
interface TablesRead {
  readonly kind: 'read';
  readonly tables: readonly Table[];
  readonly dead: readonly Gpid[];
}

/** What is asked of the leader alone. */
export class LeaderQuestions {
  readonly #book = new AddressBook();

  constructor(
    private readonly link: Link,
    private readonly deadline: Deadline,
  ) {}

  /** A request whose answer counts only without an error in it. */
  async meta<Request, Response extends { readonly err: string }>(
    method: Method<Request, Response>,
    request: Request,
  ): Promise<Read<Response>> {
    const answer = await this.link.call(method, request, {
      deadline: this.deadline,
      timeoutMs: metaTimeoutMs,
      book: this.#book,
    });
    if (!answer.ok) return explain(method.task, this.link.address, answer.failure);
    const { err } = answer.value;
    return err === 'ERR_OK'
      ? ok(answer.value)
      : failed(kindOfError(err), `The meta answered \`${method.task}\` with ${err}.`, [err]);
  }

  async level(): Promise<Read<MetaLevel>> {
    const answer = await this.meta(methods.controlMeta, { level: askLevel });
    if (!answer.ok) return answer;
    const level = metaLevels.find((each) => levelValues[each] === answer.value.oldLevel);
    return level === undefined
      ? notUnderstood(methods.controlMeta.task, `there is no level ${answer.value.oldLevel}`, [])
      : ok(level);
  }

  async settings(): Promise<Read<LoadBalancerSettings>> {
    const [delay, max, flow] = await Promise.all(
      [settings.assignDelay, settings.addSecondaryMax, settings.flowControl].map((name) =>
        askRemotely(this.link, this.deadline, name),
      ),
    );
    const none = { kind: 'none', error: 'ERR_CANCELLED' } as const;
    const assignDelayMs = parseIntegerSetting(settings.assignDelay, delay ?? none);
    if (!assignDelayMs.ok) return assignDelayMs;
    const addSecondaryMax = parseIntegerSetting(settings.addSecondaryMax, max ?? none);
    if (!addSecondaryMax.ok) return addSecondaryMax;
    const flowControl = parseBooleanSetting(settings.flowControl, flow ?? none);
    return flowControl.ok
      ? ok({
          assignDelayMs: assignDelayMs.value,
          addSecondaryMax: addSecondaryMax.value,
          flowControl: flowControl.value,
        })
      : flowControl;
  }

  async livePercentage(): Promise<Read<number | NotUnderstood | undefined>> {
    return parseLivePercentage(await askRemotely(this.link, this.deadline, settings.livePercentage));
  }

  async blackList(): Promise<Read<BlackList>> {
    return parseBlackList(await askRemotely(this.link, this.deadline, settings.blackList));
  }

  /** Which tables are being backed up; not known where that is not understood, and the reading stands. */
  async backups(): Promise<Backups> {
    const answer = await this.meta(methods.queryBackupPolicy, { names: [], backups: 1 });
    if (!answer.ok) return notRead(inOneSentence(answer.failure));
    const { policies, backups } = answer.value;
    if (policies.length !== backups.length)
      return notRead(`${methods.queryBackupPolicy.task}: ${policies.length} policies with ${backups.length} backups`);
    const running = backups.flat().filter(({ endMs }) => endMs === 0);
    return { kind: 'read', tables: [...new Set(running.flatMap(({ tables }) => tables))] };
  }

  /** Every table, the available ones with their partitions. One that changes while it is read is read once more. */
  async tables(ddd: boolean): Promise<Read<TablesRead>> {
    const first = await this.#tablesOnce(ddd);
    if (!first.ok) return first;
    if (first.value.kind === 'read') return ok(first.value);
    const second = await this.#tablesOnce(ddd);
    if (!second.ok) return second;
    if (second.value.kind === 'read') return ok(second.value);
    // A meta that has lost the lead knows no table any more.
    const leads = await stillLeads(this.link, this.deadline);
    if (!leads.ok) return leads;
    if (leads.value === undefined)
      return failed(
        'not-leader',
        `The leader changed during the reading: ${this.link.address} does not lead any more.`,
      );
    return failed('refused', `Table ${second.value.table} changed twice while it was read: ${second.value.why}.`);
  }

  async #tablesOnce(ddd: boolean): Promise<Read<TablesRead | Changed>> {
    const answer = await this.meta(methods.listApps, { status: 0 });
    if (!answer.ok) return answer;
    const listed = readTableList(answer.value.apps);
    if (!listed.ok) return listed;
    const readings = await mapLimited(listed.value, tablesAtOnce, async (table) => ({
      reading: await this.#table(table),
      lost: ddd ? await this.#dead(table) : undefined,
    }));
    const tables: Table[] = [];
    const dead: Gpid[] = [];
    for (const { reading, lost } of readings) {
      if (!reading.ok) return reading;
      if (reading.value.kind === 'changed') return ok(reading.value);
      tables.push(reading.value.table);
      if (lost?.ok === false) return lost;
      if (lost?.value.kind === 'changed') return ok(lost.value);
      dead.push(...(lost?.value.dead ?? []));
    }
    return ok({ kind: 'read', tables, dead });
  }

  async #table(table: ListedTable): Promise<Read<TableReading>> {
    if (table.status !== 'AVAILABLE') return ok({ kind: 'read', table: describeTable(table) });
    const answer = await this.link.call(
      methods.queryConfig,
      { appName: table.name, indices: [] },
      { deadline: this.deadline, timeoutMs: metaTimeoutMs, book: this.#book },
    );
    const what = `${methods.queryConfig.task} ${table.name}`;
    if (!answer.ok) return explain(what, this.link.address, answer.failure);
    const { err } = answer.value;
    if (isChanging(err)) return ok({ kind: 'changed', table: table.name, why: err });
    return err === 'ERR_OK'
      ? readTable(table, answer.value)
      : failed(kindOfError(err), `The meta answered \`${what}\` with ${err}.`, [err]);
  }

  /**
   * Which partitions of one table lost every replica. Never asked for all tables at once: metas of 2.5.0, and of two
   * years of builds after it, look for a table of number -1 and answer ERR_INVALID_PARAMETERS
   * (apache/incubator-pegasus#2258).
   */
  async #dead({
    id,
    name,
    status,
  }: ListedTable): Promise<Read<{ readonly kind: 'read'; readonly dead: readonly Gpid[] } | Changed>> {
    if (status !== 'AVAILABLE') return ok({ kind: 'read', dead: [] });
    const answer = await this.link.call(
      methods.dddDiagnose,
      { pid: { appId: id, index: -1 } },
      { deadline: this.deadline, timeoutMs: metaTimeoutMs, book: this.#book },
    );
    const what = `${methods.dddDiagnose.task} ${name}`;
    if (!answer.ok) return explain(what, this.link.address, answer.failure);
    const { err, partitions } = answer.value;
    // So they answer for a table that they don't have, too.
    if (isChanging(err) || err === 'ERR_INVALID_PARAMETERS') return ok({ kind: 'changed', table: name, why: err });
    if (err !== 'ERR_OK') return failed(kindOfError(err), `The meta answered \`${what}\` with ${err}.`, [err]);
    const stranger = partitions.find(({ config }) => config.pid.appId !== id);
    if (stranger !== undefined)
      return notUnderstood(
        what,
        `partition ${stranger.config.pid.appId}.${stranger.config.pid.index} is of another table`,
        [],
      );
    return ok({ kind: 'read', dead: partitions.map(({ config: { pid } }) => gpid(pid.appId, pid.index)) });
  }
}
