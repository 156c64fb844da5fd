import { assertNever } from '../../lib/assert-never.js';
import { ok } from '../../lib/result.js';
import type { ActOutcome, ClusterAct } from '../../roll/act.js';
import type { NodeAddress } from '../../roll/ids.js';
import { metaLevels } from '../../roll/observation.js';
import { methods } from '../../wire/methods.js';
import { failed, type Read } from '../shell/failure.js';
import { parseFlushLog, parseKillPartition } from '../shell/parse/node-act.js';
import { kindOfError } from '../shell/parse/refusal.js';
import { parseSetAnswer } from '../shell/parse/setting.js';
import { settings } from '../shell/settings.js';
import { explain } from './call-failure.js';
import type { Deadline } from './deadline.js';
import { metaTimeoutMs, type Metas } from './leader.js';
import type { Link } from './connection-pool.js';
import { performProposals } from './perform-proposals.js';
import { downgradeSecondary, handOver, movePrimary } from './proposal.js';
import { askRemotely } from './remote-command.js';
import { levelValues } from './level-values.js';
import type { SharedState } from './snapshot.js';

const nothingRefused: ActOutcome = { refused: [] };

/**
 * Carries out one act. What is for the leader goes to the meta that the act names, once that has said that it leads.
 */
export async function perform(
  act: ClusterAct,
  { metas, connections, freezeRule }: SharedState,
  deadline: Deadline,
): Promise<Read<ActOutcome>> {
  switch (act.kind) {
    case 'set-level':
      return metaLevels.includes(act.level)
        ? onLeader(act.leader, metas, deadline, (link) => setLevel(link, deadline, levelValues[act.level]))
        : failed('refused', `Not sent: there is no level ${JSON.stringify(act.level)}.`);
    case 'set-assign-delay':
      return onLeader(act.leader, metas, deadline, (link) => setValue(link, deadline, settings.assignDelay, act.value));
    case 'set-add-secondary-max':
      return onLeader(act.leader, metas, deadline, (link) =>
        setValue(link, deadline, settings.addSecondaryMax, act.value),
      );
    case 'set-flow-control':
      return onLeader(act.leader, metas, deadline, (link) => setValue(link, deadline, settings.flowControl, act.value));
    case 'set-min-live-nodes': {
      const found = await metas.findLeader(deadline);
      if (!found.ok) return found;
      const address = metas.addressOf(act.meta, found.value);
      return address === undefined
        ? failed(
            'refused',
            `Not sent: ${act.meta} is no meta of this cluster that may be asked: add it to "metas", or ` +
              'its host to allowedHosts.',
          )
        : freezeRule.set(address, act.value, deadline);
    }
    case 'move-primaries':
      return onLeader(act.leader, metas, deadline, (link) =>
        performProposals(link, deadline, act.leader, act.moves.map(movePrimary)),
      );
    case 'downgrade-secondaries':
      return onLeader(act.leader, metas, deadline, (link) =>
        performProposals(link, deadline, act.leader, act.downgrades.map(downgradeSecondary)),
      );
    case 'drain':
      return onLeader(act.leader, metas, deadline, (link) =>
        performProposals(link, deadline, act.leader, [
          ...act.handovers.map(handOver),
          ...act.downgrades.map(downgradeSecondary),
        ]),
      );
    case 'close-replicas':
      return taken(
        parseKillPartition(act.node, await askRemotely(connections.to(act.node), deadline, 'replica.kill_partition')),
      );
    case 'flush-log':
      return taken(parseFlushLog(act.node, await askRemotely(connections.to(act.node), deadline, 'flush-log')));
    default:
      return assertNever(act);
  }
}

const taken = (answer: Read<null>): Read<ActOutcome> => (answer.ok ? ok(nothingRefused) : answer);

async function onLeader(
  named: NodeAddress,
  metas: Metas,
  deadline: Deadline,
  act: (link: Link) => Promise<Read<ActOutcome>>,
): Promise<Read<ActOutcome>> {
  const found = await metas.findLeader(deadline);
  if (!found.ok) return found;
  const { info, link } = found.value;
  return info.leader === named
    ? act(link)
    : failed('not-leader', `${named} does not lead: ${info.leader} does. Nothing was sent.`);
}

async function setLevel(link: Link, deadline: Deadline, level: number): Promise<Read<ActOutcome>> {
  const answer = await link.call(methods.controlMeta, { level }, { deadline, timeoutMs: metaTimeoutMs });
  if (!answer.ok) return explain(methods.controlMeta.task, link.address, answer.failure);
  const { err } = answer.value;
  return err === 'ERR_OK' ? ok(nothingRefused) : failed(kindOfError(err), `The meta refused the level: ${err}.`, [err]);
}

async function setValue(
  link: Link,
  deadline: Deadline,
  name: string,
  value: number | boolean | 'DEFAULT',
): Promise<Read<ActOutcome>> {
  if (typeof value === 'number' && !(Number.isSafeInteger(value) && value >= 0))
    return failed('refused', `Not sent: ${value} is no value for ${name}.`);
  return taken(parseSetAnswer(`${name} ${value}`, await askRemotely(link, deadline, name, [String(value)])));
}
