import type { warningMessages } from '../../roll/messages/warnings.js';
import type { Sentences } from '../sentences.js';
import { have, some } from './phrases.js';

export const warningSentences: Sentences<keyof typeof warningMessages> = {
  'black-list-not-told': () =>
    'Whether a server is in the black list of the meta is not known: this leader does not tell. A server in it gets ' +
    'no copies back after its restart.',
  'others-full': ({ servers, percent }) =>
    `${some(servers)} ${have(servers.length)} less than ${percent} % free on a disk and ` +
    `${servers.length === 1 ? 'takes' : 'take'} no copy: what another server has cannot be made anew there.`,
  'space-low': ({ servers, percent }) =>
    `${some(servers)} ${have(servers.length)} less than ${percent} % free on a disk. That does not keep the roll ` +
    'from starting; a disk that runs full meanwhile holds it.',
  'space-for-loss': ({ server, servers, percent }) =>
    `If ${server} stays away for longer than the assign delay, others copy what it had. Then ${some(servers)} would ` +
    `have less than ${percent} % free and take no more (reckoned from free shares, as if all disks were of one ` +
    'size). Make room, or be there to bring it back in time.',
  'space-not-told': ({ servers }) => `How much disk space is free is not known of ${some(servers)}: not told.`,
  'space-unknown': ({ servers, said }) =>
    `How much disk space is free could not be told of ${some(servers)}: ${said}. Look at \`nodes -u\` in the shell.`,
  'tables-duplicated': ({ tables }) =>
    `Duplicated to another cluster: ${some(tables, 10)}. Each time a primary moves its duplication waits ` +
    'for the new one, and catches up after that: the other cluster lags meanwhile. It must be able to take more then.',
  'duplication-not-told': () =>
    'Whether tables are duplicated to another cluster or bulk loaded is not known: neither the shell nor an old ' +
    'server tells. Do not roll while a bulk load runs.',
  'duplication-unknown': () =>
    'Whether tables are duplicated to another cluster is not known: the bot does not ask the shell, and an old ' +
    'server does not tell.',
  'tables-backed-up': ({ tables }) =>
    `Being backed up: ${some(tables, 10)}. Each primary that moves begins its part of the backup anew, so that it ` +
    'ends later and uploads more. If its time matters, approve when it has ended.',
  'backups-unknown': ({ said }) =>
    `Whether a table is being backed up could not be told${said === undefined ? '' : `: ${said}`}.`,
  'bulk-loads-unknown': ({ tables, said }) =>
    `Whether a bulk load runs could not be told of ${some(tables)}: ${said}. Do not roll while one runs.`,
  'bulk-loads-not-asked': ({ tables }) =>
    `There are too many tables to ask each for a bulk load: ${some(tables)} ` +
    `${tables.length === 1 ? 'was' : 'were'} not asked. Do not roll while one runs.`,
};
