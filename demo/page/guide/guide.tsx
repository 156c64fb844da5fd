import { computed, signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { pressInMessage, say } from '../client/deeds.js';
import { actAs, people, visibleIn } from '../client/workspace.js';
import { shortName } from '../cluster-protocol.js';
import { breakIt, run, servers, startServer } from '../cluster/state.js';
import { deadServer, toKill } from './break-step.js';
import { buttonOf, runNow, type Phase, type RunNow } from './run-now.js';

const folded = signal(sessionStorage.getItem('guide') === 'folded');

function fold(now: boolean): void {
  folded.value = now;
  sessionStorage.setItem('guide', now ? 'folded' : 'open');
}

/** The page acts as this person from now on. */
function become(name: string): void {
  const user = people.value.find((person) => person.name === name);
  if (user !== undefined) actAs(user.id);
}

interface Step {
  readonly title: string;
  readonly text: (phase: Phase) => ComponentChildren;
  /** In which phases of the run it is over, and in which it can be done. */
  readonly over: readonly Phase[];
  readonly now: readonly Phase[];
  readonly button: (run: RunNow) => { readonly name: string; readonly press: () => void } | undefined;
}

const dead = computed(() => deadServer(servers.value, run.value));

function BreakText({ phase }: { readonly phase: Phase }) {
  if (dead.value !== undefined)
    return <>The bot stops and says which. Start the server again, wait until its copies are back, then press Retry.</>;
  switch (phase) {
    case 'held':
      return run.value?.hold?.reason === 'second-failure' ? (
        <>Every server is started again. Wait until the copies are back, then press Retry.</>
      ) : (
        <>The run is held. Its message says why, and what each of its buttons does.</>
      );
    case 'paused':
      return <>The run is paused. Press Resume, then kill a server that is not being rolled.</>;
    default:
      return (
        <>Each step is told in the thread. Kill a server that is not being rolled, and see what the bot makes of it.</>
      );
  }
}

const command = '/pegasus roll cluster-x';

const steps = (channel: string): readonly Step[] => [
  {
    title: 'Ask for a restart',
    text: () => (
      <>
        Anybody may ask. Type <code>{command}</code>, or let alice do it.
      </>
    ),
    over: ['awaiting', 'rolling', 'paused', 'held'],
    now: ['none', 'ended'],
    button: () => ({
      name: 'Ask as alice',
      press: () => {
        become('alice');
        void say({ channel, text: command });
      },
    }),
  },
  {
    title: 'Approve it',
    text: () => 'Somebody else has to: read it, then press Approve or react with ✅.',
    over: ['rolling', 'paused', 'held'],
    now: ['awaiting'],
    button: ({ message }) => {
      const button = message === undefined ? undefined : buttonOf(message, 'pegasus_approve');
      if (message === undefined || button === undefined) return undefined;
      return {
        name: 'Approve as bob',
        press: () => {
          become('bob');
          void pressInMessage(message, button);
        },
      };
    },
  },
  {
    title: 'Break it',
    text: (phase) => <BreakText phase={phase} />,
    over: [],
    now: ['rolling', 'paused', 'held'],
    button: ({ phase }) => {
      if (dead.value !== undefined) {
        const { address } = dead.value;
        return { name: `Start ${shortName(address)} again`, press: () => void startServer(address) };
      }
      const victim = toKill(servers.value, run.value);
      if (phase !== 'rolling' || victim === undefined) return undefined;
      return { name: `Kill ${shortName(victim.address)}`, press: () => void breakIt('kill', victim.address) };
    },
  },
];

/** Three things to try, for somebody who opens the page for the first time. */
export function Guide({ channel }: { readonly channel: string }) {
  const present = runNow(visibleIn(channel));
  if (folded.value)
    return (
      <p class="guide folded">
        <button type="button" class="plain" onClick={() => fold(false)}>
          Three things to try
        </button>
      </p>
    );
  const all = steps(channel);
  const now = all.find((step) => step.now.includes(present.phase));
  const button = now?.button(present);
  return (
    <section class="guide" aria-labelledby="guide-title">
      <h3 id="guide-title">Three things to try</h3>
      <button type="button" class="plain" aria-label="Fold the three things to try" onClick={() => fold(true)}>
        ✕
      </button>
      <ol>
        {all.map((step, at) => (
          <StepTitle key={step.title} step={step} number={at + 1} phase={present.phase} />
        ))}
      </ol>
      {now !== undefined && (
        <div class="now">
          <p>{now.text(present.phase)}</p>
          {button !== undefined && (
            <button type="button" class="primary" onClick={button.press}>
              {button.name}
            </button>
          )}
        </div>
      )}
      <p class="quiet">
        You may be anybody here: choose at the top left. Guests and people of other companies can only read.
      </p>
    </section>
  );
}

function StepTitle({ step, number, phase }: { readonly step: Step; readonly number: number; readonly phase: Phase }) {
  const over = step.over.includes(phase);
  return (
    <li class={over ? 'step over' : 'step'} aria-current={step.now.includes(phase) ? 'step' : undefined}>
      <span class="number" aria-hidden="true">
        {over ? '✓' : number}
      </span>
      {step.title}
      {over && <span class="sr-only"> (done)</span>}
    </li>
  );
}
