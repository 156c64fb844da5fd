import { formatDuration } from '../../lib/duration.js';
import type { answerMessages } from '../../roll/messages/answers.js';
import type { Sentences } from '../sentences.js';
import { person } from '../common.js';
import { people } from './phrases.js';

export const answerSentences: Sentences<keyof typeof answerMessages> = {
  'action-answered': () => 'that press has been answered already',
  'approval-before-plan': () => 'that approval was given before there was this plan: look at it, then approve it',
  'approval-before-withdrawal': () =>
    'that approval is older than what took it back, so it does not count. Approve again if you still want to',
  'resume-before-pause': () =>
    'that resume is older than this pause, so nothing was done. Resume again if you still want to',
  'answer-before-hold': ({ choice }) =>
    `that ${choice} is older than this hold, so nothing was done. Answer what the message says now`,
  'stop-came-late': ({ stop }) =>
    `that ${stop} came late: people let the run go on since then, so nothing was done. If you still ` +
    `want to, ${stop} it again`,
  'has-ended': ({ how }, say) => `it has ended: ${say(how)}`,
  'rejected-by': ({ user }) => `rejected by ${person(user)}`,
  'expired-unapproved': () => 'expired, as not enough people had approved it in time',
  'aborted-by': ({ by }, say) => `aborted by ${say(by)}`,
  'approved-and-done': ({ by }) => `approved by ${people(by)}, and done`,
  'approved-and-failed': ({ by, why }, say) => `approved by ${people(by)}, and failed: ${say(why)}`,
  'request-expired': () => 'this request has expired: ask for it again',
  'no-approval-of-yours': () => 'there is no approval of yours to take back',
  'approval-taken-back': () => 'your approval is taken back',
  rejected: () => 'rejected',
  'not-begun': () => 'it has not begun: it awaits approval. Reject it to end it',
  'older-plan': () => 'that was an older plan: look at the new one',
  'asked-by-you': () => 'you asked for this run: somebody else must approve it',
  'approved-by-you': () => 'you have approved it already',
  'approved-so-far': ({ have, need }) => `approved: ${have} of ${need}`,
  'approved-begins': () => 'approved: it begins now',
  'approved-begins-later': ({ why }, say) => `approved: it does not begin yet, because ${say(why)}`,
  'already-approved-by': ({ by }) => `already approved by ${people(by)}`,
  'begun-before-withdraw': () =>
    'it was approved and has begun: an approval cannot be taken back now. Pause or abort it instead',
  'begun-before-reject': () => 'it was approved and has begun: abort it to end it',
  'paused-before-start': () => 'paused before anything was touched',
  'only-puts-settings-back': () => 'every server is done: it only puts the settings back, and then ends',
  'leaves-leadership': () => 'no primary is moved back any more: the settings are put back, and the run ends',
  'pauses-at-safe-point': () => 'pausing at the next safe point',
  'already-pausing': ({ by }, say) => `already pausing, asked by ${say(by)}`,
  'paused-already': ({ why }, say) => `it stands already: ${say(why)}`,
  'paused-beyond-window': () => 'paused: it stands until somebody resumes it, also when its window opens',
  'held-already': () => 'it already stands still, held: answer it',
  'being-aborted': () => 'it is being aborted',
  'goes-on': () => 'going on',
  'resume-later': ({ why }, say) =>
    `${say(why)}. Resume it then; or abort it, and ask for the rest with --outside-window "why"`,
  'pause-called-off': () => 'the pause is called off',
  'held-needs-answer': ({ choices }) => `it is held and needs an answer: ${choices.join(', ')}`,
  'not-paused': () => 'it is not paused',
  'not-held': ({ choice }) => `it is not held, so there is nothing to ${choice}`,
  'not-offered': ({ choice, offered }) =>
    `${choice} is ${choice === 'wait' ? 'no answer' : 'not safe'} here; it can be answered with ${offered.join(', ')}`,
  'no-room-yet': () =>
    'there is still no room on the disk of the bot: make room first, and answer again half a minute later',
  'force-noted': () => 'noted: another approver must force it, too',
  'force-takes-another': () => 'you asked for it already: it takes another approver',
  'goes-on-waiting': () => 'going on waiting',
  'tries-again': () => 'trying again',
  forced: () => 'forced',
  'still-pauses': ({ answer, by }, say) =>
    `${say(answer)}; it still pauses at the next safe point, as asked by ${say(by)}`,
  'aborted-before-start': () => 'aborted before anything was touched',
  'settings-back-already': () => 'it is already putting the settings back',
  'already-aborting': ({ by, isYou, againAfterMs }, say) =>
    `already aborting, asked by ${isYou ? 'you' : say(by)}. To leave at once, press Abort on its ` +
    `message, or type the command ${formatDuration(againAfterMs)} after that`,
  'aborts-now': () => 'aborting: the settings are put back now',
  'aborts-after-command': ({ by }, say) =>
    `already aborting, asked by ${say(by)}; a command on the server at hand has to end first`,
  'aborts-once-back': ({ node }) => `aborting: ${node} is seen back first. To leave at once, press Abort again`,
  'rolls-back-once-ended': ({ aborts }, say) =>
    `${say(aborts)}. As soon as it has ended, the plan of its rollback is posted for approval; should that not come, ` +
    'its outcome has a button for it',
  'rollback-not-offered': () =>
    'a run that upgraded a server can be aborted for its rollback while it is held or paused; once it has ended, ' +
    'ask with rollback',
  'way-back-forbidden': ({ rule, what }) =>
    `the run stays as it is: the version rule ${rule} forbids to go back. ${what} Who knows better of this build ` +
    `asks with rollback and --allow version=${rule}`,
  'aborts-once-ended': ({ verb, node }) =>
    `aborting: the command "${verb}" on ${node} has to end first, up to its time limit`,
  'aborts-once-undrained': () => 'aborting: the replicas are given back first. To leave at once, press Abort again',
};
