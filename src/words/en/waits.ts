import { formatDuration } from '../../lib/duration.js';
import type { waitMessages } from '../../roll/messages/waits.js';
import type { Sentences } from '../sentences.js';
import { opened, settingOf } from './phrases.js';

/** Each follows "Waits for". */
export const waitSentences: Sentences<keyof typeof waitMessages> = {
  'wait-for-people': () => 'an answer',
  'wait-for-window': () => 'its change window to open',
  'wait-for-resume': () => 'resume or abort',
  'wait-for-start-times': () => 'the start times of all servers',
  'wait-for-start-time': ({ why }, say) => `the start time of its process (${say(why)})`,
  'wait-for-second-reading': () => 'a second reading with every partition full',
  'wait-for-copies': ({ copies, tables }, say) =>
    `${copies} copies to be back${tables === undefined ? '' : say(tables)}`,
  'wait-for-copies-before-stop': ({ copies, tables }, say) =>
    `${copies} copies to be back before it stops here${tables === undefined ? '' : say(tables)}`,
  'wait-to-be-listed': ({ leader, node }) => `the leader ${leader === undefined ? '' : `${leader} `}to list ${node}`,
  'wait-for-agreement': ({ node, counted, shown }) =>
    `two answers of the leader to agree: it counts ${counted} replicas on ${node}, and its partitions show ${shown}`,
  'wait-for-tables': ({ tables }) => `tables that are being changed: ${tables.join(', ')}`,
  'wait-for-moves': ({ primaries }) => `${primaries} primaries to move to other servers`,
  'wait-for-downgrades': ({ replicas }) => `${replicas} replicas to leave their groups`,
  'wait-for-drain': ({ replicas }) => `${replicas} replicas to leave, those it leads included`,
  'wait-for-other-primaries': ({ partitions }) => `${partitions} partitions to get another primary`,
  'wait-for-its-count': ({ why }, say) => `its own count of replicas (${say(why)})`,
  'wait-to-close-uncounted': ({ why, ms }) =>
    `its replicas to close: there is no count of them (${why}), so ${formatDuration(ms)} are waited`,
  'wait-to-close': ({ replicas }) => `${replicas} replicas to close`,
  'wait-to-finish-closing': ({ replicas }) => `${replicas} replicas to finish closing`,
  'wait-for-command': ({ verb, node }) => `the command "${verb}" on ${node}`,
  'wait-for-process': ({ node }) => `${node} to answer`,
  'wait-to-load': ({ node, opened: done, of }) => `${node} to load its replicas${opened(done, of, 'open')}`,
  'wait-for-another-process': () => 'another process than before',
  'wait-to-be-alive': ({ nodes }) => `${nodes.join(', ')} to be ALIVE`,
  'wait-between-metas': ({ ms }) => `${formatDuration(ms)} between metas, so that replica servers keep their heartbeat`,
  'wait-to-be-up': ({ node, why }, say) => `${node} to be up (${say(why)})`,
  'wait-for-soak': ({ ms }) => `the soak time (${formatDuration(ms)}) to pass`,
  'wait-settled': ({ what, forMs }) => `the cluster to stay at rest for ${formatDuration(forMs)} (${what})`,
  'wait-to-settle': ({ what, why }, say) => `the cluster to be at rest (${what}): ${say(why)}`,
  'wait-to-settle-unasked': ({ what }) => `the cluster to be at rest (${what})`,
  'wait-for-setting': ({ act }) => `a setting to take: ${settingOf(act)}`,
  'wait-for-min-live': ({ metas }, say) => `min_live_node_count_for_unfreeze to be back: ${metas.map(say).join('; ')}`,
  'wait-for-last-look': () => 'a last look at the cluster',
  'wait-for-leadership': ({ primaries }) => `${primaries} primaries to move back to the servers that led them before`,
  'wait-for-quiet-balance': () => 'the balance to stay quiet',
  'wait-for-balance': ({ operations }) => `${operations} balance operations`,
  'wait-for-balance-count': () => 'the leader to count its balance operations',
  'wait-for-balance-answer': () => 'the leader to say how many balance operations are left',
};
