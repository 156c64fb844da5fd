import { assertNever } from '../lib/assert-never.js';
import { StoreEnded } from '../store/run-store.js';

/** Why the database did not take what somebody asked for, and what to do about it, for that person. The log has the details. */
export function whyUnwritten(error: unknown): string {
  if (!(error instanceof StoreEnded)) return 'the disk of the bot refuses writes';
  switch (error.kind) {
    case 'taken-over':
      return "another bot has taken over this bot's database, so this one ends. Say it again in a minute, and the other one answers";
    case 'unlocked':
      return "the lock of the bot's database was removed, so the bot ends, to be started anew. Say it again when it is back";
    case 'unknown':
      return "an earlier save failed and could not be taken back, so the bot ends, to be started anew. Say it again when it is back";
    case 'closed':
      return 'the bot is stopping; say it again when it is back';
    default:
      return assertNever(error.kind);
  }
}
