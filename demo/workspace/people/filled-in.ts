import { ControlFailure } from '../failure.js';
import type { Block, InteractiveElement } from '../world/blocks.js';
import { interactiveElements } from '../world/blocks.js';
import { optionsOf, type Fillable, type Option } from '../world/elements.js';

/** What a person put into the fields of a view: by block_id and action_id a text, an option's value, or several. */
export type Filled = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Field {
  readonly block: Block;
  readonly element: Fillable | InteractiveElement;
}

/** Everything in a view that holds a value: input blocks, and menus and boxes elsewhere. Buttons hold none. */
function fieldsOf(blocks: readonly Block[]): readonly Field[] {
  const loose = interactiveElements(blocks).filter(
    ({ element }) => element.type !== 'button' && element.type !== 'overflow',
  );
  return [
    ...blocks.flatMap((block): Field[] => (block.type === 'input' ? [{ block, element: block.element }] : [])),
    ...loose,
  ];
}

/**
 * `view.state.values` as Slack would send them: what was filled in, and what was chosen beforehand where nothing was.
 * @throws ControlFailure for fields and options that are not there.
 */
export function stateValues(blocks: readonly Block[], filled: Filled): Values {
  const fields = fieldsOf(blocks);
  for (const [block, actions] of Object.entries(filled)) {
    for (const action of Object.keys(actions)) {
      if (!fields.some((field) => field.block.block_id === block && field.element.action_id === action)) {
        throw new ControlFailure(
          `the view has no field ${block}/${action}; it has ${fields.map((field) => `${field.block.block_id ?? ''}/${field.element.action_id ?? ''}`).join(', ')}`,
          404,
        );
      }
    }
  }
  const values: Record<string, Record<string, unknown>> = {};
  for (const { block, element } of fields) {
    const [blockId, actionId] = [block.block_id ?? '', element.action_id ?? ''];
    values[blockId] = { ...values[blockId], [actionId]: stateOf(element, filled[blockId]?.[actionId]) };
  }
  return values;
}

function stateOf(element: Field['element'], given: string | readonly string[] | undefined): unknown {
  const one = typeof given === 'string' ? given : given?.[0];
  switch (element.type) {
    case 'plain_text_input':
      return { type: element.type, value: blankAsNull(given === undefined ? element.initial_value : one) };
    case 'static_select':
    case 'radio_buttons':
      return {
        type: element.type,
        selected_option:
          given === undefined
            ? (element.initial_option ?? null)
            : one === undefined || one === ''
              ? null
              : named(element, one),
      };
    case 'multi_static_select':
    case 'checkboxes': {
      const many = typeof given === 'string' ? given.split(',').filter((each) => each !== '') : given;
      return {
        type: element.type,
        selected_options:
          many === undefined ? (element.initial_options ?? []) : many.map((each) => named(element, each)),
      };
    }
    case 'conversations_select':
      return {
        type: element.type,
        selected_conversation: blankAsNull(given === undefined ? element.initial_conversation : one),
      };
    case 'button':
    case 'overflow':
      return { type: element.type };
  }
}

const blankAsNull = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

export function named(menu: Parameters<typeof optionsOf>[0], value: string): Option {
  const found = optionsOf(menu).find((option) => option.value === value);
  if (found === undefined)
    throw new ControlFailure(
      `choose an option: one of ${optionsOf(menu)
        .map((option) => option.value)
        .join(', ')}`,
    );
  return found;
}

/** What Slack's own window refuses before the app hears of it, by block_id. */
export function incomplete(blocks: readonly Block[], values: Values): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== 'input') continue;
    const state = values[block.block_id ?? '']?.[block.element.action_id ?? ''];
    if (block.optional !== true && isEmpty(state))
      faults[block.block_id ?? ''] = 'Please complete this required field.';
    const most = block.element.type === 'plain_text_input' ? (block.element.max_length ?? 3000) : undefined;
    if (
      most !== undefined &&
      typeof state === 'object' &&
      state !== null &&
      'value' in state &&
      typeof state.value === 'string' &&
      state.value.length > most
    )
      faults[block.block_id ?? ''] = `Must be at most ${most} characters.`;
  }
  return faults;
}

function isEmpty(state: unknown): boolean {
  if (typeof state !== 'object' || state === null) return true;
  return Object.entries(state).every(
    ([key, value]) => key === 'type' || value === null || (Array.isArray(value) && value.length === 0),
  );
}
