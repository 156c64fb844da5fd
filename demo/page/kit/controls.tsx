import { assertNever } from '../../../src/lib/assert-never.js';
import type { Block, InteractiveElement } from '../../workspace/world/blocks.js';
import { nameOf, type Acting } from './acting.js';
import { withEmoji } from './emoji.js';
import { Field } from './fields.js';
import { Menu } from './menu.js';
import { NotShown } from './rich-text.js';
import { Text } from './text.js';

interface ControlProps {
  readonly element: InteractiveElement;
  readonly block: Block;
  readonly acting: Acting;
}

/** What is pressed or chosen from beside a text or in a row of its own. */
export function Control({ element, block, acting }: ControlProps) {
  switch (element.type) {
    case 'button':
      return (
        <button
          type="button"
          class={element.style}
          data-key={nameOf(block, element)}
          aria-label={element.accessibility_label}
          onClick={() => acting.press({ block, element })}
        >
          {withEmoji(element.text.text)}
        </button>
      );
    case 'overflow':
      return (
        <Menu
          label="More"
          class="overflow"
          items={element.options.map((option) => ({
            id: option.value,
            name: <Text of={option.text} />,
            choose: () => acting.press({ block, element, option: option.value }),
          }))}
        >
          ⋯
        </Menu>
      );
    case 'static_select':
    case 'multi_static_select':
    case 'checkboxes':
    case 'radio_buttons':
      return acting.form === undefined && element.type !== 'static_select' ? (
        <NotShown type={element.type} />
      ) : (
        <Field element={element} block={block} acting={acting} tells />
      );
    default:
      return assertNever(element);
  }
}
