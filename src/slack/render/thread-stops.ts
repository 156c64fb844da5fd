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
import { inLanguage } from '../language.js';

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
          text: inLanguage({
            en:
              `*${title} was held: ${holdTitle(hold.reason)}.* It had been waiting for an answer since ` +
              `${moment(event.at)}.\n${standing.outcome}\n*As it was when it was held:* ` +
              whatHappened(hold),
            zh:
              `*${title}：曾挂起，` +
              `${holdTitle(hold.reason)}。* 从 ${moment(event.at)}` +
              ` 起等待过答复。\n${standing.outcome}\n*挂起时的情况：* ${whatHappened(hold)}`,
          }),
        },
        ...holdParts({ ...hold, choices: [] }, 20),
      ],
    };
  }
  return {
    parts: [
      {
        kind: 'alert',
        level: 'error',
        text: inLanguage({
          en: `*${title} is held: ${heldFor(hold, ', and it needs an answer')}.*`,
          zh: `*${title}：挂起，${heldFor(hold, '，需要答复')}。*`,
        }),
      },
      // How it changes while its cause stands is shown by the message above.
      ...standingParts(
        hold.overSince === undefined ? withoutNow(hold) : hold,
        inLanguage({
          en: `It has been waiting for an answer since ${moment(event.at)}.`,
          zh: `从 ${moment(event.at)} 起等待答复。`,
        }),
      ),
      ...holdParts(hold, 20),
      {
        kind: 'context',
        text: inLanguage({
          en: `Answer with a button on the message above, or with ${speech.command}.`,
          zh: `点上面那条消息上的按钮，或输入 ${speech.command} 答复。`,
        }),
      },
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
    const rolled = inLanguage({
      en: `:hatched_chick: The first replica server \`${quoted(canary.address)}\` is rolled.`,
      zh: `:hatched_chick: 第一台 replica server \`${quoted(canary.address)}\` 已滚动。`,
    });
    return asking(run, event, {
      open: inLanguage({
        en:
          `${rolled} Look at it, then go on with ${resume} or stop with :${seedName('abort', speech.reactions)}:. ` +
          settings,
        zh: `${rolled} 请检查它，然后用 ${resume} 继续，或用 :${seedName('abort', speech.reactions)}: 停止。${settings}`,
      }),
      over: rolled,
      people: mayAnswer(run, speech),
    });
  }
  const paused = isByPerson(event.why)
    ? capital(words)
    : inLanguage({ en: `Paused: ${words}`, zh: `已暂停：${words}` });
  const why = `:${seedName('pause', speech.reactions)}: ${paused}.`;
  return asking(run, event, {
    open: inLanguage({
      en: `${why} ${settings} To go on: ${resume} or the button Resume.`,
      zh: `${why}${settings}要继续：${resume} 或「恢复」按钮。`,
    }),
    over: why,
    people: involved(run),
  });
}

/** That its change window is open again, and whether it goes on by itself. */
export function windowOpened(run: Run, event: Event<'window-opened'>, speech: Speech): Said {
  const closes =
    event.closesAt === undefined
      ? ''
      : inLanguage({ en: ` It closes ${moment(event.closesAt)}.`, zh: `${moment(event.closesAt)} 关闭。` });
  if (event.goesOn)
    return line(
      inLanguage({
        en: `:calendar: The change window is open again, so it goes on.${closes}`,
        zh: `:calendar: 变更窗口又打开了，任务继续。${closes}`,
      }),
    );
  return asking(run, event, {
    open: inLanguage({
      en:
        `:calendar: The change window is open again.${closes} To go on: :${seedName('resume', speech.reactions)}: ` +
        'or the button Resume.',
      zh: `:calendar: 变更窗口又打开了。${closes}要继续：:${seedName('resume', speech.reactions)}: 或「恢复」按钮。`,
    }),
    over: inLanguage({
      en: ':calendar: The change window was open again, and somebody had to let it go on.',
      zh: ':calendar: 变更窗口又打开了，需要有人让任务继续。',
    }),
    people: mayAnswer(run, speech),
  });
}
