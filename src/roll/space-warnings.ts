import type { NodeAddress } from './ids.js';
import { aliveNodes } from './members.js';
import type { Message } from './message.js';
import type { FreeSpace, Observation } from './observation.js';
import { spaceLimits, type ClusterPolicy } from './policy.js';

type Measured = Extract<FreeSpace, { kind: 'read' }> & { readonly server: NodeAddress };

/**
 * What of the free disk space people should know before they approve. That a planned server takes no copy any more is
 * the gate's to say (`gates/disk-space.ts`).
 */
export function spaceWarnings(
  seen: Observation,
  planned: readonly NodeAddress[],
  policy: Pick<ClusterPolicy, 'diskSpace'>,
): readonly Message[] {
  const { refusedBelow, warnBelow } = spaceLimits(policy);
  const alive = [...aliveNodes(seen)];
  const readings = alive.map((server) => ({ server, reading: seen.freeSpace?.[server] }));
  const measured = readings.flatMap(({ server, reading }): readonly Measured[] =>
    reading?.kind === 'read' ? [{ server, ...reading }] : [],
  );
  const low = measured.filter(({ least }) => least >= refusedBelow && least < warnBelow);
  const full = measured.filter(({ server, least }) => least < refusedBelow && !planned.includes(server));
  const silent = readings.filter(({ reading }) => reading === undefined || reading.kind === 'not-told');
  const strange = readings.flatMap(({ server, reading }) =>
    reading?.kind === 'not-understood' ? [{ server, said: reading.message }] : [],
  );
  return [
    ...of(full, (servers) => ({ code: 'others-full', servers, percent: refusedBelow })),
    ...of(low, (servers) => ({ code: 'space-low', servers, percent: warnBelow })),
    ...(measured.length === alive.length ? ifOneStaysAway(seen, measured, planned, refusedBelow) : []),
    ...of(silent, (servers) => ({ code: 'space-not-told', servers })),
    ...of(strange, (servers, [first]) => ({ code: 'space-unknown', servers, said: first.said })),
  ];
}

function of<Found extends { readonly server: NodeAddress }>(
  found: readonly Found[],
  message: (servers: readonly NodeAddress[], found: readonly [Found, ...Found[]]) => Message,
): readonly Message[] {
  const [first, ...more] = found;
  return first === undefined
    ? []
    : [
        message(
          found.map(({ server }) => server),
          [first, ...more],
        ),
      ];
}

/**
 * The worst that a roll can cost: the fullest planned server stays away for longer than the assign delay, and the
 * others copy what it had. Only shares are known, so disks are taken to be of one size, all that is used on them to be
 * copies, and these to go to all others alike.
 */
function ifOneStaysAway(
  { tables }: Observation,
  measured: readonly Measured[],
  planned: readonly NodeAddress[],
  refusedBelow: number,
): readonly Message[] {
  const [fullest] = measured
    .filter(({ server }) => planned.includes(server))
    .sort((one, other) => one.total - other.total);
  if (fullest === undefined) return [];
  const others = measured.filter(({ server }) => server !== fullest.server);
  const copies = Math.max(0, ...tables.map(({ status, replicaCount }) => (status === 'AVAILABLE' ? replicaCount : 0)));
  // With fewer servers than copies nobody is left who could take one.
  if (others.length < copies) return [];
  const share = (100 - fullest.total) / others.length;
  const filled = others.filter(({ total, least }) => least >= refusedBelow && total - share < refusedBelow);
  return of(filled, (servers) => ({ code: 'space-for-loss', server: fullest.server, servers, percent: refusedBelow }));
}
