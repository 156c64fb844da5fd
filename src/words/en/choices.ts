import type { choiceMessages } from '../../roll/messages/choices.js';
import type { Sentences } from '../sentences.js';
import { quickStarts } from '../common.js';
import { commands } from './phrases.js';

/** What another attempt does to a process that runs. */
const anew = (drains: boolean): string =>
  `begin this server anew${drains ? ' (drain it, and' : ' ('} run the commands again)`;

export const choiceSentences: Sentences<keyof typeof choiceMessages> = {
  'does-check-again': () => 'check again',
  'does-check-from-its-start': () => 'check again from the start of this server',
  'does-release-and-check': () => 'release its replicas, wait until all is full, and check again',
  'does-release-and-drain': () => 'release its replicas, wait until all is full, and drain it again',
  'does-wait-and-drain': () => 'wait until all is full and drain it again',
  'does-look-and-drain': () => 'look again and drain it',
  'does-look-and-begin-anew': () => 'look again, and begin this server anew',
  'does-look-again': () => 'look again; its process was restarted and answers',
  'does-ask-again': () => 'ask again',
  'does-read-again': () => 'read again',
  'does-try-again': () => 'try again',
  'does-wait-for-partitions': () => 'go on waiting for them',
  'does-wait-for-process': () => 'go on waiting for it; no command is run',
  'does-wait-for-another-process': () => 'go on waiting for another process; no command is run',
  'does-wait-to-settle': () => 'go on waiting until the cluster is at rest',
  'does-go-on-unsettled': () => 'begin the next server although the cluster is not at rest',
  'does-balance-on': () => 'go on balancing',
  'does-run-commands': () => 'run its commands again',
  'does-run-commands-while-loading': ({ verbs }) =>
    `run ${commands(verbs)} again although it is loading: it begins its loading anew, and after ` +
    `${quickStarts} quick starts the meta ignores it`,
  'does-look-and-run': ({ verbs }) => `look again, and run ${commands(verbs)} again unless it is back or loading`,
  'does-look-for-restart': ({ drains }) => `look again; unless it has been restarted by then, ${anew(drains)}`,
  'does-look-for-version': ({ wanted, drains }) =>
    `look again; unless it runs ${wanted ?? 'the right one'} by then, ${anew(drains)}`,
  'does-check-and-run-rest': () =>
    'check the server first. If it is down, run the remaining commands; if it still runs, drain and ' +
    'restart it from the beginning',
  'does-begin-running-anew': () => 'begin this server anew: it still runs',
  'does-check-failure': () =>
    'check again; goes on only if every server is ALIVE and every partition can take writes, otherwise holds again',
  'does-accept-starts': () => 'accept these starts and go on; another start holds again',
  'does-go-on-after-error': () => 'go on from what the cluster shows; if the error comes again, it holds again',
  'does-go-on-with-room': () => 'go on; only when there is room on the disk of the bot again',
  'does-skip': ({ node }) => `leave ${node} as it is and go on with the next server`,
  'does-restart-anyway': () => 'restart it all the same',
  'does-accept-few-copies': ({ tables, restarts }) =>
    `${restarts ? 'restart it all the same, and ' : ''}go on in spite of the few copies of ` +
    `${tables.join(', ')}, at this server and for the rest of this run`,
  'does-stop-unclosed': () => 'stop the process all the same; its start replays more log',
  'does-go-on-without': () => 'go on without it',
  'does-run-hook-again': ({ verb, unsure }) =>
    `run "${verb}" again${unsure ? '; it may have done already what it does, so look first' : ''}`,
  'does-go-on-in-spite': ({ verb }) =>
    `go on as if "${verb}" had succeeded at this server; it is not run here any more`,
  'does-accept-version': () => 'accept this version for this server',
  'does-with-second-approver': ({ does }, say) => `${say(does)} (needs a second approver)`,
  'does-abort': ({ left }) =>
    'put the settings back and end the run' +
    (left === undefined ? '' : `; ${left} is left as it is and may be down: check it yourself`),
};
