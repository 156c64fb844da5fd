import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { InteractiveElement } from '../../workspace/world/blocks.js';
import { Text } from './text.js';

type Dialogue = NonNullable<Extract<InteractiveElement, { type: 'button' }>['confirm']>;

interface Question {
  readonly dialogue: Dialogue;
  readonly answer: (yes: boolean) => void;
}
const question = signal<Question | undefined>(undefined);

/** Whether the person is sure, asked in a dialogue before them; yes at once where there is nothing to ask. */
export function confirmed(dialogue: Dialogue | undefined): Promise<boolean> {
  if (dialogue === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    question.value = {
      dialogue,
      answer: (yes) => {
        question.value = undefined;
        resolve(yes);
      },
    };
  });
}

/** Stands once in the page, above everything else. */
export function ConfirmDialog() {
  const box = useRef<HTMLDialogElement>(null);
  const asked = question.value;
  useEffect(() => {
    if (asked === undefined) box.current?.close();
    else if (box.current?.open === false) box.current.showModal();
  }, [asked]);
  return (
    <dialog ref={box} class="confirm" aria-labelledby="confirm-title" onCancel={() => asked?.answer(false)}>
      {asked !== undefined && (
        <>
          <h2 id="confirm-title">{asked.dialogue.title.text}</h2>
          <div>
            <Text of={asked.dialogue.text} />
          </div>
          <p class="choices">
            <button type="button" onClick={() => asked.answer(false)}>
              {asked.dialogue.deny.text}
            </button>
            <button
              type="button"
              class={asked.dialogue.style === 'danger' ? 'danger filled' : 'primary'}
              onClick={() => asked.answer(true)}
            >
              {asked.dialogue.confirm.text}
            </button>
          </p>
        </>
      )}
    </dialog>
  );
}
