import type { PrimaryMove, SecondaryDowngrade } from '../../roll/act.js';
import type { Gpid, NodeAddress } from '../../roll/ids.js';
import type { AddressAction, NamedAction } from '../../wire/messages.js';
import type { AddressedNode, NamedNode, NodeIdentity } from './identity.js';

/** Numbers of the actions (docs/pegasus.md, "Proposals"). */
const upgradeToPrimary = 2;
const downgradeToSecondary = 5;
const downgradeToInactive = 6;

interface Step {
  readonly target: NodeAddress;
  readonly node: NodeAddress;
  readonly configType: number;
}

/** A list of actions for one partition, by the names a cluster prints. Never with force: it makes servers abort. */
export interface Proposal {
  readonly gpid: Gpid;
  readonly steps: readonly Step[];
}

export const movePrimary = ({ gpid, from, to }: PrimaryMove): Proposal => ({
  gpid,
  steps: [
    { target: from, node: from, configType: downgradeToSecondary },
    { target: to, node: to, configType: upgradeToPrimary },
  ],
});

/**
 * The primary leaves at once instead of following first; the upgrade is sent as soon as it has
 * (docs/pegasus.md, "Drains, measured").
 */
export const handOver = ({ gpid, from, to }: PrimaryMove): Proposal => ({
  gpid,
  steps: [
    { target: from, node: from, configType: downgradeToInactive },
    { target: to, node: to, configType: upgradeToPrimary },
  ],
});

export const downgradeSecondary = ({ gpid, primary, node }: SecondaryDowngrade): Proposal => ({
  gpid,
  steps: [{ target: primary, node, configType: downgradeToInactive }],
});

/** The actions as they go over the wire, of one kind throughout: the leader's own. */
export type Addressed =
  | { readonly kind: 'addressed'; readonly actions: readonly AddressAction[] }
  | { readonly kind: 'named'; readonly actions: readonly NamedAction[] }
  /** A server that the partition's configuration does not name whole: nothing is made up. */
  | { readonly kind: 'unnameable'; readonly who: NodeAddress };

/** Puts the names as the leader sent them in the partition's configuration in place of the printed ones. */
export function address(proposal: Proposal, members: ReadonlyMap<NodeAddress, NodeIdentity>): Addressed {
  const pairs: { readonly target: NodeIdentity; readonly node: NodeIdentity; readonly configType: number }[] = [];
  for (const { target, node, configType } of proposal.steps) {
    const [targetIs, nodeIs] = [members.get(target), members.get(node)];
    if (targetIs === undefined) return { kind: 'unnameable', who: target };
    if (nodeIs === undefined) return { kind: 'unnameable', who: node };
    pairs.push({ target: targetIs, node: nodeIs, configType });
  }
  const addressed = pairs.filter(
    (pair): pair is Pair<AddressedNode> => pair.target.kind === 'addressed' && pair.node.kind === 'addressed',
  );
  if (addressed.length === pairs.length)
    return {
      kind: 'addressed',
      actions: addressed.map(({ target, node, configType }) => ({
        target: target.address,
        node: node.address,
        configType,
      })),
    };
  const named = pairs.filter(
    (pair): pair is Pair<NamedNode> => pair.target.kind === 'named' && pair.node.kind === 'named',
  );
  const [odd] = proposal.steps;
  if (named.length !== pairs.length && odd !== undefined) return { kind: 'unnameable', who: odd.target };
  return {
    kind: 'named',
    actions: named.map(({ target, node, configType }) => ({
      target: target.address,
      node: node.address,
      configType,
      hpTarget: target.hostPort,
      hpNode: node.hostPort,
    })),
  };
}

interface Pair<Node> {
  readonly target: Node & NodeIdentity;
  readonly node: Node & NodeIdentity;
  readonly configType: number;
}
