import { assertNever } from '../lib/assert-never.js';
import { SaveInDoubt, StoreEnded } from '../store/run-store.js';

/**
 * What to tell somebody who asked for what a save was then refused for: what became of it, why, and what to do about
 * it. The log has the details.
 */
export function unwritten(error: unknown, nothing = 'it could not be written down, so nothing was done'): string {
  if (!(error instanceof SaveInDoubt)) return `${nothing}: ${why(error)}`;
  return 'whether this was done is not known: the disk of the bot failed while it was being written down. The bot ends, to be started anew. When it is back, look with `/pegasus status` before you say it again';
}

function why(error: unknown): string {
  if (!(error instanceof StoreEnded)) return 'the disk of the bot refuses writes';
  switch (error.kind) {
    case 'taken-over':
      return "another bot has taken over this bot's database, so this one ends. Say it again in a minute, and the other one answers";
    case 'unlocked':
      return "the lock of the bot's database was removed, so the bot ends, to be started anew. Say it again when it is back";
    case 'unknown':
      return 'an earlier save failed and could not be taken back, so the bot ends, to be started anew. Say it again when it is back';
    case 'closed':
      return 'the bot is stopping; say it again when it is back';
    default:
      return assertNever(error.kind);
  }
}
