import type { causeMessages } from '../../roll/messages/causes.js';
import type { Sentences } from '../sentences.js';
import { have, maybeIgnored, notAlive, numbered } from './phrases.js';

const missCopies = (partitions: number): string => numbered(partitions, 'partition misses', 'partitions miss');

/** Each is a clause. */
export const causeSentences: Sentences<keyof typeof causeMessages> = {
  'well-but-for': ({ nodes }) =>
    `every server is ALIVE but for ${nodes.join(', ')}, which may stay dead, and every partition is full`,
  'all-well': () => 'every server is ALIVE and every partition is full',
  'not-alive': ({ nodes }) => notAlive(nodes),
  'miss-copies': ({ partitions }) => `${missCopies(partitions)} copies`,
  writable: ({ others, short }) =>
    `every ${others ? 'other ' : ''}server is ALIVE and every partition can take writes` +
    (short === 0 ? '' : `; ${missCopies(short)} copies`),
  'maybe-ignored': ({ nodes }) => maybeIgnored(nodes).join('; '),
  'not-listed-now': ({ leader, node }) => `the leader ${leader} does not list ${node}`,
  'listed-now': ({ node }) => `the leader lists ${node}`,
  'readable-now': () => 'the cluster can be read again',
  'settings-taken-now': () => 'every setting is as the run needs it',
  'setting-tried-on': ({ why }) => `it goes on trying${why === undefined ? '' : `: ${why}`}`,
  'collector-up-now': ({ node }) => `the collector ${node} is up`,
  'collector-down-now': ({ node, why }) => `the collector ${node} is not up: ${why}`,
  'room-now': () => 'there is room on the disk of the bot again',
  'no-room-now': () => 'there is still no room on the disk of the bot',
  'balanced-now': () => 'the leader wants no balance operation any more',
  'balance-wanted-now': ({ operations }) => `the leader wants ${operations} balance operations`,
  'balance-unsaid-now': () => 'the leader does not say how many balance operations are left',
  'settle-value': ({ value, below }) =>
    `the value is ${value}, and must be ${below === undefined ? '1 (true)' : `below ${below}`}`,
  'settle-unread': ({ why }) => `whether it is cannot be told: ${why}`,
  'checks-pass-now': () => 'every check passes',
  'leads-now': ({ node, partitions }) =>
    `${node} leads ${partitions === 0 ? 'no partition any more' : numbered(partitions, 'partition')}`,
  'holds-now': ({ node, partitions }) =>
    `${node} has replicas of ${partitions === 0 ? 'no partition any more' : numbered(partitions, 'partition')}`,
  'can-drain-now': ({ node }) => `every partition that ${node} leads has a live secondary`,
  'nowhere-to-go-now': ({ node, partitions }) =>
    `${numbered(partitions, 'partition')} that ${node} leads ${have(partitions)} no live secondary`,
  'closing-now': ({ node, serving, opening, closing }) =>
    `the replicas of ${node}: ${serving} serving, ${opening} opening, ${closing} closing`,
  'closed-now': ({ node }) => `${node} holds no replica any more`,
  'runs-now': ({ node, version, startedAt, but }, say) =>
    `${node} runs ${version}, started ${startedAt}${but === undefined ? '' : say(but)}`,
  'same-process': () => ': the same process as before',
  'not-version': ({ wanted }) => `, not ${wanted}`,
  'was-restarted': () => ': it was restarted',
};
