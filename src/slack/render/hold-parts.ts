import { assertNever } from '../../lib/assert-never.js';
import { createMasker } from '../../lib/mask.js';
import type { Hold, HoldReason } from '../../roll/hold.js';
import type { NodeAddress } from '../../roll/ids.js';
import { capital, count, cut, listing, moment, quoted, sentenceOf } from '../text.js';
import { addressRuns } from './address-runs.js';
import type { Part } from './parts.js';
import { full, gateBlockWords } from './words.js';

const masked = createMasker([]);

/** A hold in a few words, for titles. */
export function holdTitle(reason: HoldReason): string {
  switch (reason) {
    case 'gate':
      return 'a safety check blocks';
    case 'moves-stalled':
      return 'primaries do not leave the server';
    case 'downgrades-stalled':
      return 'secondaries do not leave the server';
    case 'cannot-drain':
      return 'a partition has nowhere to go';
    case 'close-stalled':
      return 'replicas do not close';
    case 'command-failed':
      return 'a process command failed';
    case 'not-back':
      return 'the process did not come back';
    case 'not-restarted':
      return 'the process was not restarted';
    case 'wrong-version':
      return 'it came back with another version';
    case 'heal-stalled':
      return 'partitions still miss copies';
    case 'started-again':
      return 'a server was started again';
    case 'second-failure':
      return 'a failure while a server was being rolled';
    case 'unlisted':
      return 'the leader does not list the server';
    case 'unreadable':
      return "the cluster can't be read";
    case 'settings-refused':
      return 'a cluster setting cannot be changed';
    case 'meta-not-back':
      return 'a meta server did not come back';
    case 'collector-down':
      return 'a collector is down';
    case 'rebalance-stalled':
      return 'balancing does not end';
    case 'cannot-save':
      return 'the bot cannot save its state';
    case 'internal-error':
      return 'the bot met an error of its own';
    default:
      return assertNever(reason);
  }
}

/** The servers it is about besides the one being rolled. */
export const concerned = ({ node, nodes }: Hold): readonly NodeAddress[] => nodes.filter((address) => address !== node);

/** The same of a hold that stands, as it is now. @param then what follows where its cause is over */
export function heldFor({ reason, overSince, loading }: Hold, then = ''): string {
  if (overSince !== undefined) return `${holdTitle(reason)}; that is over${then}`;
  return loading === true ? 'the process is still loading' : holdTitle(reason);
}

/** What happened, in the words of the hold. */
export const whatHappened = ({ what }: Hold): string => cut(full(sentenceOf(what)), 1500);

/**
 * What happened and what the latest reading shows of it, where one has told. Once its cause is over that comes first,
 * and what happened is told as what it was.
 */
export function standingParts(hold: Hold, waits: string): readonly Part[] {
  const { now, overSince } = hold;
  const happened = whatHappened(hold);
  const shows = now === undefined ? undefined : full(cut(sentenceOf(now), 600));
  if (overSince !== undefined) {
    return [
      {
        kind: 'section',
        text: `${waits}\n*Now:* its cause has been over since ${moment(overSince)}.${shows === undefined ? '' : ` ${shows}`}`,
      },
      { kind: 'section', text: `*As it was when it was held:* ${happened}` },
    ];
  }
  return [
    { kind: 'section', text: `${waits} ${happened}` },
    ...(shows === undefined ? [] : [{ kind: 'section' as const, text: `*Now:* ${shows}` }]),
  ];
}

/** What it is about, what the cluster printed, and what each answer would do. What happened stands before it. */
export function holdParts(hold: Hold, rawLines: number): readonly Part[] {
  const others = concerned(hold);
  const named = [
    ...(hold.node === undefined ? [] : [`*Being rolled:* \`${quoted(hold.node)}\``]),
    ...(others.length === 0 || hold.gates.length > 0 ? [] : [`*Concerned:* ${listing(addressRuns(others), 500)}`]),
    ...(hold.gpids.length === 0 || hold.gates.some(({ gpids }) => gpids.length > 0)
      ? []
      : [`*${count(hold.gpids.length, 'partition')}:* ${listing(hold.gpids, 400)}`]),
    ...hold.gates.map((block) => cut(gateBlockWords(block), 700)),
  ];
  const choices = hold.choices.map(({ choice, does }) => `• *${capital(choice)}:* ${cut(sentenceOf(does), 400)}`);
  return [
    ...(named.length === 0 ? [] : [{ kind: 'section' as const, text: listing(named, 2500, '\n') }]),
    ...rawParts(hold.raw, rawLines),
    ...(choices.length === 0
      ? []
      : [{ kind: 'section' as const, text: `*What you can answer:*\n${listing(choices, 1800, '\n')}` }]),
  ];
}

const looked = 200;

/** The last lines of foreign output, without secrets, in a code block they cannot leave. */
export function rawParts(raw: readonly string[], most: number): readonly Part[] {
  // Looking for secrets takes its time; of very much only the end is looked at.
  const recent = raw
    .slice(-looked)
    .flatMap((line) => line.split('\n'))
    .slice(-looked);
  const lines = masked(recent.map((line) => cut(line, 2_000)).join('\n')).split('\n');
  const last = lines.slice(-most).map((line) => cut(quoted(line), 240));
  if (raw.length === 0 || last.length === 0) return [];
  const before = Math.max(raw.length, lines.length) - last.length;
  return [{ kind: 'code', lines: before === 0 ? last : [`… ${count(before, 'line')} before`, ...last] }];
}
