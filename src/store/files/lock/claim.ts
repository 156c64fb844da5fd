import type { Clock } from '../../../lib/clock.js';
import { codeOf } from '../../../lib/thrown.js';
import { decode, encode } from '../../codec/document.js';
import type { Files } from '../../../lib/files.js';
import { exists, factsIfThere, ifThere, removeQuietly } from '../../../lib/durable-write.js';
import type { Holder } from './holder.js';
import { holderKind, holderSchema, lifeOf, thisProcess } from './holder.js';

/** How often a holder shows that it lives. */
export const heartbeatMs = 5_000;
/** A holder that cannot be seen from here and has not stirred for so long is dead. */
const silenceMs = 60_000;

export type Claim = { readonly kind: 'ours' } | { readonly kind: 'held'; readonly by: Holder };

/**
 * A lock file that is not what was written: only a person can tell whether it is in use. `fault` is a clause that
 * follows the file's name.
 */
export class UnreadableLock extends Error {
  constructor(
    readonly path: string,
    readonly fault: string,
  ) {
    super(`${path} ${fault}`);
  }
}

export interface Claimant {
  readonly files: Files;
  readonly clock: Clock;
  readonly lock: string;
  readonly us: Holder;
  /** A file with `us` in it, complete and on disk: every claim is one more name for it. */
  readonly card: string;
  /** Told once when a holder has to be watched for a while. */
  readonly watching: (holder: Holder) => void;
  /** Nobody waits any more for a holder that is being watched: it counts as alive. */
  readonly signal?: AbortSignal;
}

/** A name that is taken, and gone when it is looked at, so often in a row is not somebody's who comes and goes. */
const mostVanished = 100;

/** The right to replace or remove the lock of the holder with this token; itself a lock, claimed in the same way. */
export const successionOf = (lock: string, token: string): string => `${lock}.after-${token}`;

/**
 * Makes `name` a name of our card, if nobody who lives has it.
 *
 * Giving a file another name is atomic and fails when the name is taken: so a free name has one winner.
 * A dead holder's name cannot just be removed, because two that saw it dead could each remove the
 * other's claim. Whoever wants to replace the holder T first claims the name `after-T` (if its holder is
 * dead, in the same way), and then looks whether T is still there: as only the holder of `after-T` may
 * replace T, nobody else will.
 *
 * @throws UnreadableLock
 */
export async function claim(claimant: Claimant, name: string): Promise<Claim> {
  const { files, lock, us, card } = claimant;
  let vanished = 0;
  for (;;) {
    if (await giveName(files, card, name)) return { kind: 'ours' };
    const holder = await readHolder(files, name);
    if (holder === undefined) {
      vanished += 1;
      if (vanished > mostVanished) throw new UnreadableLock(name, 'is a name that leads nowhere');
      continue;
    }
    vanished = 0;
    if (!(await isDead(claimant, holder, name))) {
      if ((await readHolder(files, name))?.token !== holder.token) continue;
      return { kind: 'held', by: holder };
    }
    const succession = successionOf(lock, holder.token);
    const claimed = await claim(claimant, succession);
    if (claimed.kind === 'held') return claimed;
    try {
      if ((await readHolder(files, name))?.token !== holder.token) continue;
      const spare = `${lock}.${us.token}.spare`;
      await files.link(card, spare);
      await files.rename(spare, name);
      return { kind: 'ours' };
    } finally {
      await removeQuietly(files, succession);
    }
  }
}

/** Who has that name; undefined when nobody has. */
export async function readHolder(files: Files, name: string): Promise<Holder | undefined> {
  const bytes = await ifThere(files.read(name));
  if (bytes === undefined) return undefined;
  const text = bytes.toString('utf8');
  const decoded = decode(holderKind, text);
  if (decoded.ok) return decoded.value;
  const bare = readBare(text);
  if (bare !== undefined) return bare;
  throw new UnreadableLock(name, decoded.failure.fault);
}

/**
 * Whether nobody who lives, as far as can be seen from here, holds the lock. For a process that cannot even claim it.
 */
export async function isAbandoned(files: Files, lock: string, clock: Clock): Promise<boolean> {
  const holder = await readHolder(files, lock).catch(() => undefined);
  if (holder === undefined) return !(await exists(files, lock));
  return lifeOf(holder, thisProcess('', clock.now())) === 'dead';
}

/** What a lock file or a claim says. */
export const cardOf = (holder: Holder): Buffer => Buffer.from(`${encode(holderKind, holder)}\n`);

/** A lock that a bot left which did not write checksums yet. */
function readBare(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function giveName(files: Files, card: string, name: string): Promise<boolean> {
  try {
    await files.link(card, name);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function isDead(claimant: Claimant, holder: Holder, name: string): Promise<boolean> {
  switch (lifeOf(holder, claimant.us)) {
    case 'alive':
      return false;
    case 'dead':
      return true;
    case 'unknown':
      return await staysSilent(claimant, holder, name);
  }
}

/**
 * Watches the heartbeat of a holder elsewhere. Two beats must be missed before our eyes however old the last one looks:
 * the clocks of two machines differ. How long it was watched is counted in waits, because the time of day can jump
 * while it is.
 */
async function staysSilent(
  { files, clock, watching, signal }: Claimant,
  holder: Holder,
  name: string,
): Promise<boolean> {
  const first = await factsIfThere(files, name);
  if (first === undefined) return false;
  watching(holder);
  for (let watched = heartbeatMs; ; watched += heartbeatMs) {
    await clock.sleep(heartbeatMs, signal);
    if (signal?.aborted === true) return false;
    const facts = await factsIfThere(files, name);
    if (facts?.identity !== first.identity || facts.touchedAt !== first.touchedAt) return false;
    if (watched >= silenceMs || (watched > 2 * heartbeatMs && clock.now() - facts.touchedAt >= silenceMs)) return true;
  }
}
