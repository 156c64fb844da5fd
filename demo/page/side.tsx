import { useShortcut } from './client/deeds.js';
import { goTo, place } from './client/place.js';
import { actAs, botIsThere, me, myChannels, people, workspace } from './client/workspace.js';
import { isUnread } from './client/unread.js';
import type { Channel, User } from './protocol.js';

/** Who the page acts as, the channels that this person is in, and the bot. */
export function Side() {
  const state = workspace.value;
  const mine = people.value.find(({ id }) => id === me.value);
  return (
    <nav class="side" aria-label="Workspace">
      <h1>{state?.team.name}</h1>
      <label class="who">
        <span>You are</span>
        <select value={me.value} onChange={(event) => actAs(event.currentTarget.value)}>
          {people.value.map((user) => (
            <option key={user.id} value={user.id}>
              {called(user)}
            </option>
          ))}
        </select>
      </label>
      {mine !== undefined && <p class="role">{mine.real_name}</p>}
      <div class="all-places">
        <h2>Channels</h2>
        <ul class="places">
          {myChannels.value.map((channel) => (
            <li key={channel.id}>
              <ChannelButton channel={channel} />
            </li>
          ))}
        </ul>
        <h2>Apps</h2>
        <ul class="places">
          <li>
            <button type="button" aria-current={place.value?.kind === 'home'} onClick={() => goTo({ kind: 'home' })}>
              <span aria-hidden="true">🐴</span> {state?.bot.name}
            </button>
          </li>
          {globalShortcuts().map((shortcut) => (
            <li key={shortcut.callbackId}>
              <button
                type="button"
                title={`A shortcut of ${state?.bot.name ?? ''}`}
                onClick={() => void useShortcut(shortcut)}
              >
                <span aria-hidden="true">⚡</span> {shortcut.name}
              </button>
            </li>
          ))}
        </ul>
      </div>
      <p class={botIsThere.value ? 'presence on' : 'presence'}>
        {state?.bot.name} {botIsThere.value ? 'is connected' : 'is away'}
      </p>
      <p class="note">A local stand-in for Slack. Nothing leaves this machine, and nothing is kept.</p>
    </nav>
  );
}

const globalShortcuts = () => workspace.value?.shortcuts.filter(({ type }) => type === 'global') ?? [];

const called = ({ name, title }: User): string => (title === '' ? name : `${name} · ${title}`);

function ChannelButton({ channel }: { readonly channel: Channel }) {
  const here = place.value;
  const unread = isUnread(channel.id);
  return (
    <button
      type="button"
      class={unread ? 'unread' : undefined}
      aria-current={here?.kind === 'channel' && here.id === channel.id}
      onClick={() => goTo({ kind: 'channel', id: channel.id })}
    >
      <span aria-hidden="true">{channel.is_im ? '✉' : channel.is_private ? '🔒' : '#'}</span>{' '}
      {channel.is_im ? workspace.value?.bot.name : channel.name}
      {unread && <span class="sr-only"> (unread)</span>}
    </button>
  );
}
