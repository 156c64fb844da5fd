import type { Block, InteractiveElement } from '../../workspace/world/blocks.js';
import type { Fillable } from '../../workspace/world/elements.js';
import type { Form } from './form.js';

export type Element = InteractiveElement | Fillable;

/** What a person did with an element: pressed it, chose from it, or wrote into it and ended with Enter. */
export interface Pressed {
  readonly block: Block;
  readonly element: Element;
  readonly option?: string | readonly string[];
  readonly text?: string;
}

/** What happens where something is pressed, and where what is filled in is kept; in a message nothing is. */
export interface Acting {
  readonly press: (pressed: Pressed) => void;
  readonly form?: Form;
}

/** Names an element within its message or view. */
export const nameOf = (block: Block, element: Element): string => `${block.block_id ?? ''}/${element.action_id ?? ''}`;
