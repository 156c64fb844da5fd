import * as z from 'zod/mini';
import { ChannelMention, Emoji, GroupMention, Lines, Link, Preformatted, UserMention } from './text.js';

const styles = z.object({
  bold: z.optional(z.boolean()),
  italic: z.optional(z.boolean()),
  strike: z.optional(z.boolean()),
  code: z.optional(z.boolean()),
});
/** A piece of rich text, as far as it is drawn. */
const node = z.object({
  type: z.string(),
  style: z.optional(z.union([z.string(), styles])),
  text: z.optional(z.string()),
  url: z.optional(z.string()),
  name: z.optional(z.string()),
  user_id: z.optional(z.string()),
  usergroup_id: z.optional(z.string()),
  channel_id: z.optional(z.string()),
  get elements() {
    return z.optional(z.array(node));
  },
});
type Node = z.infer<typeof node>;

/** What stands in a `rich_text` block; what is not known there is shown by its type. */
export function RichText({ elements }: { readonly elements: readonly unknown[] }) {
  return (
    <>
      {elements.map((element, at) => {
        const read = node.safeParse(element);
        return read.success ? <NodeOf key={at} of={read.data} /> : <NotShown key={at} type="rich text" />;
      })}
    </>
  );
}

function NodeOf({ of: { type, style, text = '', url = '', name = '', elements = [], ...ids } }: { readonly of: Node }) {
  const inner = elements.map((each, at) => <NodeOf key={at} of={each} />);
  switch (type) {
    case 'text':
      return <Styled text={text} style={typeof style === 'object' ? style : {}} />;
    case 'link':
      return <Link href={url}>{text === '' ? url : text}</Link>;
    case 'emoji':
      return <Emoji name={name} />;
    case 'user':
      return <UserMention id={ids.user_id ?? ''} />;
    case 'usergroup':
      return <GroupMention id={ids.usergroup_id ?? ''} />;
    case 'channel':
      return <ChannelMention id={ids.channel_id ?? ''} />;
    case 'rich_text_section':
      return <>{inner}</>;
    case 'rich_text_preformatted':
      return <Preformatted>{inner}</Preformatted>;
    case 'rich_text_quote':
      return <blockquote>{inner}</blockquote>;
    case 'rich_text_list': {
      const lines = inner.map((line, at) => <li key={at}>{line}</li>);
      return style === 'ordered' ? <ol class="list ordered">{lines}</ol> : <ul class="list">{lines}</ul>;
    }
    default:
      return <NotShown type={type} />;
  }
}

function Styled({ text, style }: { readonly text: string; readonly style: z.infer<typeof styles> }) {
  let shown = <Lines text={text} />;
  if (style.code === true) shown = <code>{shown}</code>;
  if (style.bold === true) shown = <strong>{shown}</strong>;
  if (style.italic === true) shown = <em>{shown}</em>;
  if (style.strike === true) shown = <s>{shown}</s>;
  return shown;
}

/** Something of Block Kit that this page does not draw: said, and not left out. */
export function NotShown({ type }: { readonly type: string }) {
  return <span class="not-shown">Slack would show a {type.replaceAll('_', ' ')} here</span>;
}
