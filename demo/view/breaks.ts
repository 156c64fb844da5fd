import type { HoldReason } from '../../src/roll/hold.js';
import { holdTitle } from '../../src/slack/render/hold-parts.js';
import type { BreakOffer } from '../page/cluster-protocol.js';

/** Something that people can break from the page. Each is a fault of `fault.sh`. */
export interface Break extends BreakOffer {
  /** What a run may be held for, if it is held. */
  readonly holds: readonly HoldReason[];
  readonly fault: (address: string) => Readonly<Record<string, unknown>>;
  /** What ends it; absent: it ends by itself, or its server is started again. */
  readonly end?: (address: string) => Readonly<Record<string, unknown>>;
}

/** A hold by the title that it has in the conversation. */
const held = (reason: HoldReason): string => `“${holdTitle(reason)}”`;

/** A lost leader is back after so long, by the cluster's time. */
const metaDownMs = 10_000;
/** Slack is away for so long, by everybody's time. */
const slackAwayMs = 30_000;

export const breaks: readonly Break[] = [
  {
    name: 'kill',
    title: 'Kill it',
    on: 'server',
    follows:
      'Nobody answers for the partitions that it leads until the meta gives it up, 20 to 22 s later; then others lead them. ' +
      `A run that has begun is held: ${held('second-failure')}.`,
    holds: ['second-failure'],
    fault: (address) => ({ kind: 'kill', address }),
  },
  {
    name: 'fail-start',
    title: 'Fail its next start',
    on: 'server',
    follows:
      'Nothing yet. When the run comes to it and has stopped it, the start command fails once, and the run is held: ' +
      `${held('command-failed')}. A server that the run has done already never meets it.`,
    holds: ['command-failed'],
    fault: (address) => ({
      kind: 'command-fails',
      verb: 'start',
      address,
      message: 'Failed to start the server: no space left on device',
    }),
  },
  {
    name: 'crash-loop',
    title: 'Make it crash-loop',
    on: 'server',
    follows:
      'It crashes, is started again after 3 s, crashes 5 s later, and so on. A run is held: ' +
      `${held('second-failure')}, or where it is the server at hand ${held('started-again')}.`,
    ends: 'Let it be',
    holds: ['second-failure', 'started-again'],
    fault: (address) => ({ kind: 'crash-loop', address }),
    end: (address) => ({ kind: 'end-crash-loop', address }),
  },
  {
    name: 'fill-disk',
    title: 'Fill its disk',
    on: 'server',
    follows:
      `4 % stay free, and below 10 % it takes no new copy. A run is held before it begins with this server: ${held('gate')}. ` +
      'One that is at it, or past it, goes on.',
    ends: 'Make room',
    holds: ['gate'],
    fault: (address) => ({ kind: 'leave-free', address, percent: 4 }),
    end: (address) => ({ kind: 'make-room', address }),
  },
  {
    name: 'cut-meta',
    title: 'Cut it off',
    on: 'meta',
    follows:
      'It is there and answers nobody. The thread says so, and the run goes on with the replica servers. ' +
      `Before it restarts another meta it is held: ${held('gate')}.`,
    ends: 'Let it answer',
    holds: ['gate'],
    fault: (address) => ({ kind: 'hang', address }),
    end: (address) => ({ kind: 'unhang', address }),
  },
  {
    name: 'lose-leader',
    title: 'Lose the leader',
    on: 'leader',
    follows:
      'It ends itself, and another meta leads, with the settings of its own configuration file. No hold: the run gives ' +
      'the new leader its settings and goes on. The old one is back after 10 s.',
    holds: [],
    fault: () => ({ kind: 'lose-leader', downMs: metaDownMs }),
  },
  {
    name: 'stall-learning',
    title: 'Stall learning',
    on: 'all',
    follows:
      'No copy gets done any more. The run restarts its server, sees no copy come back for as long as it has patience, ' +
      `and is held: ${held('heal-stalled')}.`,
    ends: 'Let copies go on',
    holds: ['heal-stalled'],
    fault: () => ({ kind: 'stall-learners' }),
    end: () => ({ kind: 'release-learners' }),
  },
  {
    name: 'garble-shell',
    title: 'Garble the shell',
    on: 'all',
    follows:
      'The shell that the bot asks prints noise among its lines. The bot takes nothing for true that it does not ' +
      `understand: a run is held within about ten seconds of yours, ${held('unreadable')}, and shows the lines.`,
    ends: 'Let it print well',
    holds: ['unreadable'],
    fault: () => ({ kind: 'garble-shell', garbled: true }),
    end: () => ({ kind: 'garble-shell', garbled: false }),
  },
  {
    name: 'disconnect-slack',
    title: 'Disconnect Slack',
    on: 'all',
    follows:
      'Slack hangs up and is away for half a minute of yours. No hold: the run goes on, and its message tells the rest ' +
      'when the bot is connected again.',
    holds: [],
    fault: () => ({ kind: 'disconnect-slack', forMs: slackAwayMs }),
  },
  {
    name: 'kill-bot',
    title: 'Kill the bot',
    on: 'all',
    follows:
      'SIGKILL, without a goodbye. It comes back by itself after two seconds, looks at the cluster, and goes on with its ' +
      'run where that was. No hold; the thread says that it was away.',
    holds: [],
    fault: () => ({ kind: 'kill-bot' }),
  },
];

/** As the page is told of them. */
export const offeredBreaks: readonly BreakOffer[] = breaks.map(({ name, title, on, follows, ends }) => ({
  name,
  title,
  on,
  follows,
  ...(ends === undefined ? {} : { ends }),
}));
