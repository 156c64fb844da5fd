import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { close, pressInView, submit } from '../client/deeds.js';
import { me, views } from '../client/workspace.js';
import { Blocks } from '../kit/block.js';
import { Form } from '../kit/form.js';

/** The window that the bot has opened before this person, if there is one. */
export function Modal() {
  const view = [...views.value.values()].find((each) => each.type === 'modal' && each.user === me.value);
  const id = view?.id;
  const box = useRef<HTMLDialogElement>(null);
  const form = useMemo(() => new Form(), [id]);
  const [trouble, setTrouble] = useState('');
  const [sending, setSending] = useState(false);
  useEffect(() => {
    setTrouble('');
    setSending(false);
    if (id === undefined) box.current?.close();
    else if (box.current?.open === false) {
      box.current.showModal();
      box.current.querySelector<HTMLElement>('.blocks :is(input, select, textarea)')?.focus();
    }
  }, [id]);
  if (view?.type !== 'modal') return <dialog ref={box} class="modal" />;
  const dismiss = (event: Event): void => {
    event.preventDefault();
    void close(view);
  };
  const send = async (): Promise<void> => {
    setSending(true);
    setTrouble(await submit(view, form));
    setSending(false);
    const faulty = box.current?.querySelector<HTMLElement>('.fault:not(:empty)');
    faulty?.scrollIntoView({ block: 'center' });
  };
  return (
    <dialog ref={box} class="modal" aria-labelledby="modal-title" onCancel={dismiss}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <header>
          <h2 id="modal-title">{view.title.text}</h2>
          <button type="button" class="plain" aria-label="Close" onClick={dismiss}>
            ✕
          </button>
        </header>
        <div class="blocks">
          <Blocks blocks={view.blocks} acting={{ form, press: (press) => void pressInView(view, form, press) }} />
        </div>
        <p class="fault" role="alert">
          {trouble}
        </p>
        <p class="choices">
          <button type="button" onClick={dismiss}>
            {view.close?.text ?? 'Close'}
          </button>
          {view.submit !== undefined && (
            <button type="submit" class="primary" disabled={sending}>
              {view.submit.text}
            </button>
          )}
        </p>
      </form>
    </dialog>
  );
}
