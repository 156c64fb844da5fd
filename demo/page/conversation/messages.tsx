import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { me } from '../client/workspace.js';
import type { Message } from '../protocol.js';
import { MessageRow } from './message.js';

interface MessagesProps {
  readonly label: string;
  readonly messages: readonly Message[];
  readonly openThread?: (ts: string) => void;
  /** The ts of the one that a link led to. */
  readonly shown?: string | undefined;
  /** What stands there when nothing was said. */
  readonly empty: ComponentChildren;
}

const nearPx = 80;

/** Messages, the last one at the bottom, and kept in sight as long as nobody has scrolled up. */
export function Messages({ label, messages, openThread, shown, empty }: MessagesProps) {
  const list = useRef<HTMLOListElement>(null);
  const atBottom = useRef(true);
  useLayoutEffect(() => {
    if (atBottom.current && shown === undefined && list.current !== null)
      list.current.scrollTop = list.current.scrollHeight;
  });
  useEffect(() => {
    if (shown !== undefined) list.current?.querySelector(`[data-ts="${shown}"]`)?.scrollIntoView({ block: 'center' });
  }, [shown]);
  const scrolled = (): void => {
    const box = list.current;
    if (box !== null) atBottom.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearPx;
  };
  return (
    <ol ref={list} class="messages" aria-label={label} tabIndex={0} onScroll={scrolled}>
      {messages.length === 0 && <li class="empty">{empty}</li>}
      {messages.map((message) => (
        <MessageRow
          key={`${me.value}/${message.ts}`}
          message={message}
          openThread={openThread}
          shown={message.ts === shown}
        />
      ))}
    </ol>
  );
}
