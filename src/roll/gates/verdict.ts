import type { Gpid, NodeAddress } from '../ids.js';
import type { Message } from '../message.js';

export const gateNames = [
  'leader-known',
  'nodes-alive',
  'metas-answer',
  'partitions-full',
  'no-ddd',
  'not-frozen',
  'settings-sane',
  'replica-count',
  'node-removable',
  'black-list',
  'disk-space',
  'restart-budget',
  'version-path',
  'shared-host',
  'replaceable',
  'lock',
  'window',
  'freeze',
  'alerts',
  'values-told',
] as const;
export type GateName = (typeof gateNames)[number];

/** What a gate says of one observation. A gate that cannot tell blocks. */
export type GateVerdict =
  | { readonly gate: GateName; readonly verdict: 'pass' }
  | {
      readonly gate: GateName;
      readonly verdict: 'block';
      /** What blocks and, where something can be done about it, what. */
      readonly reason: Message;
      readonly nodes: readonly NodeAddress[];
      readonly gpids: readonly Gpid[];
      /** Tables that it is about, where approvers can let them be rolled all the same. */
      readonly tables?: readonly string[];
      /** True when waiting cannot help: somebody must do something. */
      readonly lasting: boolean;
    };

export type GateBlock = Extract<GateVerdict, { verdict: 'block' }>;

export const pass = (gate: GateName): GateVerdict => ({ gate, verdict: 'pass' });

export function block(
  gate: GateName,
  reason: Message,
  by: { nodes?: readonly NodeAddress[]; gpids?: readonly Gpid[]; tables?: readonly string[]; lasting?: boolean } = {},
): GateVerdict {
  return {
    gate,
    verdict: 'block',
    reason,
    nodes: by.nodes ?? [],
    gpids: by.gpids ?? [],
    ...(by.tables === undefined ? {} : { tables: by.tables }),
    lasting: by.lasting ?? false,
  };
}
