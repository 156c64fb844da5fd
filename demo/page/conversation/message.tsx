import { Component, type ComponentChildren } from 'preact';
import { pressInMessage, react, useShortcut } from '../client/deeds.js';
import { me, workspace } from '../client/workspace.js';
import { Blocks } from '../kit/block.js';
import { shortTime } from '../kit/dates.js';
import { emojiCalled } from '../kit/emoji.js';
import { Menu } from '../kit/menu.js';
import { Mrkdwn } from '../kit/text.js';
import type { Message } from '../protocol.js';
import { Face } from './face.js';

interface RowProps {
  readonly message: Message;
  /** Opens the thread that it begins or stands in; absent within the thread. */
  readonly openThread?: ((ts: string) => void) | undefined;
  /** A link led to it. */
  readonly shown?: boolean;
}

/** A message. Drawn anew only when it is another one: a run edits one message among a hundred. */
export class MessageRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return next.message !== this.props.message || next.shown !== this.props.shown;
  }

  override render({ message, openThread, shown = false }: RowProps) {
    const classes = ['message', message.ephemeral && 'only', shown && 'flash'].filter((name) => name !== false);
    return (
      <li class={classes.join(' ')} data-ts={message.ts}>
        <Face user={message.user} name={message.user_name} bot={message.bot} />
        <div class="said">
          {message.ephemeral && <p class="quiet">👁 Only visible to you</p>}
          <By message={message} />
          <Body message={message} />
          {!message.ephemeral && <Chips message={message} />}
          {openThread !== undefined && !message.ephemeral && <Answers message={message} open={openThread} />}
        </div>
        {!message.ephemeral && <Tools message={message} openThread={openThread} />}
      </li>
    );
  }
}

function By({ message }: { readonly message: Message }) {
  const when = new Date(Number(message.ts) * 1000);
  return (
    <div class="by">
      <b>{message.user_name}</b>
      {message.bot && <span class="app">APP</span>}
      <time class="when" dateTime={when.toISOString()} title={when.toLocaleString()}>
        {shortTime(when)}
      </time>
      {message.edits > 0 && <span class="when">(edited)</span>}
    </div>
  );
}

function Body({ message }: { readonly message: Message }) {
  const acting = { press: (press: Parameters<typeof pressInMessage>[1]) => void pressInMessage(message, press) };
  return (
    <div class="body">
      {message.blocks.length > 0 ? <Blocks blocks={message.blocks} acting={acting} /> : <Mrkdwn text={message.text} />}
      {(message.files ?? []).map((file) => (
        <a key={file.id} class="file" href={file.url} target="_blank" rel="noopener">
          <span aria-hidden="true">📄</span> {file.title}
        </a>
      ))}
    </div>
  );
}

function Chips({ message }: { readonly message: Message }) {
  if (message.reactions.length === 0) return null;
  return (
    <div class="chips">
      {message.reactions.map(({ name, users, user_names: names, count }) => (
        <button
          key={name}
          type="button"
          class="chip"
          aria-pressed={users.includes(me.value)}
          title={`${names.join(', ')} reacted with :${name}:`}
          aria-label={`${name}, ${count}: ${names.join(', ')}`}
          onClick={() => void react(message, name)}
        >
          <span class="emoji">{emojiCalled(name) ?? `:${name}:`}</span> {count}
        </button>
      ))}
    </div>
  );
}

function Answers({ message, open }: { readonly message: Message; readonly open: (ts: string) => void }) {
  const { thread_ts: thread, ts, reply_count: count } = message;
  if (thread === undefined && count === 0) return null;
  return (
    <button type="button" class="answers" onClick={() => open(thread ?? ts)}>
      {thread === undefined ? `${count} ${count === 1 ? 'reply' : 'replies'}` : 'replied to a thread'}
    </button>
  );
}

const picks = ['white_check_mark', 'x', 'double_vertical_bar', 'arrow_forward', 'octagonal_sign', '+1'];

/** What can be done with a message: at its corner, as Slack has it; below it where there is no mouse. */
function Tools({ message, openThread }: Pick<RowProps, 'message' | 'openThread'>) {
  const shortcuts = workspace.value?.shortcuts.filter(({ type }) => type === 'message') ?? [];
  return (
    <div class="tools">
      <Menu
        label="Add a reaction"
        inRow
        items={picks.map((name) => ({
          id: name,
          name: emojiCalled(name),
          label: name.replaceAll('_', ' '),
          choose: () => void react(message, name),
        }))}
      >
        <Icon>☺</Icon>
      </Menu>
      {openThread !== undefined && (
        <button
          type="button"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => openThread(message.thread_ts ?? message.ts)}
        >
          <Icon>↩</Icon>
        </button>
      )}
      {shortcuts.length > 0 && (
        <Menu
          label="More actions"
          items={shortcuts.map((shortcut) => ({
            id: shortcut.callbackId,
            name: shortcut.name,
            choose: () => void useShortcut(shortcut, message),
          }))}
        >
          <Icon>⋯</Icon>
        </Menu>
      )}
    </div>
  );
}

const Icon = ({ children }: { readonly children: ComponentChildren }) => <span aria-hidden="true">{children}</span>;
