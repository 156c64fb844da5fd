import { assertNever } from '../../lib/assert-never.js';
import { ok } from '../../lib/result.js';
import type { ActOutcome, ClusterAct, SecondaryDowngrade } from '../../roll/act.js';
import type { Gpid, NodeAddress } from '../../roll/ids.js';
import { metaLevels } from '../../roll/observation.js';
import type { Dialogue } from './dialogue.js';
import { failed, outcomeUnknown, type Read } from './failure.js';
import { parseAddress } from './parse/address.js';
import { parseClusterInfo } from './parse/cluster-info.js';
import { parseSetMetaLevel } from './parse/meta-level.js';
import { parseFlushLog, parseKillPartition } from './parse/node-act.js';
import { parseBalance, parsePropose, perhapsFollower, type ProposalAnswer } from './parse/proposal.js';
import { remoteQuestion, type RemoteAnswer } from './parse/remote.js';
import { parseSetAnswer } from './parse/setting.js';
import { answerOf, Remotes } from './remotes.js';
import { settings } from './settings.js';

/** An act put into words for the shell, every one of them checked. */
export type ShellCommand =
  | { readonly kind: 'level'; readonly leader: NodeAddress; readonly line: string }
  | { readonly kind: 'setting'; readonly leader: NodeAddress; readonly name: string; readonly value: string }
  | { readonly kind: 'proposals'; readonly leader: NodeAddress; readonly proposals: readonly Proposal[] }
  | {
      readonly kind: 'node';
      readonly node: NodeAddress;
      readonly command: string;
      readonly parse: (address: string, answer: RemoteAnswer) => Read<null>;
    };

interface Proposal {
  readonly gpid: Gpid;
  readonly line: string;
  readonly parse: (command: string, lines: readonly string[]) => Read<ProposalAnswer>;
}

const nothingRefused: ActOutcome = { refused: [] };

/**
 * Puts an act into words. Addresses, partitions and values come from elsewhere: whatever a command line
 * could take for more than one word is refused here, before any shell is started.
 */
export function shellCommandOf(act: ClusterAct): Read<ShellCommand> {
  const strange = findStrange(act);
  if (strange !== undefined)
    return failed('refused', `Not sent: ${strange} is not something a command line may carry.`);
  switch (act.kind) {
    case 'set-level':
      return ok({ kind: 'level', leader: act.leader, line: `set_meta_level ${act.level}` });
    case 'set-assign-delay':
      return ok({ kind: 'setting', leader: act.leader, name: settings.assignDelay, value: String(act.value) });
    case 'set-add-secondary-max':
      return ok({ kind: 'setting', leader: act.leader, name: settings.addSecondaryMax, value: String(act.value) });
    case 'set-flow-control':
      return ok({ kind: 'setting', leader: act.leader, name: settings.flowControl, value: String(act.value) });
    case 'set-min-live-nodes':
      return failed(
        'refused',
        'Not sent: the shell has no command for min_live_node_count_for_unfreeze. Only admin.kind: ' +
          'native changes it, over HTTP.',
      );
    case 'move-primaries':
      return ok({
        kind: 'proposals',
        leader: act.leader,
        proposals: act.moves.map(({ gpid, from, to }) => ({
          gpid,
          line: `balance -g ${gpid} -p move_pri -f ${from} -t ${to}`,
          parse: parseBalance,
        })),
      });
    case 'downgrade-secondaries':
      return ok({ kind: 'proposals', leader: act.leader, proposals: act.downgrades.map(toInactive) });
    case 'drain':
      // The shell has no word for a list of actions: the old primary leaves, and the meta chooses the new one.
      return ok({
        kind: 'proposals',
        leader: act.leader,
        proposals: [
          ...act.handovers.map(({ gpid, from }) => ({ gpid, primary: from, node: from })),
          ...act.downgrades,
        ].map(toInactive),
      });
    case 'close-replicas':
      return ok({ kind: 'node', node: act.node, command: 'replica.kill_partition', parse: parseKillPartition });
    case 'flush-log':
      return ok({ kind: 'node', node: act.node, command: 'flush-log', parse: parseFlushLog });
    default:
      return assertNever(act);
  }
}

/** Never with --force: it makes replica servers abort. */
const toInactive = ({ gpid, primary, node }: SecondaryDowngrade): Proposal => ({
  gpid,
  line: `propose -g ${gpid} -p DOWNGRADE_TO_INACTIVE -t ${primary} -n ${node}`,
  parse: parsePropose,
});

/**
 * The metas that a shell for this act should know: the leader alone where one is named
 * (docs/pegasus.md, "What followers answer").
 */
export function metasFor(wording: ShellCommand, all: readonly string[]): readonly string[] {
  return wording.kind === 'node' ? all : [wording.leader];
}

/** Carries out one act in one dialogue. */
export async function perform(dialogue: Dialogue, wording: ShellCommand): Promise<Read<ActOutcome>> {
  if (wording.kind === 'node')
    return performRemotely(dialogue, wording.node, [wording.command], (answer) => wording.parse(wording.node, answer));

  // First, so that the shell itself knows the leader before it proposes; and nothing is sent to another.
  const info = await dialogue.read('cluster_info -j', parseClusterInfo);
  if (!info.ok) return info;
  if (info.value.leader !== wording.leader)
    return failed('not-leader', `${wording.leader} does not lead: ${info.value.leader} does. Nothing was sent.`);

  switch (wording.kind) {
    case 'level':
      return performLevel(dialogue, wording.line);
    case 'setting':
      return performRemotely(dialogue, wording.leader, [wording.name, wording.value], (answer) =>
        parseSetAnswer(`${wording.name} ${wording.value}`, answer),
      );
    case 'proposals':
      return performProposals(dialogue, wording.proposals, wording.leader);
  }
}

async function performLevel(dialogue: Dialogue, line: string): Promise<Read<ActOutcome>> {
  const answer = await dialogue.read(line, parseSetMetaLevel);
  if (!answer.ok) return answer;
  const end = await dialogue.finish();
  return end.ok ? ok(nothingRefused) : end;
}

async function performRemotely(
  dialogue: Dialogue,
  address: NodeAddress,
  words: readonly string[],
  parse: (answer: RemoteAnswer) => Read<null>,
): Promise<Read<ActOutcome>> {
  const remotes = new Remotes(dialogue);
  const question = remoteQuestion([address], ...words);
  remotes.ask(question);
  const outcomes = await remotes.finish();
  if (!outcomes.ok) return outcomes;
  const answer = answerOf(outcomes.value, question, address);
  if (!answer.ok) return answer;
  const taken = parse(answer.value);
  return taken.ok ? ok(nothingRefused) : taken;
}

/** All are sent at once; each answer is told from the next by the delimiter between them. */
async function performProposals(
  dialogue: Dialogue,
  proposals: readonly Proposal[],
  leader: NodeAddress,
): Promise<Read<ActOutcome>> {
  const asked = proposals.map(({ gpid, line, parse }) => ({
    gpid,
    answer: dialogue.read(line, (lines) => parse(line, lines)),
  }));
  const stillLeads = dialogue.read('cluster_info -j', parseClusterInfo);
  const end = await dialogue.finish();
  const refused: { gpid: Gpid; answer: string }[] = [];
  for (const { gpid, answer } of asked) {
    const read = await answer;
    if (!read.ok) return outcomeUnknown(read);
    if (read.value.kind === 'refused') refused.push({ gpid, answer: read.value.answer });
  }
  if (!end.ok) return outcomeUnknown(end);
  if (!refused.some(({ answer }) => perhapsFollower.has(answer))) return ok({ refused });
  const now = await stillLeads;
  if (!now.ok) return outcomeUnknown(now);
  return now.value.leader === leader
    ? ok({ refused })
    : failed('not-leader', `${leader} lost the lead while it was sent proposals; what it took is forgotten.`);
}

function findStrange(act: ClusterAct): string | undefined {
  const address = (...texts: readonly string[]): string | undefined =>
    quoteFirst(texts.find((text) => parseAddress(text) === undefined));
  const count = (value: number | 'DEFAULT'): string | undefined =>
    value === 'DEFAULT' || (Number.isSafeInteger(value) && value >= 0) ? undefined : quoteFirst(String(value));
  const partition = (text: string): string | undefined =>
    /^\d{1,10}\.\d{1,10}$/.test(text) ? undefined : quoteFirst(text);
  switch (act.kind) {
    case 'set-level':
      return address(act.leader) ?? (metaLevels.includes(act.level) ? undefined : quoteFirst(act.level));
    case 'set-assign-delay':
    case 'set-add-secondary-max':
      return address(act.leader) ?? count(act.value);
    case 'set-flow-control':
      return address(act.leader);
    case 'set-min-live-nodes':
      return address(act.meta) ?? count(act.value);
    case 'move-primaries':
      return address(act.leader) ?? firstOf(act.moves, ({ gpid, from, to }) => partition(gpid) ?? address(from, to));
    case 'downgrade-secondaries':
      return (
        address(act.leader) ??
        firstOf(act.downgrades, ({ gpid, primary, node }) => partition(gpid) ?? address(primary, node))
      );
    case 'drain':
      return (
        address(act.leader) ??
        firstOf(act.handovers, ({ gpid, from, to }) => partition(gpid) ?? address(from, to)) ??
        firstOf(act.downgrades, ({ gpid, primary, node }) => partition(gpid) ?? address(primary, node))
      );
    case 'close-replicas':
    case 'flush-log':
      return address(act.node);
    default:
      return assertNever(act);
  }
}

function firstOf<Item>(items: readonly Item[], find: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function quoteFirst(text: string | undefined): string | undefined {
  return text === undefined ? undefined : JSON.stringify(text);
}
