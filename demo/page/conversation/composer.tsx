import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { say } from '../client/deeds.js';
import { workspace } from '../client/workspace.js';
import { Completion, commandsFor, optionId } from './completion.js';
import type { SlashCommand } from '../protocol.js';

interface ComposerProps {
  readonly id: string;
  readonly channel: string;
  readonly thread?: string;
  readonly label: string;
  readonly button: string;
}

/** What was sent last, to be had again with the arrow up. */
const said: string[] = [];

/** The box to write in: Enter sends, Shift and Enter begins a line. */
export function Composer({ id, channel, thread, label, button }: ComposerProps) {
  const [text, setText] = useState('');
  const [place, setPlace] = useState(0);
  const [dismissed, setDismissed] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (box.current === null) return;
    box.current.style.height = 'auto';
    box.current.style.height = `${box.current.scrollHeight + 2}px`;
  }, [text]);
  const send = async (): Promise<void> => {
    const written = text.trim();
    if (written === '') return;
    said.push(written);
    setText('');
    // What did not go out is not lost.
    if (!(await say({ channel, thread, text: written }))) setText((now) => (now === '' ? written : now));
  };
  const listId = `${id}-commands`;
  const fitting = thread === undefined && !dismissed ? commandsFor(text, workspace.value?.commands ?? []) : [];
  const at = Math.min(place, fitting.length - 1);
  const take = ({ command }: SlashCommand): void => {
    setText(`${command} `);
    box.current?.focus();
  };
  /** Whether the key was for the list of commands. */
  const pressedInList = (event: KeyboardEvent): boolean => {
    const one = fitting[at];
    if (one === undefined) return false;
    if (event.key === 'Escape') setDismissed(true);
    else if (event.key === 'ArrowDown') setPlace((at + 1) % fitting.length);
    else if (event.key === 'ArrowUp') setPlace((at + fitting.length - 1) % fitting.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !text.endsWith(' ') && text !== one.command) take(one);
    else return false;
    event.preventDefault();
    return true;
  };
  const pressed = (event: KeyboardEvent): void => {
    if (pressedInList(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void send();
    } else if (event.key === 'ArrowUp' && text === '') {
      const last = said.at(-1);
      if (last === undefined) return;
      event.preventDefault();
      setText(last);
    }
  };
  return (
    <form
      class="compose"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {fitting.length > 0 && (
        <Completion id={listId} commands={fitting} at={at} app={workspace.value?.bot.name ?? ''} take={take} />
      )}
      <textarea
        ref={box}
        id={id}
        rows={1}
        aria-label={label}
        placeholder={label}
        autocomplete="off"
        spellcheck={false}
        value={text}
        aria-autocomplete="list"
        aria-controls={fitting.length > 0 ? listId : undefined}
        aria-activedescendant={fitting.length > 0 ? optionId(listId, at) : undefined}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setDismissed(false);
        }}
        onKeyDown={pressed}
      />
      <button type="submit" class="primary">
        {button}
      </button>
    </form>
  );
}
