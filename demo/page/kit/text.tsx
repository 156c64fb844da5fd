import type { ComponentChildren } from 'preact';
import { assertNever } from '../../../src/lib/assert-never.js';
import { channelOf, me, userOf, workspace } from '../client/workspace.js';
import { dated } from './dates.js';
import { emojiCalled, withEmoji } from './emoji.js';
import { parseMrkdwn, type Inline, type Part } from './mrkdwn.js';

interface TextObject {
  readonly type: 'plain_text' | 'mrkdwn';
  readonly text: string;
  readonly emoji?: boolean | undefined;
}

/** A text of Block Kit: markup, or plain. */
export function Text({ of: text }: { readonly of: TextObject | undefined }) {
  if (text === undefined) return null;
  if (text.type === 'mrkdwn') return <Mrkdwn text={text.text} />;
  return <Lines text={text.emoji === false ? text.text : withEmoji(text.text)} />;
}

export function Mrkdwn({ text }: { readonly text: string }) {
  return (
    <>
      {parseMrkdwn(text).map((part, at) => (
        <PartOf key={at} part={part} />
      ))}
    </>
  );
}

/** Plain text with its line ends. */
export function Lines({ text }: { readonly text: string }) {
  return <>{text.split('\n').map((line, at) => [at > 0 && <br />, line])}</>;
}

function PartOf({ part }: { readonly part: Part }) {
  switch (part.kind) {
    case 'pre':
      return <Preformatted>{part.text}</Preformatted>;
    case 'quote':
      return <blockquote>{inLines(part.lines)}</blockquote>;
    case 'lines':
      return <>{inLines(part.lines)}</>;
  }
}

/** Wider than the message it is scrolled sideways, by keyboard as well. */
export function Preformatted({ children }: { readonly children: ComponentChildren }) {
  return (
    <pre tabIndex={0} role="region" aria-label="Preformatted text">
      {children}
    </pre>
  );
}

const inLines = (lines: readonly (readonly Inline[])[]) =>
  lines.map((line, at) => [at > 0 && <br />, line.map((piece, place) => <InlineOf key={place} piece={piece} />)]);

function InlineOf({ piece }: { readonly piece: Inline }) {
  const inner = (pieces: readonly Inline[]) => pieces.map((each, at) => <InlineOf key={at} piece={each} />);
  switch (piece.kind) {
    case 'text':
      return <>{piece.text}</>;
    case 'code':
      return <code>{piece.text}</code>;
    case 'strong':
      return <strong>{inner(piece.inner)}</strong>;
    case 'em':
      return <em>{inner(piece.inner)}</em>;
    case 's':
      return <s>{inner(piece.inner)}</s>;
    case 'emoji':
      return <Emoji name={piece.name} />;
    case 'user':
      return <UserMention id={piece.id} label={piece.label} />;
    case 'channel':
      return <Mention>#{channelOf(piece.id)?.name ?? piece.label ?? piece.id}</Mention>;
    case 'group':
      return <GroupMention id={piece.id} label={piece.label} />;
    case 'everyone':
      return <Mention mine>@{piece.name}</Mention>;
    case 'date':
      return <SlackDate {...piece} />;
    case 'link':
      return <Link href={piece.href}>{piece.label}</Link>;
    default:
      return assertNever(piece);
  }
}

export function Emoji({ name }: { readonly name: string }) {
  const shown = emojiCalled(name);
  if (shown === undefined) return <>{`:${name}:`}</>;
  return (
    <span class="emoji" role="img" aria-label={name.replaceAll('_', ' ')} title={`:${name}:`}>
      {shown}
    </span>
  );
}

function Mention({ mine = false, children }: { readonly mine?: boolean; readonly children: ComponentChildren }) {
  return <span class={mine ? 'mention me' : 'mention'}>{children}</span>;
}

export function UserMention({ id, label }: { readonly id: string; readonly label?: string | undefined }) {
  return <Mention mine={id === me.value}>@{userOf(id)?.name ?? label ?? id}</Mention>;
}

export function GroupMention({ id, label }: { readonly id: string; readonly label?: string | undefined }) {
  const group = workspace.value?.usergroups.find((other) => other.id === id);
  const name = group?.handle ?? (label ?? id).replace(/^@/, '');
  return <Mention mine={group?.users.includes(me.value) === true}>@{name}</Mention>;
}

export function ChannelMention({ id }: { readonly id: string }) {
  return <Mention>#{channelOf(id)?.name ?? id}</Mention>;
}

interface DateProps {
  readonly seconds: number;
  readonly pattern: string;
  readonly href?: string;
}

function SlackDate({ seconds, pattern, href }: DateProps) {
  const when = new Date(seconds * 1000);
  const shown = (
    <time dateTime={when.toISOString()} title={when.toLocaleString()}>
      {dated(seconds, pattern, new Date())}
    </time>
  );
  return href === undefined ? shown : <Link href={href}>{shown}</Link>;
}

/** Only addresses that a browser opens; anything else is text. */
export function Link({ href, children }: { readonly href: string; readonly children: ComponentChildren }) {
  if (!/^(https?:|mailto:)/i.test(href)) return <>{children}</>;
  const here = href.startsWith(location.origin);
  return (
    <a href={href} target={here ? '_self' : '_blank'} rel="noopener noreferrer">
      {children}
    </a>
  );
}
