import { z } from 'zod';

/** What a person presses, chooses from or writes into, with the limits Slack documents. */
export const plain = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most), emoji: z.boolean().optional() });
export const markdown = (most: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(most), verbatim: z.boolean().optional() });
export const either = (most: number) => z.discriminatedUnion('type', [plain(most), markdown(most)]);

const confirm = z.strictObject({
  title: plain(100),
  text: either(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});
const option = z.strictObject({
  text: either(75),
  value: z.string().max(150),
  description: plain(75).optional(),
  url: z.string().max(3000).optional(),
});
export type Option = z.infer<typeof option>;
const optionGroup = z.strictObject({ label: plain(75), options: z.array(option).min(1).max(100) });
const actionId = z.string().min(1).max(255).optional();
const common = { action_id: actionId, confirm: confirm.optional(), focus_on_load: z.boolean().optional() };

export const button = z.strictObject({
  type: z.literal('button'),
  action_id: actionId,
  text: plain(75),
  value: z.string().max(2000).optional(),
  url: z.string().max(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});

interface Choosable {
  readonly options?: readonly Option[] | undefined;
  readonly option_groups?: readonly { readonly options: readonly Option[] }[] | undefined;
  readonly initial_option?: Option | undefined;
  readonly initial_options?: readonly Option[] | undefined;
}

/** Every option of a menu, in groups or not. */
export const optionsOf = (menu: Choosable): readonly Option[] =>
  menu.options ?? menu.option_groups?.flatMap(({ options }) => options) ?? [];

const hasOneKind = (menu: Choosable): boolean => (menu.options === undefined) !== (menu.option_groups === undefined);
/** Slack refuses a choice made beforehand that is not among the options, word for word. */
const offersInitial = (menu: Choosable): boolean =>
  [...(menu.initial_option === undefined ? [] : [menu.initial_option]), ...(menu.initial_options ?? [])].every(
    (chosen) => optionsOf(menu).some(({ value, text }) => value === chosen.value && text.text === chosen.text.text),
  );
const oneKind = { error: 'must have either options or option_groups' };
const offered = { error: 'the initial option is not among the options' };

const choices = {
  options: z.array(option).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
  placeholder: plain(150).optional(),
};
export const staticSelect = z
  .strictObject({ type: z.literal('static_select'), ...common, ...choices, initial_option: option.optional() })
  .refine(hasOneKind, oneKind)
  .refine(offersInitial, offered);
export const multiSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    ...common,
    ...choices,
    initial_options: z.array(option).min(1).optional(),
    max_selected_items: z.int().min(1).optional(),
  })
  .refine(hasOneKind, oneKind)
  .refine(offersInitial, offered);
const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...common,
  placeholder: plain(150).optional(),
  initial_conversation: z.string().optional(),
  default_to_current_conversation: z.boolean().optional(),
  filter: z
    .strictObject({
      include: z
        .array(z.enum(['im', 'mpim', 'private', 'public']))
        .min(1)
        .optional(),
      exclude_bot_users: z.boolean().optional(),
      exclude_external_shared_channels: z.boolean().optional(),
    })
    .optional(),
});
export const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    ...common,
    options: z.array(option).min(1).max(10),
    initial_options: z.array(option).min(1).optional(),
  })
  .refine(offersInitial, offered);
export const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    ...common,
    options: z.array(option).min(1).max(10),
    initial_option: option.optional(),
  })
  .refine(offersInitial, offered);
export const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: actionId,
  options: z.array(option).min(1).max(5),
  confirm: confirm.optional(),
});
const textInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: actionId,
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
  placeholder: plain(150).optional(),
  focus_on_load: z.boolean().optional(),
  dispatch_action_config: z
    .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1) })
    .optional(),
});
export const image = z.strictObject({
  type: z.literal('image'),
  image_url: z.string().max(3000),
  alt_text: z.string().max(2000),
});
/** What may stand in a row of its own, or beside a text. */
export const interactive = z.discriminatedUnion('type', [
  button,
  staticSelect,
  multiSelect,
  overflow,
  checkboxes,
  radioButtons,
]);
/** What may stand in an input block, with a label. */
export const fillable = z.discriminatedUnion('type', [
  textInput,
  staticSelect,
  multiSelect,
  conversationsSelect,
  checkboxes,
  radioButtons,
]);
export type Fillable = z.infer<typeof fillable>;
