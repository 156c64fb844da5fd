import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { clusterName, nodeAddress, runId, userId } from '../../../src/roll/ids.js';
import { defaultOptions } from '../../../src/roll/options.js';
import type { Plan } from '../../../src/roll/plan.js';
import type { RunIn } from '../../../src/roll/run.js';
import type { AuditEntry } from '../../../src/store/audit-log.js';
import type { Log } from '../../../src/lib/log.js';
import { foreign } from '../../../src/roll/message.js';

export const clusterX = clusterName('cluster-x');
export const mei = userId('U0MEI');
const start = Date.UTC(2026, 0, 2, 3, 4, 5);

const plan: Plan = {
  id: 'plan-1',
  cluster: clusterX,
  madeAt: start,
  options: defaultOptions,
  targets: [
    {
      role: 'replica',
      address: nodeAddress('10.0.0.1:34801'),
      index: 0,
      version: '2.5.0 (0ca31b70)',
      primaries: 3,
      secondaries: 6,
    },
    { role: 'collector', address: nodeAddress('10.0.0.9:34101'), index: 0, version: undefined },
  ],
  skipped: [],
  gates: [{ gate: 'no-ddd', verdict: 'pass' }],
  waivers: [],
  procedure: { replica: ['restart'], meta: ['restart'], collector: ['restart'] },
  estimate: { replicaServerMs: 60_000, totalMs: 120_000 },
  approvals: { required: 1, approvers: [], selfApproval: false },
};

/** A run that awaits approval; `updatedAt` tells its generations apart. */
export function waitingRun(id: string, updatedAt = 1): RunIn<'awaiting-approval'> {
  return {
    id: runId(id),
    cluster: clusterX,
    options: defaultOptions,
    plan,
    requestedBy: mei,
    requestedAt: start,
    channel: 'C0123456789',
    votes: [],
    log: [{ seq: 1, at: start, kind: 'note', message: foreign('the plan is posted') }],
    updatedAt,
    status: 'awaiting-approval',
    expiresAt: start + 1_800_000,
  };
}

/** The same run, after its approval expired. */
export function expiredRun(id: string, endedAt = start + 1_800_000): RunIn<'expired'> {
  const { expiresAt: _, ...common } = waitingRun(id, endedAt);
  return { ...common, status: 'expired', endedAt };
}

export const noted = (text: string): AuditEntry => ({ at: start, cluster: clusterX, what: 'bot', detail: { text } });

/** `cleanUp`: the test's own, where several run at once. */
export function temporaryFolder(cleanUp: (task: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  cleanUp(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A log that keeps what it was told. */
export function keepingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep =
    (level: string) =>
    (_fields: object, message: string): void => {
      lines.push(`${level}: ${message}`);
    };
  const log = {
    lines,
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
    child: () => log,
  };
  return log;
}
