import { useState } from 'preact/hooks';
import type { Fillable, Option } from '../../workspace/world/elements.js';
import { nameOf } from './acting.js';
import { labelOf, type FieldProps } from './field-props.js';
import { Text } from './text.js';

type Kind = Extract<Fillable, { readonly type: 'multi_static_select' | 'checkboxes' | 'radio_buttons' }>;
/** With more than these, a person looks for one by its name. */
const fewOptions = 10;

/** Options of which one or several are chosen. */
export function Ticks({ element, block, acting, tells }: FieldProps<Kind>) {
  const [find, setFind] = useState('');
  const one = element.type === 'radio_buttons';
  const many = element.type === 'multi_static_select';
  const chosen = [acting.form?.value(block, element) ?? []].flat();
  const options = optionsOf(element);
  const choose = (option: string, ticked: boolean): void => {
    const kept = options
      .map(({ value }) => value)
      .filter((value) => (value === option ? ticked : chosen.includes(value)));
    const value = one ? option : kept;
    acting.form?.fill(block, element, value);
    if (tells) acting.press({ block, element, option: value });
  };
  const label = labelOf(block, element);
  const shown = options.filter(({ text }) => text.text.toLowerCase().includes(find.toLowerCase()));
  return (
    <div role={one ? 'radiogroup' : 'group'} aria-label={label} data-key={nameOf(block, element)}>
      {many && <p class="quiet">{chosen.length === 0 ? element.placeholder?.text : `${chosen.length} chosen`}</p>}
      {options.length > fewOptions && (
        <input
          type="search"
          class="find"
          placeholder="Find…"
          aria-label={`Find in ${label}`}
          autocomplete="off"
          value={find}
          onInput={(event) => setFind(event.currentTarget.value)}
        />
      )}
      <div class={many ? 'ticks many' : 'ticks'}>
        {shown.map((option) => (
          <label key={option.value} class="tick">
            <input
              type={one ? 'radio' : 'checkbox'}
              name={nameOf(block, element)}
              checked={chosen.includes(option.value)}
              onChange={(event) => choose(option.value, event.currentTarget.checked)}
            />
            <span>
              <Text of={option.text} />
              {option.description !== undefined && <span class="does">{option.description.text}</span>}
            </span>
          </label>
        ))}
      </div>
    </div>
  );
}

const optionsOf = (element: Kind): readonly Option[] =>
  element.options ??
  (element.type === 'multi_static_select' ? (element.option_groups ?? []).flatMap(({ options }) => options) : []);
