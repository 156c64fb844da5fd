import type { types } from '@slack/bolt';
import { inLanguage } from '../language.js';
import { apart } from '../marks.js';

/**
 * The blocks of a form, each a field with a label. Every element's `action_id` is `value` unless it is told at once.
 */

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** A second line below the label. */
  readonly does?: string;
}

const inAGroup = 100;
const longestValue = 150;
const longestLabel = 75;

const plain = (text: string): types.PlainTextElement => ({ type: 'plain_text', text });

interface Labelled {
  readonly label: string;
  readonly blockId: string;
  readonly hint?: string;
}

const input = (
  { label, blockId, hint }: Labelled,
  element: types.InputBlock['element'],
  more: Partial<types.InputBlock> = {},
): types.InputBlock => ({
  type: 'input',
  block_id: blockId,
  label: plain(label),
  element,
  ...(hint === undefined ? {} : { hint: plain(hint) }),
  ...more,
});

export function text(
  field: Labelled & { readonly initial: string | undefined; readonly placeholder: string; readonly most?: number },
): types.InputBlock {
  return input(
    field,
    {
      type: 'plain_text_input',
      action_id: 'value',
      placeholder: plain(field.placeholder),
      ...(field.most === undefined ? {} : { max_length: field.most, multiline: true }),
      ...(field.initial === undefined ? {} : { initial_value: field.initial.slice(0, field.most ?? 3_000) }),
    },
    { optional: true },
  );
}

/** One of many; `tellAtOnce`: the bot hears of it before the form is submitted. */
export function menu(
  field: Labelled & {
    readonly actionId: string;
    readonly options: readonly Choice[];
    readonly initial: string | undefined;
    readonly placeholder: string;
    readonly tellAtOnce: boolean;
  },
): types.InputBlock {
  const initial = field.options.find(({ value }) => value === field.initial);
  return input(
    field,
    {
      type: 'static_select',
      action_id: field.actionId,
      placeholder: plain(field.placeholder),
      ...grouped(field.options),
      ...(initial === undefined ? {} : { initial_option: asOption(initial) }),
    },
    { dispatch_action: field.tellAtOnce },
  );
}

/** Any number of many. */
export function several(
  field: Labelled & {
    readonly options: readonly Choice[];
    readonly initial: readonly string[];
    readonly placeholder: string;
  },
): types.InputBlock {
  const initial = field.options.filter(({ value }) => field.initial.includes(value)).map(asOption);
  return input(
    field,
    {
      type: 'multi_static_select',
      action_id: 'value',
      placeholder: plain(field.placeholder),
      ...grouped(field.options),
      ...(initial.length === 0 ? {} : { initial_options: initial }),
    },
    { optional: true },
  );
}

export function radio(
  field: Labelled & { readonly options: readonly Choice[]; readonly initial: string },
): types.InputBlock {
  const initial = field.options.find(({ value }) => value === field.initial);
  return input(field, {
    type: 'radio_buttons',
    action_id: 'value',
    options: field.options.map(asOption),
    ...(initial === undefined ? {} : { initial_option: asOption(initial) }),
  });
}

export function boxes(
  field: Labelled & {
    readonly options: readonly Choice[];
    readonly initial: readonly string[];
    readonly optional?: boolean;
  },
): types.InputBlock {
  const initial = field.options.filter(({ value }) => field.initial.includes(value)).map(asOption);
  return input(
    field,
    {
      type: 'checkboxes',
      action_id: 'value',
      options: field.options.map(asOption),
      ...(initial.length === 0 ? {} : { initial_options: initial }),
    },
    { optional: field.optional ?? false },
  );
}

export const note = (mrkdwn: string): types.ContextBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: apart(mrkdwn) }],
});

export const warning = (mrkdwn: string): types.SectionBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: apart(`:warning: ${mrkdwn}`) },
});

/** A menu takes 100 options, or 100 groups of 100. */
function grouped(
  options: readonly Choice[],
):
  | { options: types.PlainTextOption[] }
  | { option_groups: { label: types.PlainTextElement; options: types.PlainTextOption[] }[] } {
  const all = options.filter(({ value }) => value.length <= longestValue).map(asOption);
  if (all.length <= inAGroup) return { options: all };
  const groups = Array.from({ length: Math.ceil(all.length / inAGroup) }, (_none, nth) => {
    const first = nth * inAGroup;
    return {
      label: plain(
        inLanguage({
          en: `${first + 1} to ${Math.min(first + inAGroup, all.length)}`,
          zh: `${first + 1} 到 ${Math.min(first + inAGroup, all.length)}`,
        }),
      ),
      options: all.slice(first, first + inAGroup),
    };
  });
  return { option_groups: groups };
}

/** Cut at its beginning: addresses differ at their end. */
const short = (label: string): string =>
  label.length <= longestLabel ? label : `…${label.slice(-(longestLabel - 1))}`;

const asOption = ({ value, label, does }: Choice): types.PlainTextOption => ({
  text: plain(short(label)),
  value,
  ...(does === undefined ? {} : { description: plain(does) }),
});
