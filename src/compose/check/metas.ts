import type { ClusterConfig } from '../../config/config.js';
import type { Clock } from '../../lib/clock.js';
import { connects } from '../../processes/connects.js';
import { resultsOf, type CheckResult } from '../../roll/checks/result.js';
import type { NodeAddress } from '../../roll/ids.js';
import { parseHostPort } from '../../settings/values.js';

const connectMs = 3_000;
const result = resultsOf('metas');

/** Whether each meta of the configuration takes connections from here. */
export async function checkMetas(
  { metas }: Pick<ClusterConfig, 'metas'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const looked = await Promise.all(metas.map(async (meta) => ({ meta, why: await whyNot(meta, clock, signal) })));
  const up = looked.flatMap(({ meta, why }) => (why === undefined ? [meta] : []));
  return [
    ...(up.length === 0 ? [] : [result('ok', { code: 'metas-accept', metas: up })]),
    ...looked.flatMap(({ meta, why }) =>
      why === undefined ? [] : [result('fail', { code: 'meta-refuses', meta, why }, { code: 'do-look-at-meta' })],
    ),
  ];
}

async function whyNot(meta: NodeAddress, clock: Clock, signal: AbortSignal): Promise<string | undefined> {
  const address = parseHostPort(meta);
  if (address === undefined) return 'this is no address';
  const answer = await connects(address, connectMs, clock, signal);
  return answer.up ? undefined : answer.why;
}
