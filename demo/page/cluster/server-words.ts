import type { ProcessState, RunView } from '../cluster-protocol.js';

export const stateWords: Readonly<Record<ProcessState, string>> = {
  serving: 'serves',
  starting: 'is starting',
  stopping: 'is stopping',
  down: 'is down',
  hung: 'answers nobody',
};

const stepWords: Readonly<Record<string, string>> = {
  gates: 'may it be taken?',
  'move-primaries': 'hands over its primaries',
  'downgrade-secondaries': 'its secondaries leave service',
  drain: 'is being emptied',
  'close-replicas': 'closes its replicas',
  'flush-log': 'flushes its log',
  'last-look': 'a last look',
  process: 'is being restarted',
  'await-return': 'is waited for',
  heal: 'gets its copies back',
  settle: 'the cluster comes to rest',
  soak: 'is being watched',
  undrain: 'gets its replicas back',
};

/** What the run does with a server, or has done; undefined where it has nothing to do with it. */
export function workAt(
  run: RunView | undefined,
  address: string,
): { readonly text: string; readonly now: boolean } | undefined {
  const target = run?.targets.find((each) => each.address === address);
  if (run === undefined || target === undefined) return undefined;
  if (run.at?.address === address)
    return {
      text: run.hold === undefined ? (stepWords[run.at.step] ?? run.at.step) : `held: ${run.hold.title}`,
      now: true,
    };
  switch (target.state) {
    case 'done':
      return { text: '✓ rolled', now: false };
    case 'skipped':
      return { text: 'skipped', now: false };
    case 'failed':
      return { text: 'failed', now: false };
    case 'active':
      return { text: run.ended ? 'not finished' : 'at hand', now: !run.ended };
    case 'pending':
      return run.ended || run.status === 'awaiting-approval' ? undefined : { text: 'waits its turn', now: false };
  }
}
