import { assertNever } from '../../../src/lib/assert-never.js';

import type { Fillable, Option } from '../../workspace/world/elements.js';
import { myChannels } from '../client/workspace.js';
import { nameOf } from './acting.js';
import { labelOf, type FieldProps } from './field-props.js';
import { Ticks } from './ticks.js';
import { Text } from './text.js';

type Kind<Type extends Fillable['type']> = Extract<Fillable, { readonly type: Type }>;

/** A field of a form, which keeps its value; or a menu of a message, which keeps none. */
export function Field({ element, ...rest }: FieldProps) {
  switch (element.type) {
    case 'plain_text_input':
      return <TextField element={element} {...rest} />;
    case 'static_select':
      return <Select element={element} {...rest} />;
    case 'conversations_select':
      return <ChannelSelect element={element} {...rest} />;
    case 'multi_static_select':
    case 'checkboxes':
    case 'radio_buttons':
      return <Ticks element={element} {...rest} />;
    default:
      return assertNever(element);
  }
}

function TextField({ element, block, acting, tells }: FieldProps<Kind<'plain_text_input'>>) {
  const common = {
    'data-key': nameOf(block, element),
    value: String(acting.form?.value(block, element) ?? ''),
    maxLength: element.max_length,
    placeholder: element.placeholder?.text,
    'aria-label': labelOf(block, element),
    autocomplete: 'off',
  };
  const fill = (text: string): void => acting.form?.fill(block, element, text);
  if (element.multiline === true)
    return <textarea {...common} rows={3} onInput={(event) => fill(event.currentTarget.value)} />;
  const entered = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.isComposing || !(event.currentTarget instanceof HTMLInputElement)) return;
    event.preventDefault();
    if (tells) acting.press({ block, element, text: event.currentTarget.value });
  };
  return <input {...common} type="text" onInput={(event) => fill(event.currentTarget.value)} onKeyDown={entered} />;
}

function Select({ element, block, acting, tells }: FieldProps<Kind<'static_select'>>) {
  const one = (option: Option) => (
    <option key={option.value} value={option.value}>
      <Text of={{ ...option.text, type: 'plain_text' }} />
    </option>
  );
  const chosen = (event: { readonly currentTarget: HTMLSelectElement }): void => {
    const { value } = event.currentTarget;
    acting.form?.fill(block, element, value);
    if (acting.form === undefined) event.currentTarget.value = '';
    if (tells && value !== '') acting.press({ block, element, option: value });
  };
  return (
    <select
      data-key={nameOf(block, element)}
      aria-label={labelOf(block, element)}
      value={String(acting.form?.value(block, element) ?? '')}
      onChange={chosen}
    >
      <option value="">{element.placeholder?.text ?? 'Choose…'}</option>
      {element.options?.map(one)}
      {element.option_groups?.map((group) => (
        <optgroup key={group.label.text} label={group.label.text}>
          {group.options.map(one)}
        </optgroup>
      ))}
    </select>
  );
}

function ChannelSelect({ element, block, acting, tells }: FieldProps<Kind<'conversations_select'>>) {
  const chosen = (value: string): void => {
    acting.form?.fill(block, element, value);
    if (tells && value !== '') acting.press({ block, element, option: value });
  };
  return (
    <select
      data-key={nameOf(block, element)}
      aria-label={labelOf(block, element)}
      value={String(acting.form?.value(block, element) ?? '')}
      onChange={(event) => chosen(event.currentTarget.value)}
    >
      <option value="">{element.placeholder?.text ?? 'Choose…'}</option>
      {myChannels.value
        .filter(({ is_im }) => !is_im)
        .map(({ id, name }) => (
          <option key={id} value={id}>
            # {name}
          </option>
        ))}
    </select>
  );
}
