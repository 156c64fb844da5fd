import {
  shortName,
  type MetaView,
  type RunView,
  type ServerView,
  type StandingFault,
  type Summary,
} from '../page/cluster-protocol.js';

/** What the words are made of. */
export interface Situation {
  readonly name: string;
  readonly speed: number;
  readonly botUp: boolean;
  readonly servers: readonly ServerView[];
  readonly metas: readonly MetaView[];
  readonly run: RunView | undefined;
  readonly standing: readonly StandingFault[];
  /** How many partitions are in which state. */
  readonly partitions: {
    readonly all: number;
    readonly short: number;
    readonly unwritable: number;
    readonly unreadable: number;
  };
}

const many = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

/** What one sees of the cluster now, and where to look or what to do next; the most pressing of it. */
export function inWords(situation: Situation): Summary {
  return (
    atStandstill(situation) ??
    withoutBot(situation) ??
    withRun(situation) ??
    withFailures(situation) ??
    atRest(situation)
  );
}

function atStandstill({ speed, name }: Situation): Summary | undefined {
  if (speed !== 0) return undefined;
  return {
    sees: `The time of ${name} stands still, and the bot waits with it.`,
    next: 'Look around, or break something; then choose a speed.',
  };
}

function withoutBot(situation: Situation): Summary | undefined {
  const { botUp, name } = situation;
  if (botUp) return undefined;
  return {
    sees: `The bot is gone. ${name} goes on without it. ${condition(situation)}`,
    next: 'It comes back by itself in a few seconds, and goes on with its run, if it had one.',
  };
}

function withRun(situation: Situation): Summary | undefined {
  const { run } = situation;
  if (run === undefined) return undefined;
  if (run.hold !== undefined)
    return {
      sees: `The run is held: ${run.hold.title}. ${condition(situation)}`,
      next:
        situation.standing.length > 0
          ? 'End what you have broken, then answer the run in the conversation.'
          : 'Its message in the conversation says why, and each button what it would do.',
    };
  switch (run.status) {
    case 'awaiting-approval':
      return {
        sees: 'A plan awaits approval. Nothing has been touched.',
        next: 'Approve it in the conversation, as somebody else than who asked for it.',
      };
    case 'paused':
      return {
        sees: 'The run is paused. Its settings stay in force.',
        next: 'Resume it with the reaction ▶ or the button.',
      };
    case 'approved':
    case 'rolling':
    case 'pausing':
    case 'aborting':
      return atWork(situation, run);
    case 'done':
      return (
        withFailures(situation) ?? {
          sees: 'The run is done, and every partition has its copies.',
          next: 'See below what the clients met meanwhile. Then roll again, and break something while it works.',
        }
      );
    default:
      return undefined;
  }
}

function atWork(situation: Situation, run: RunView): Summary {
  const { at } = run;
  if (at === undefined)
    return {
      sees: 'The run sets what the leader is to do, or puts it back.',
      next: 'The settings of the leader stand beside its name.',
    };
  const name = shortName(at.address);
  const server = situation.servers.find(({ address }) => address === at.address);
  const turn = `${run.targets.findIndex(({ address }) => address === at.address) + 1} of ${run.targets.length}`;
  switch (at.step) {
    case 'move-primaries':
      return {
        sees: `${name} (${turn}) hands over what it leads: ${many(server?.primaries ?? 0, 'partition')} left.`,
        next: 'Its row below empties while others fill. No client waits for longer than a moment.',
      };
    case 'downgrade-secondaries':
      return {
        sees:
          `${name} (${turn}) leads nothing. Now its other copies are taken out of service: ` +
          `${server?.secondaries ?? 0} left.`,
        next: 'Partitions turn amber: one copy short, and still read and written.',
      };
    case 'close-replicas':
    case 'flush-log':
    case 'last-look':
      return {
        sees: `${name} (${turn}) is empty, and closes its files, so that it is back soon.`,
        next: 'Its process is stopped next.',
      };
    case 'process':
    case 'await-return':
      return {
        sees: `${name} (${turn}) is being restarted. Nobody misses it: it leads nothing.`,
        next: 'Its version and its uptime change when it is back.',
      };
    case 'heal':
    case 'undrain':
      return {
        sees:
          `${name} (${turn}) is back, and gets its copies: ` +
          `${many(situation.partitions.short, 'partition')} still one short.`,
        next: 'Amber turns blue. The next server is begun when every partition is whole.',
      };
    case 'gates':
      return { sees: `The run looks whether ${name} (${turn}) may be taken.`, next: 'It begins when all is well.' };
    default:
      return { sees: `The run is at ${name} (${turn}).`, next: 'Its message in the conversation says more.' };
  }
}

/** How the cluster is, while people decide. */
function condition({ partitions }: Situation): string {
  const { unreadable, unwritable, short } = partitions;
  if (unreadable > 0) return `${many(unreadable, 'partition')} cannot be read or written.`;
  if (unwritable > 0) return `${many(unwritable, 'partition')} cannot be written.`;
  return short > 0
    ? `${short === 1 ? '1 partition is' : `${short} partitions are`} a copy short; clients are served.`
    : 'Every partition is whole.';
}

function withFailures(situation: Situation): Summary | undefined {
  const gone = situation.servers.filter(({ state }) => state === 'down' || state === 'hung');
  const metas = situation.metas.filter(({ state }) => state === 'down' || state === 'hung');
  const { unreadable, unwritable, short } = situation.partitions;
  const names = gone.map(({ address }) => shortName(address)).join(', ');
  if (unreadable > 0)
    return {
      sees:
        `${names === '' ? 'Something is wrong' : `${names} is gone`}: nobody answers for ` +
        `${many(unreadable, 'partition')}, and clients that want them wait.`,
      next: 'The meta gives a server up 20 to 22 s after it was heard last; then others lead its partitions.',
    };
  if (unwritable > 0)
    return {
      sees: `${many(unwritable, 'partition')} cannot be written: fewer copies serve than a write needs.`,
      next: gone.length > 0 ? `Start ${names} again.` : 'They are read, and take writes when another copy is there.',
    };
  if (gone.length > 0)
    return {
      sees:
        `${names} is gone, and others lead what it led. ` +
        `${short === 1 ? '1 partition has' : `${short} partitions have`} a copy less.`,
      next: 'Start it again on its card. A roll that is asked for now is refused, and says why.',
    };
  if (metas.length > 0)
    return {
      sees:
        `${metas.map(({ address }) => shortName(address)).join(', ')}, a meta server, does not answer. ` +
        'Clients do not notice.',
      next: 'Start it again, or let it answer, on its card.',
    };
  if (!situation.metas.some(({ leads }) => leads))
    return {
      sees: 'No meta leads: nothing is moved or repaired. Clients do not notice.',
      next: 'Another one takes over when the lock of the last leader has run out.',
    };
  if (short > 0)
    return {
      sees: `${short === 1 ? '1 partition has' : `${short} partitions have`} a copy less than there should be.`,
      next: 'The meta has them copied, some at each of its ticks.',
    };
  return undefined;
}

function atRest({ name, servers, partitions }: Situation): Summary {
  return {
    sees: `${name} is well: ${servers.length} servers, ${partitions.all} partitions, each with all its copies.`,
    next: `Type /pegasus roll ${name} in the conversation, and approve it as somebody else.`,
  };
}
