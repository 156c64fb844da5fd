import { formatDuration } from '../../lib/duration.js';
import type { courseMessages } from '../../roll/messages/course.js';
import type { Sentences } from '../sentences.js';
import { person, putsMinLiveBack } from '../common.js';
import { commands, withNumbers } from './phrases.js';

export const courseSentences: Sentences<keyof typeof courseMessages> = {
  person: ({ user }) => person(user),
  somebody: () => 'somebody',
  'a-request': () => 'request',
  'bot-out-of-touch': () => 'the bot, which had lost touch with people in Slack',
  'bot-was-away': ({ ms }) => `the bot, which was away for ${formatDuration(ms)}`,
  'bot-was-restarted': () => 'the bot, which was restarted',
  'somebody-froze': ({ level }) => `somebody who set the level to ${level} by hand`,
  'paused-by': ({ by }, say) => `paused by ${say(by)}`,
  'paused-by-before-start': ({ by }, say) => `paused by ${say(by)}, before anything was touched`,
  'paused-for-freeze': ({ level }) =>
    `somebody set the level of the meta to ${level} by hand: it moves and repairs nothing. Resume puts ` +
    'it back to steady; until then the run leaves it',
  'paused-outside-window': ({ why, goesOn }, say) =>
    `${say(why)}; ${goesOn ? 'unless somebody pauses it, it goes on by itself then' : 'resume it then'}`,
  'waits-for-resume': ({ because }, say) =>
    `it does not go on by itself when its window opens, because of ${say(because)}; resume it then`,
  'canary-done': ({ node }) => `canary ${node} is done and its partitions are full. Check it, then resume`,
  'not-among-nodes': () => 'not among --nodes',
  'skip-option': () => '--skip',
  'known-dead': () => 'is dead and stays dead (--allow dead-server)',
  'before-from': ({ from }) => `before --from ${from}`,
  'started-since': ({ startedAt, since }) => `started ${startedAt}, not before ${since}`,
  'not-in-rollback': ({ run }) => `not upgraded by run ${run}`,
  'restarted-since-run': ({ run }) => `restarted since run ${run} began with it`,
  'done-in-run': ({ run }) => `restarted by run ${run}`,
  'left-out-of-run': ({ run }) => `left out of run ${run}`,
  'already-on-version': ({ version }) => `already on ${version}`,
  skipped: () => 'skipped',
  'skipped-by': ({ user }) => `skipped by ${person(user)}`,
  'forced-without': () => 'not up; forced to go on without it',
  'cluster-not-configured': () => 'the cluster is no longer in the configuration; its settings were not put back',
  'order-changed': () => 'the order of the servers or the commands have changed',
  'drain-changed': ({ fast }) => `servers are emptied ${fast ? 'by the fast drain' : 'the documented way'} now`,
  'min-live-planned': ({ from, to }) =>
    from === undefined || to === undefined
      ? 'min_live_node_count_for_unfreeze is not lowered any more'
      : `min_live_node_count_for_unfreeze is to be lowered from ${from} to ${to}`,
  'now-to-be-rolled': ({ server }) => `${server} is to be rolled now`,
  'no-longer-to-be-rolled': ({ server }) => `${server} is no longer to be rolled`,
  'version-changed': ({ server, version }) => `${server} runs ${version ?? 'an unknown version'} now`,
  'there-and-left-out': ({ server, why }, say) => `${server} is there now, and left out: ${say(why)}`,
  'not-there-any-more': ({ server }) => `${server} is not there any more`,
  'named-waivers-changed': ({ names }) => `allowed by name to be dead, and dead now: ${names === '' ? 'none' : names}`,
  'waivers-changed': ({ tables, copies }) =>
    `tables rolled with fewer than three copies are now: ${withNumbers(tables, copies) || 'none'}`,
  'all-restored': () => 'every setting is what it was before',
  'left-stopped': ({ nodes }) =>
    `${nodes.join(', ')} ${nodes.length === 1 ? 'was' : 'were'} stopped and not seen back: look at ` +
    `${nodes.length === 1 ? 'it' : 'them'} first`,
  'left-frozen': ({ level }) =>
    `the level of the meta is ${level}, as somebody set it by hand, and was not raised: it moves and ` +
    'repairs nothing. Every other setting is what it was before',
  'left-without-hooks': ({ node, verbs }) =>
    `${commands(verbs)} of the configuration did not succeed or ${verbs.length === 1 ? 'was' : 'were'} not run at ` +
    `${node}: see to it by hand`,
  'left-lowered': ({ metas, was }) =>
    `min_live_node_count_for_unfreeze may still be lowered on ${metas.join(', ')}, unless its process ` +
    `has been restarted: once all servers live, ${putsMinLiveBack(metas, was).join(' and ')}`,
};
