import { ok } from '../../lib/result.js';
import type { NodeAddress } from '../../roll/ids.js';
import { methods } from '../../wire/methods.js';
import { failed, notUnderstood, type Read } from '../shell/failure.js';
import { readClusterInfo, type ClusterInfo } from '../shell/parse/cluster-info.js';
import { kindOfError } from '../shell/parse/refusal.js';
import { explain } from './call-failure.js';
import type { Deadline } from './deadline.js';
import type { Link, ConnectionPool } from './connection-pool.js';

/** A meta that has just said that it leads, and what it said of the cluster. */
export interface Leader {
  readonly link: Link;
  readonly info: ClusterInfo;
}

export const metaTimeoutMs = 5_000;
const what = 'cluster_info';

/** A new leader reads its state from ZooKeeper first: it is asked again this often, so long apart. */
const loadingTries = 3;
const loadingPauseMs = 1_000;

type Said =
  | { readonly kind: 'leads'; readonly leader: Leader }
  | { readonly kind: 'follows'; readonly link: Link }
  | { readonly kind: 'loading'; readonly link: Link }
  | { readonly kind: 'failed'; readonly outcome: ReturnType<typeof failed> };

/** The metas of a cluster, and which of them led when they were asked last. */
export class Metas {
  #lastLeader: string | undefined;
  /** Where those that have led are reached, by the name that the cluster has for them. */
  readonly #reached = new Map<string, string>();

  constructor(
    private readonly connections: ConnectionPool,
    private readonly configured: readonly string[],
    private readonly mayAsk: (meta: string) => boolean,
  ) {}

  /**
   * The leader, shown to be it by its own answer: only a leader says ERR_OK (docs/pegasus.md, "What followers answer").
   */
  async findLeader(deadline: Deadline): Promise<Read<Leader>> {
    let outcome = await this.#findOnce(deadline);
    for (
      let again = 1;
      again < loadingTries && !outcome.ok && outcome.loading && deadline.over === undefined;
      again += 1
    ) {
      await deadline.pause(loadingPauseMs);
      outcome = await this.#findOnce(deadline);
    }
    if (outcome.ok) {
      this.#lastLeader = outcome.value.link.address;
      this.#reached.set(outcome.value.info.leader, this.#lastLeader);
    }
    return outcome;
  }

  /**
   * Where a meta of this cluster is reached, when it is one and may be: one that leads now or led, is configured, or is
   * named and allowed.
   */
  addressOf(meta: string, { link, info }: Leader): string | undefined {
    if (meta === info.leader) return link.address;
    return (
      this.#reached.get(meta) ??
      (this.configured.includes(meta) || (info.metas.some((known) => known === meta) && this.mayAsk(meta))
        ? meta
        : undefined)
    );
  }

  async #findOnce(
    deadline: Deadline,
  ): Promise<
    { readonly ok: true; readonly value: Leader } | (ReturnType<typeof failed> & { readonly loading: boolean })
  > {
    const said: Said[] = [];
    if (this.#lastLeader !== undefined) {
      const answer = await askInfo(this.connections.to(this.#lastLeader), deadline);
      if (answer.kind === 'leads') return ok(answer.leader);
    }
    const leader = await firstLeader(
      this.configured.map((meta) => askInfo(this.connections.to(meta), deadline)),
      said,
    );
    if (leader !== undefined) return ok(leader);
    // A cluster may have metas that the configuration does not name: a follower knows who leads.
    const follower = said.find((each) => each.kind === 'follows');
    const hints = follower === undefined ? [] : await askWhoLeads(follower.link, deadline);
    // One that the configuration names was asked already, whichever of the two it is named by.
    for (const hint of hints.some((each) => this.configured.includes(each)) ? [] : hints) {
      // Who follows may say anything; nothing is connected to because of it alone.
      if (!this.mayAsk(hint)) {
        said.push({
          kind: 'failed',
          outcome: failed(
            'refused',
            `A meta says that ${hint} leads, which was not asked: it is none of "metas". If it belongs ` +
              'to the cluster, add it there, or its host to allowedHosts.',
            [hint],
          ),
        });
        continue;
      }
      const answer = await askInfo(this.connections.to(hint), deadline);
      if (answer.kind === 'leads') return ok(answer.leader);
      said.push(answer);
    }
    return { ...explainSilence(said), loading: said.some(({ kind }) => kind === 'loading') };
  }
}

/** Asks one meta for the cluster. */
async function askInfo(link: Link, deadline: Deadline): Promise<Said> {
  const answer = await link.call(methods.clusterInfo, {}, { deadline, timeoutMs: metaTimeoutMs });
  if (!answer.ok) return { kind: 'failed', outcome: explain(what, link.address, answer.failure) };
  const { err, keys, values } = answer.value;
  if (err === 'ERR_FORWARD_TO_OTHERS') return { kind: 'follows', link };
  if (err === 'ERR_SERVICE_NOT_ACTIVE') return { kind: 'loading', link };
  if (err !== 'ERR_OK')
    return {
      kind: 'failed',
      outcome: failed(kindOfError(err), `Meta ${link.address} refused \`${what}\`: ${err}.`, [err]),
    };
  const lines = keys.map((key, place) => `${key}: ${values[place] ?? ''}`);
  const pairs = new Map(keys.map((key, place) => [key, values[place] ?? '']));
  if (pairs.size !== keys.length || values.length !== keys.length)
    return { kind: 'failed', outcome: notUnderstood(what, 'its keys and values do not pair', lines) };
  const info = readClusterInfo(what, Object.fromEntries(pairs), lines);
  return info.ok ? { kind: 'leads', leader: { link, info: info.value } } : { kind: 'failed', outcome: info };
}

/** The leader as soon as one answers; a meta that hangs is waited for only while none has. */
function firstLeader(answers: readonly Promise<Said>[], said: Said[]): Promise<Leader | undefined> {
  return new Promise((resolve) => {
    for (const answer of answers) {
      void answer.then((each) => {
        said.push(each);
        if (each.kind === 'leads') resolve(each.leader);
        else if (said.length === answers.length) resolve(undefined);
      });
    }
  });
}

/**
 * Where a follower says that the leader is: by its name where it has one, and by its address, which is good also where
 * that name means nothing. It adds the leader to one answer only, as the primary of a partition that there is not.
 */
async function askWhoLeads(follower: Link, deadline: Deadline): Promise<readonly string[]> {
  const answer = await follower.call(
    methods.queryConfig,
    { appName: 'temp', indices: [] },
    { deadline, timeoutMs: metaTimeoutMs },
  );
  if (!answer.ok || answer.value.err !== 'ERR_FORWARD_TO_OTHERS') return [];
  const [leader] = answer.value.partitions;
  return [leader?.hpPrimary, leader?.primary].filter((each) => each !== undefined);
}

/** Of several reasons the one that says most. */
function explainSilence(said: readonly Said[]): ReturnType<typeof failed> {
  const loading = said.find((each) => each.kind === 'loading');
  if (loading !== undefined)
    return failed('not-leader', `Meta ${loading.link.address} is to lead and has not loaded its state yet.`, [
      'ERR_SERVICE_NOT_ACTIVE',
    ]);
  const failures = said.flatMap((each) => (each.kind === 'failed' ? [each.outcome] : []));
  const worst = (['cancelled', 'not-understood', 'refused'] as const)
    .map((kind) => failures.find(({ failure }) => failure.kind === kind))
    .find((each) => each !== undefined);
  if (worst !== undefined) return worst;
  const raw = failures.flatMap(({ failure }) => failure.raw);
  const followers = said.filter(({ kind }) => kind === 'follows').length;
  if (followers > 0)
    return failed(
      'not-leader',
      `No meta leads: ${followers} ${followers === 1 ? 'follows' : 'follow'} nobody, and ` +
        `${failures.length} did not answer.`,
      raw,
    );
  const timedOut = failures.some(({ failure }) => failure.kind === 'timeout');
  return failed(timedOut ? 'timeout' : 'unreachable', `No meta answered: ${raw.join('; ')}.`, raw);
}

/** Whether that meta still leads, by its own word; its name when it does. */
export async function stillLeads(link: Link, deadline: Deadline): Promise<Read<NodeAddress | undefined>> {
  const said = await askInfo(link, deadline);
  if (said.kind === 'leads') return ok(said.leader.info.leader);
  return said.kind === 'failed' ? said.outcome : ok(undefined);
}
