import type { Code, Message } from '../roll/message.js';

/** Says a message that is part of another one. */
export type Say = (part: Message) => string;

/** How a language says the messages of one subject. */
export type Sentences<Of extends Code> = {
  readonly [Each in Of]: (message: Message<Each>, say: Say) => string;
};
