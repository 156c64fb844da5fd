import type { Block } from './blocks.js';

export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

export interface Reaction {
  readonly name: string;
  /** User ids, in the order in which they reacted. */
  readonly users: readonly string[];
}

export interface SharedFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly size: number;
}

export interface Message {
  /** Seconds and microseconds, `1700000000.000100`: the message's name within its channel. */
  readonly ts: string;
  /** Channel id. */
  readonly channel: string;
  /** User id of the author. */
  readonly user: string;
  /** Written by the app. */
  readonly byApp: boolean;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly metadata?: Metadata;
  /** The thread it answers in; absent on a message of the channel itself. */
  readonly threadTs?: string;
  /** A reply that also stands in the channel. */
  readonly broadcast: boolean;
  readonly reactions: readonly Reaction[];
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly edits: number;
  readonly files: readonly SharedFile[];
  /** An ephemeral message: the only user who sees it. */
  readonly onlyFor?: string;
}

/** Something that happened in the workspace and that an app may have subscribed to. */
export type Occurrence =
  | { readonly kind: 'posted'; readonly message: Message; readonly at: string }
  | { readonly kind: 'changed'; readonly message: Message; readonly previous: Message; readonly at: string }
  | { readonly kind: 'deleted'; readonly message: Message; readonly at: string }
  | {
      readonly kind: 'reacted' | 'unreacted';
      readonly message: Message;
      readonly user: string;
      readonly name: string;
      readonly at: string;
    }
  | { readonly kind: 'joined' | 'left'; readonly channel: string; readonly user: string; readonly at: string };
