import { log, progressed, type ActiveRun } from './active.js';
import type { Hold, HoldChoice } from './hold.js';
import type { NodeAddress } from './ids.js';
import type { Observation } from './observation.js';
import type { KnownStart, Progress } from './progress.js';
import { startsNow } from './started-again.js';

/** A server is asked again after this at the earliest. */
const askAgainMs = 10_000;
/** So much longer for each server that there is: all of them together cost at most twenty calls a second. */
const moreForEachMs = 50;
/** So many are asked in one look where nothing is decided. */
const mostALook = 20;

/**
 * Whose start time to read in the next look, besides the server at hand: those that were not asked lately, or did not
 * answer.
 * @param decidedSince since then a decision is prepared that must rest on all of them: each is asked at least once
 * after it. Absent: they are asked in turn, those first that were asked longest ago.
 */
export function whomToAsk(run: ActiveRun, now: number, decidedSince?: number): readonly NodeAddress[] {
  const { starts = [], asked = {} } = run.progress;
  const every = Math.max(askAgainMs, moreForEachMs * starts.length);
  const due = starts
    .map(({ address }) => address)
    .filter((address) => {
      const at = askedAt(run, address);
      return asked[address]?.answers !== true || now - at >= every || (decidedSince !== undefined && at < decidedSince);
    });
  return decidedSince === undefined
    ? [...due].sort((one, other) => askedAt(run, one) - askedAt(run, other)).slice(0, mostALook)
    : due;
}

/** Whether every server was asked since then. What did not answer was asked all the same. */
export const allAsked = (run: ActiveRun, since: number): boolean =>
  (run.progress.starts ?? []).every(({ address }) => askedAt(run, address) >= since);

const askedAt = ({ progress: { asked } }: ActiveRun, address: NodeAddress): number =>
  asked?.[address]?.at ?? Number.NEGATIVE_INFINITY;

/** Servers whose process answered when it was last asked. */
export const answering = ({ progress: { asked = {} } }: ActiveRun): ReadonlySet<string> =>
  new Set(Object.keys(asked).filter((address) => asked[address]?.answers === true));

/**
 * Compares the start times of one reading with those before it. No answer proves nothing; another start time proves
 * another start. A server that the run has stopped and not yet seen back is started by the run.
 */
export function noteStarts(run: ActiveRun, seen: Observation, now: number): ActiveRun {
  const stopped = new Set(run.progress.targets.filter(({ processDown }) => processDown).map(({ address }) => address));
  const known = withNewcomers(run, seen);
  const starts = known.map((server) => afterReading(server, seen, now, stopped.has(server.address)));
  const changed =
    starts.some((server, place) => server !== run.progress.starts?.[place]) ||
    starts.length !== run.progress.starts?.length;
  const noted = progressed(changed ? progressed(run, { starts }) : run, { asked: askedNow(run, seen, now) });
  return told(noted, known, starts, now);
}

/** Nobody needs to be asked about these any more: people go on knowing of them. */
export function acceptStarts<Any extends ActiveRun>(
  run: Any,
  isKnown: (server: KnownStart) => boolean = () => true,
): Any {
  return progressed(run, {
    starts: (run.progress.starts ?? []).map((server) =>
      server.unexpected === undefined || !isKnown(server) ? server : withoutUnexpected(server),
    ),
  });
}

/** Who tries again or leaves a server out has read of the starts; who waits or forces says nothing of them. */
export const acceptsStarts = (choice: HoldChoice): boolean => choice === 'retry' || choice === 'skip';

/**
 * What people know who answer a hold. One for starts has told of all of them. One for servers that were not there has
 * told that they were down, so one start of each is what people waited for; a second one nobody has seen.
 */
export function acceptToldStarts<Any extends ActiveRun>(run: Any, { reason, nodes, gates }: Hold): Any {
  if (reason === 'started-again') return acceptStarts(run);
  const missing = gates
    .filter(({ gate }) => gate === 'nodes-alive' || gate === 'metas-answer')
    .flatMap((gate) => gate.nodes);
  const down = new Set<string>(reason === 'second-failure' ? nodes : missing);
  return down.size === 0
    ? run
    : acceptStarts(run, ({ address, unexpected }) => down.has(address) && unexpected?.times === 1);
}

/**
 * Those of the plan and those that the meta lists. None is ever taken out: it may come back under the name that it had.
 */
function withNewcomers({ plan, progress: { starts = [] } }: ActiveRun, seen: Observation): readonly KnownStart[] {
  const known = new Set(starts.map(({ address }) => address));
  const newcomers: KnownStart[] = [];
  const meet = (role: 'replica' | 'meta', address: NodeAddress): void => {
    if (known.has(address)) return;
    known.add(address);
    newcomers.push({ role, address });
  };
  for (const { role, address } of [...plan.targets, ...plan.skipped]) if (role !== 'collector') meet(role, address);
  for (const { address } of seen.nodes) meet('replica', address);
  for (const address of seen.metas) meet('meta', address);
  return newcomers.length === 0 ? starts : [...starts, ...newcomers];
}

function afterReading(server: KnownStart, seen: Observation, now: number, stoppedByRun: boolean): KnownStart {
  const reading = seen.processes[server.address];
  if (reading?.kind !== 'running' || reading.startedAt === server.startedAt) return server;
  const { startedAt } = reading;
  if (server.startedAt === undefined || stoppedByRun) return { ...server, startedAt };
  return {
    ...server,
    startedAt,
    unexpected: { times: (server.unexpected?.times ?? 0) + 1, since: server.unexpected?.since ?? now, at: now },
  };
}

/** One that the meta has given up counts as silent until it is asked again, which is soon. */
function askedNow(run: ActiveRun, seen: Observation, now: number): NonNullable<Progress['asked']> {
  const before = run.progress.asked ?? {};
  const read = Object.entries(seen.processes).map(
    ([address, { kind }]) => [address, { at: now, answers: kind === 'running' }] as const,
  );
  const dead = seen.nodes.flatMap(({ address, status }) => {
    const last = before[address];
    return status !== 'alive' && last?.answers === true && seen.processes[address] === undefined
      ? [[address, { ...last, answers: false }] as const]
      : [];
  });
  return read.length + dead.length === 0 ? before : { ...before, ...Object.fromEntries([...read, ...dead]) };
}

/**
 * A meta that the run has not rolled holds nothing: a new leader gets its settings, and the gates see one that is down.
 * It is told. So is the first start that no hold is about to tell.
 */
function told(run: ActiveRun, before: readonly KnownStart[], after: readonly KnownStart[], now: number): ActiveRun {
  const rolled = new Set(run.progress.targets.filter(({ state }) => state === 'done').map(({ address }) => address));
  const onlyTold = (server: KnownStart): boolean => server.role === 'meta' && !rolled.has(server.address);
  const anew = after.filter(
    (server, place) => server.unexpected !== undefined && before[place]?.unexpected === undefined,
  );
  const holds = run.status === 'rolling' && run.progress.phase.kind === 'target';
  const toTell = anew.filter((server) => onlyTold(server) || !holds);
  if (toTell.length === 0) return run;
  const kept = progressed(run, {
    starts: after.map((server) => (onlyTold(server) ? withoutUnexpected(server) : server)),
  });
  return log(kept, now, { kind: 'note', message: startsNow(run, toTell) });
}

function withoutUnexpected(server: KnownStart): KnownStart {
  const { unexpected: _told, ...rest } = server;
  return rest;
}
