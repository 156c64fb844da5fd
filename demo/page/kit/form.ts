import { signal } from '@preact/signals';
import type { Block } from '../../workspace/world/blocks.js';
import type { Fillable } from '../../workspace/world/elements.js';

export type Value = string | readonly string[];
type Values = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/**
 * What stands in the fields of a view. It stays when the bot shows the view anew, as long as there is a field of that
 * name, as Slack keeps it.
 */
export class Form {
  readonly #filled = signal<Values>({});
  /** What is said at a field, by block_id. */
  readonly faults = signal<Readonly<Record<string, string>>>({});

  value(block: Block, element: Fillable): Value {
    return this.#filled.value[block.block_id ?? '']?.[element.action_id ?? ''] ?? initialOf(element);
  }

  fill(block: Block, element: Fillable, value: Value): void {
    const [blockId, actionId] = [block.block_id ?? '', element.action_id ?? ''];
    const all = this.#filled.peek();
    this.#filled.value = { ...all, [blockId]: { ...all[blockId], [actionId]: value } };
  }

  /** Everything in these blocks that holds a value. */
  valuesIn(blocks: readonly Block[]): Values {
    const values: Record<string, Record<string, Value>> = {};
    for (const block of blocks)
      for (const element of fillableIn(block))
        values[block.block_id ?? ''] = {
          ...values[block.block_id ?? ''],
          [element.action_id ?? '']: this.value(block, element),
        };
    return values;
  }
}

function fillableIn(block: Block): readonly Fillable[] {
  const inside =
    block.type === 'input'
      ? [block.element]
      : block.type === 'actions'
        ? block.elements
        : block.type === 'section' && block.accessory !== undefined
          ? [block.accessory]
          : [];
  return inside.flatMap((element) =>
    element.type === 'button' || element.type === 'overflow' || element.type === 'image' ? [] : [element],
  );
}

function initialOf(element: Fillable): Value {
  switch (element.type) {
    case 'plain_text_input':
      return element.initial_value ?? '';
    case 'static_select':
    case 'radio_buttons':
      return element.initial_option?.value ?? '';
    case 'multi_static_select':
    case 'checkboxes':
      return (element.initial_options ?? []).map(({ value }) => value);
    case 'conversations_select':
      return element.initial_conversation ?? '';
  }
}
