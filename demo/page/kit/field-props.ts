import type { Block } from '../../workspace/world/blocks.js';
import type { Fillable } from '../../workspace/world/elements.js';
import type { Acting } from './acting.js';

export interface FieldProps<Element extends Fillable = Fillable> {
  readonly element: Element;
  readonly block: Block;
  readonly acting: Acting;
  /** The bot is told at once of what is chosen. */
  readonly tells: boolean;
}
export function labelOf(block: Block, element: Fillable): string {
  if (block.type === 'input') return block.label.text;
  return ('placeholder' in element ? element.placeholder?.text : undefined) ?? 'Choose';
}
