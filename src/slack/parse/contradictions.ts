import type { ClusterName } from '../../roll/ids.js';
import type { RollOptions } from '../../roll/options.js';
import { inLanguage } from '../language.js';

const mostClusters = 20;

/** Why options cannot be meant together, as a sentence. */
export function contradiction(options: RollOptions): string | undefined {
  const both = options.nodes?.find((node) => options.skip.includes(node));
  if (both !== undefined)
    return inLanguage({
      en: `${both} is both in --nodes and in --skip.`,
      zh: `${both} 同时写在 --nodes 和 --skip 里。`,
    });
  if (options.drain !== undefined && options.mode === 'simple')
    return inLanguage({
      en: '--drain needs ha mode: --mode simple empties no server.',
      zh: '--drain 需要 ha 模式：--mode simple 不排空任何 server。',
    });
  if (options.stale !== undefined && options.version !== undefined)
    return inLanguage({
      en: '--stale is about a change of configuration alone: an upgrade leaves out whoever runs --version already.',
      zh: '--stale 只用于修改配置：升级会跳过已经是 --version 的 server。',
    });
  const names = { '--nodes': options.nodes, '--skip': options.skip, '--from': options.from };
  const named = Object.entries(names).find(([, servers]) => servers !== undefined && servers.length > 0)?.[0];
  if (named !== undefined && !options.roles.includes('replica'))
    return inLanguage({
      en: `${named} names replica servers, but --only ${options.roles.join(',')} leaves them out.`,
      zh: `${named} 点名了 replica server，而 --only ${options.roles.join(',')} 不包括它们。`,
    });
  return undefined;
}

/** A campaign asks the same of each of its clusters, so it names no server of one. */
export function notForSeveral(clusters: readonly ClusterName[], options: RollOptions): string | undefined {
  if (clusters.length === 1) return undefined;
  const twice = clusters.find((name, place) => clusters.indexOf(name) !== place);
  if (twice !== undefined) return inLanguage({ en: `${twice} is named twice.`, zh: `${twice} 写了两次。` });
  if (clusters.length > mostClusters)
    return inLanguage({
      en: `At most ${mostClusters} clusters are rolled one after the other.`,
      zh: `最多可以逐个滚动 ${mostClusters} 个集群。`,
    });
  const ofOne = Object.entries({
    '--nodes': options.nodes,
    '--skip': options.skip.length === 0 ? undefined : options.skip,
    '--from': options.from,
    '--started-before': options.startedBefore,
    '--allow dead-server': options.allowDeadServers,
    '--allow dead-partition': options.allowDeadPartitions,
  }).find(([, given]) => given !== undefined)?.[0];
  return ofOne === undefined
    ? undefined
    : inLanguage({
        en: `${ofOne} is about the servers of one cluster, but several are named.`,
        zh: `${ofOne} 针对一个集群的 server，而这里写了几个集群。`,
      });
}
