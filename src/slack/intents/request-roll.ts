import type { ClusterCard, RunService, Refusal } from '../../engine/run-service.js';
import { fail, ok, type Result } from '../../lib/result.js';
import { userId } from '../../roll/ids.js';
import { onlyRebalances, type RollOptions } from '../../roll/options.js';
import type { Run } from '../../roll/run.js';
import { didYouMean } from '../parse/suggest.js';
import type { RollRequestText } from '../parse/roll-options.js';
import { quoted } from '../text.js';
import type { Channels } from './channels.js';
import { clusterList } from './find-run.js';
import type { Gatekeeper } from './gatekeeper.js';
import { inLanguage } from '../language.js';

/** Why a roll was not asked for: a sentence that is safe to show, or the run service's own refusal. */
export type RollRefusal =
  | { readonly kind: 'sentence'; readonly text: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Asks the run service for a roll: the one way there, whether it came as a command, a mention or a form. Its plan
 * is posted in the cluster's own channel, or else in `channel`, where it was asked for (undefined: nowhere
 * in particular).
 */
export async function requestRoll(
  {
    runService,
    gatekeeper,
    channels,
  }: {
    readonly runService: RunService;
    readonly gatekeeper: Pick<Gatekeeper, 'mayAsk'>;
    readonly channels: Pick<Channels, 'ready'>;
  },
  { cluster, options }: RollRequestText,
  asked: { readonly user: string; readonly channel: string | undefined },
): Promise<Result<Run, RollRefusal>> {
  const sentence = (text: string): Result<never, RollRefusal> => fail({ kind: 'sentence', text });
  const by = userId(asked.user);
  const permission = await gatekeeper.mayAsk(requestKind(options), by);
  if (!permission.allowed) return sentence(permission.reason);
  const card = findCluster(runService, cluster);
  if (!card.ok) return sentence(card.failure);
  const place = card.value.channel ?? asked.channel;
  if (place === undefined)
    return sentence(
      inLanguage({
        en:
          `No channel is configured for ${quoted(card.value.cluster)}` +
          ': ask in the channel where its plan shall stand.',
        zh: `${quoted(card.value.cluster)} 没有配置频道：请在要放计划的频道里请求。`,
      }),
    );
  const channel = await channels.ready(place);
  if (!channel.ok) return sentence(channel.failure);
  const asking = await runService.requestRoll({ cluster: card.value.cluster, options, by, channel: channel.value });
  return asking.ok ? ok(asking.value) : fail({ kind: 'refused', refusal: asking.failure });
}

function requestKind(options: RollOptions): 'rebalance' | 'rollback' | 'continue' | 'roll' {
  if (onlyRebalances(options)) return 'rebalance';
  if (options.continues !== undefined) return 'continue';
  return options.rollsBack === undefined ? 'roll' : 'rollback';
}

/** @returns the cluster, or a sentence that lists those there are. */
export function findCluster(runService: RunService, name: string): Result<ClusterCard, string> {
  const clusters = runService.clusters();
  const card = clusters.find(({ cluster }) => cluster === name);
  if (card !== undefined) return ok(card);
  return fail(
    inLanguage({
      en: `I know no cluster called “${quoted(name)}”.${quoted(
        didYouMean(
          name,
          clusters.map(({ cluster }) => cluster),
        ),
      )} ${clusterList(runService)}`,
      zh: `我不知道有叫 “${quoted(name)}” 的集群。${quoted(
        didYouMean(
          name,
          clusters.map(({ cluster }) => cluster),
        ),
      )}${clusterList(runService)}`,
    }),
  );
}
