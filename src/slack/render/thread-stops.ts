import type { Hold } from '../../roll/hold.js';
import type { Run } from '../../roll/run.js';
import { isByPerson, peopleOf } from '../people.js';
import { seedName, type Speech } from '../reactions.js';
import { capital, moment, quoted, sentenceOf } from '../text.js';
import { heldFor, holdParts, holdTitle, standingParts, whatHappened } from './hold-parts.js';
import { involved, mayAnswer } from './people.js';
import { planTitle } from './plan-parts.js';
import { standingOf } from './questions.js';
import { asking, type Event, line, type Said } from './said.js';
import { pausedSettings } from './words.js';

/** That it is held and why; once it went on, what became of it. */
export function held(run: Run, event: Event<'held'>, speech: Speech): Said {
  const standing = standingOf(run, event);
  const hold = standing?.open !== false && run.status === 'held' ? run.hold : event.hold;
  const title = planTitle(run.plan);
  if (standing?.open === false) {
    return {
      parts: [
        {
          kind: 'section',
          text:
            `*${title} was held: ${holdTitle(hold.reason)}.* It had been waiting for an answer since ` +
            `${moment(event.at)}.\n${standing.outcome}\n*As it was when it was held:* ` +
            whatHappened(hold),
        },
        ...holdParts({ ...hold, choices: [] }, 20),
      ],
    };
  }
  return {
    parts: [
      { kind: 'alert', level: 'error', text: `*${title} is held: ${heldFor(hold, ', and it needs an answer')}.*` },
      // How it changes while its cause stands is shown by the message above.
      ...standingParts(
        hold.overSince === undefined ? withoutNow(hold) : hold,
        `It has been waiting for an answer since ${moment(event.at)}.`,
      ),
      ...holdParts(hold, 20),
      { kind: 'context', text: `Answer with a button on the message above, or with ${speech.command}.` },
    ],
    people: mayAnswer(run, speech),
    broadcast: true,
  };
}

function withoutNow({ now: _now, ...hold }: Hold): Hold {
  return hold;
}

/** That it stands, by whom or after its first server, and what to press. */
export function paused(run: Run, event: Event<'paused'>, speech: Speech): Said {
  const resume = `:${seedName('resume', speech.reactions)}:`;
  const words = sentenceOf(event.why, peopleOf(run));
  const settings = pausedSettings(run, event.settingsStayOn);
  const canary = run.log.find(
    (other): other is Event<'canary'> => other.kind === 'canary' && other.seq === event.seq - 1,
  );
  if (canary !== undefined) {
    const rolled = `:hatched_chick: The first replica server \`${quoted(canary.address)}\` is rolled.`;
    return asking(run, event, {
      open:
        `${rolled} Look at it, then go on with ${resume} or stop with :${seedName('abort', speech.reactions)}:. ` +
        settings,
      over: rolled,
      people: mayAnswer(run, speech),
    });
  }
  const why = `:${seedName('pause', speech.reactions)}: ${isByPerson(event.why) ? capital(words) : `Paused: ${words}`}.`;
  return asking(run, event, {
    open: `${why} ${settings} To go on: ${resume} or the button Resume.`,
    over: why,
    people: involved(run),
  });
}

/** That its change window is open again, and whether it goes on by itself. */
export function windowOpened(run: Run, event: Event<'window-opened'>, speech: Speech): Said {
  const closes = event.closesAt === undefined ? '' : ` It closes ${moment(event.closesAt)}.`;
  if (event.goesOn) return line(`:calendar: The change window is open again, so it goes on.${closes}`);
  return asking(run, event, {
    open:
      `:calendar: The change window is open again.${closes} To go on: :${seedName('resume', speech.reactions)}: ` +
      'or the button Resume.',
    over: ':calendar: The change window was open again, and somebody had to let it go on.',
    people: mayAnswer(run, speech),
  });
}
