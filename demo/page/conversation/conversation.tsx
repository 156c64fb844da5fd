import { useEffect } from 'preact/hooks';
import { openThread, titleOf, type Place } from '../client/place.js';
import { markRead } from '../client/unread.js';
import { channelOf, userOf, visibleIn } from '../client/workspace.js';
import { Guide } from '../guide/guide.js';
import { Composer } from './composer.js';
import { Home } from './home.js';
import { Messages } from './messages.js';
import { Thread } from './thread.js';

/** A channel with its messages and perhaps a thread, or the Home tab. */
export function Conversation({ here }: { readonly here: Place }) {
  const thread = here.kind === 'channel' ? here.thread : undefined;
  return (
    <div class={thread === undefined ? 'conversation' : 'conversation threaded'}>
      <main>
        <header>
          <h2>{titleOf(here)}</h2>
          <span class="members">{here.kind === 'home' ? 'Home' : membersOf(here.id)}</span>
        </header>
        {here.kind === 'home' ? <Home /> : <ChannelMessages id={here.id} shown={here.shown} />}
      </main>
      {here.kind === 'channel' && thread !== undefined && <Thread channel={here.id} ts={thread} />}
    </div>
  );
}

const membersOf = (id: string): string =>
  (channelOf(id)?.members ?? []).map((member) => userOf(member)?.name ?? member).join(', ');

function ChannelMessages({ id, shown }: { readonly id: string; readonly shown: string | undefined }) {
  const visible = visibleIn(id);
  const said = visible.filter(({ thread_ts: thread, broadcast }) => thread === undefined || broadcast === true);
  const reply = visible.find(({ ts, thread_ts: thread }) => ts === shown && thread !== undefined);
  useEffect(() => markRead(id));
  // A link to a reply opens its thread.
  useEffect(() => {
    if (reply?.thread_ts !== undefined && reply.broadcast !== true) openThread(reply.thread_ts);
  }, [reply?.ts]);
  return (
    <>
      {channelOf(id)?.name === 'pegasus' && <Guide channel={id} />}
      <Messages
        key={id}
        label="Messages"
        messages={said}
        openThread={openThread}
        shown={shown}
        empty="Nothing here yet. Try: /pegasus help"
      />
      <Composer key={`composer-${id}`} id="compose" channel={id} label="Message or /pegasus command" button="Send" />
    </>
  );
}
