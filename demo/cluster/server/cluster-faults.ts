import { z } from 'zod';
import { reasonOf } from '../../../src/lib/thrown.js';
import type { ClusterFaults } from '../model/faults.js';
import type { InjectFault } from './faults.js';

const address = z.string();
const ms = z.number().min(0);
const count = z.int().min(1);

/** The faults of the cluster as JSON, one `kind` for each thing that can be done to it. */
const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['hang', 'unhang', 'kill']), address }),
  z.strictObject({ kind: z.literal('flap'), address, downMs: ms }),
  z.strictObject({ kind: z.literal('crash-loop'), address, upMs: ms.default(5_000), downMs: ms.default(3_000) }),
  z.strictObject({ kind: z.literal('end-crash-loop'), address }),
  z.strictObject({
    kind: z.literal('spoil-next-start'),
    address,
    diesAfterMs: ms.optional(),
    slowerByMs: ms.optional(),
    keepsOldVersion: z.boolean().optional(),
    keepsOldConfig: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('write-config'), address, name: z.string(), value: z.string() }),
  z.strictObject({ kind: z.literal('refuse-proposals'), count: count.optional(), err: z.string().optional() }),
  z.strictObject({ kind: z.literal('drop-proposals'), count: count.optional() }),
  z.strictObject({
    kind: z.enum(['take-proposals-again', 'stall-learners', 'release-learners', 'kill-all-metas']),
  }),
  z.strictObject({ kind: z.literal('lose-leader'), downMs: ms.optional() }),
  z.strictObject({ kind: z.literal('stick-closing'), address, count, ms: ms.optional() }),
  z.strictObject({
    kind: z.literal('leave-free'),
    address,
    percent: z.number().min(0).max(100),
    second: z.number().min(0).max(100).optional(),
  }),
  z.strictObject({ kind: z.literal('make-room'), address }),
  z.strictObject({ kind: z.literal('break-replica'), address, gpid: z.string() }),
  z.strictObject({ kind: z.literal('lie-about-commands'), address, lies: z.boolean().default(true) }),
  z.strictObject({
    kind: z.literal('create-table'),
    name: z.string(),
    partitions: count,
    replicas: count,
    creatingMs: ms.optional(),
  }),
  z.strictObject({ kind: z.enum(['drop-table', 'split-table']), name: z.string(), takesMs: ms.optional() }),
]);
type Fault = z.infer<typeof faultSchema>;
export const faultKinds: readonly string[] = faultSchema.options.flatMap(({ shape: { kind } }) =>
  kind instanceof z.ZodEnum ? kind.options : [...kind.values],
);

/** Lets `fault.sh` do to a simulated cluster whatever its faults can. */
export const faultsOf =
  (faults: ClusterFaults): InjectFault =>
  (fault) => {
    const parsed = faultSchema.safeParse(fault);
    if (!parsed.success) return z.prettifyError(parsed.error);
    try {
      inject(faults, parsed.data);
      return undefined;
    } catch (error) {
      // An address or a table that the cluster does not have.
      return reasonOf(error);
    }
  };

function inject(faults: ClusterFaults, fault: Fault): void {
  switch (fault.kind) {
    case 'hang':
      faults.hang(fault.address);
      return;
    case 'unhang':
      faults.unhang(fault.address);
      return;
    case 'kill':
      faults.kill(fault.address);
      return;
    case 'flap':
      faults.flap(fault.address, fault.downMs);
      return;
    case 'crash-loop':
      faults.crashLoop(fault.address, fault.upMs, fault.downMs);
      return;
    case 'end-crash-loop':
      faults.endCrashLoop(fault.address);
      return;
    case 'spoil-next-start': {
      const { diesAfterMs, slowerByMs, keepsOldVersion, keepsOldConfig } = fault;
      faults.spoilNextStart(fault.address, {
        ...(diesAfterMs === undefined ? {} : { diesAfterMs }),
        ...(slowerByMs === undefined ? {} : { slowerByMs }),
        ...(keepsOldVersion === undefined ? {} : { keepsOldVersion }),
        ...(keepsOldConfig === undefined ? {} : { keepsOldConfig }),
      });
      return;
    }
    case 'write-config':
      faults.writeConfig(fault.address, fault.name, fault.value);
      return;
    case 'refuse-proposals':
      faults.refuseProposals(fault.count, fault.err);
      return;
    case 'drop-proposals':
      faults.dropProposals(fault.count);
      return;
    case 'take-proposals-again':
      faults.takeProposalsAgain();
      return;
    case 'stall-learners':
      faults.stallLearners();
      return;
    case 'release-learners':
      faults.releaseLearners();
      return;
    case 'lose-leader':
      faults.loseLeader(fault.downMs);
      return;
    case 'kill-all-metas':
      faults.killAllMetas();
      return;
    case 'leave-free':
      faults.leaveFree(fault.address, fault.percent, fault.second);
      return;
    case 'make-room':
      faults.makeRoom(fault.address);
      return;
    case 'stick-closing':
      faults.stickClosing(fault.address, fault.count, fault.ms);
      return;
    case 'break-replica':
      faults.breakReplica(fault.address, fault.gpid);
      return;
    case 'lie-about-commands':
      faults.lieAboutCommands(fault.address, fault.lies);
      return;
    case 'create-table':
      faults.createTable(fault.name, fault.partitions, fault.replicas, fault.creatingMs);
      return;
    case 'drop-table':
      faults.dropTable(fault.name, fault.takesMs);
      return;
    case 'split-table':
      faults.splitTable(fault.name, fault.takesMs);
      return;
  }
}
