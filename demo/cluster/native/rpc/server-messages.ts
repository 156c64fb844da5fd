import type { methods, ResponseOf } from '../../../../src/wire/methods.js';
import type { BackupPolicy, DiskInfo, Reply } from '../../servers.js';

/** Which replica is on which disk is not simulated. */
export function diskInfo(reply: Reply<readonly DiskInfo[]>): Reply<ResponseOf<typeof methods.queryDiskInfo>> {
  if (reply.kind !== 'answer') return reply;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    kind: 'answer',
    value: {
      err: 'ERR_OK',
      totalCapacityMb: sum(reply.value.map(({ capacityMb }) => capacityMb)),
      totalAvailableMb: sum(reply.value.map(({ availableMb }) => availableMb)),
      disks: reply.value.map((disk) => ({
        ...disk,
        primaries: new Map([[1, [{ appId: 1, index: 0 }]]]),
        secondaries: new Map(),
      })),
    },
  };
}

/** Without names all of them; so many of the latest backups of each, of which this cluster has one. */
export function policyMessages(
  all: readonly BackupPolicy[],
  names: readonly string[],
  most: number,
): Pick<ResponseOf<typeof methods.queryBackupPolicy>, 'policies' | 'backups'> {
  const policies = all.filter(({ name }) => names.length === 0 || names.includes(name));
  return {
    policies: policies.map(({ name, tables }) => ({
      name,
      provider: 'local_service',
      intervalSeconds: '86400',
      tables,
      kept: 3,
      startTime: '03:00',
      disabled: false,
    })),
    backups: policies.map(({ tables, backup }) =>
      backup === undefined || most < 1
        ? []
        : [{ id: backup.startMs, startMs: backup.startMs, endMs: backup.endMs ?? 0, tables }],
    ),
  };
}
