import { useEffect } from 'preact/hooks';
import { closeThread } from '../client/place.js';
import { visibleIn } from '../client/workspace.js';
import { Composer } from './composer.js';
import { Messages } from './messages.js';

/** A message and the replies to it. */
export function Thread({ channel, ts }: { readonly channel: string; readonly ts: string }) {
  const said = visibleIn(channel).filter((message) => message.ts === ts || message.thread_ts === ts);
  useEffect(() => document.getElementById('reply')?.focus(), [ts]);
  return (
    <aside class="thread" aria-label="Thread">
      <header>
        <h2>Thread</h2>
        <button type="button" class="plain" aria-label="Close the thread" onClick={closeThread}>
          ✕
        </button>
      </header>
      <Messages key={ts} label="Messages of the thread" messages={said} empty="This thread is gone." />
      <Composer id="reply" channel={channel} thread={ts} label="Reply" button="Reply" />
    </aside>
  );
}
