import type { Block } from '../../workspace/world/blocks.js';
import { nameOf, type Acting } from './acting.js';
import { Control } from './controls.js';
import { Field } from './fields.js';
import { AlertBlock, PlanBlock, TaskCard } from './progress.js';
import { NotShown, RichText } from './rich-text.js';
import { Link, Mrkdwn, Text } from './text.js';

interface BlockProps<Of extends Block = Block> {
  readonly block: Of;
  readonly acting: Acting;
}
type Kind<Type extends Block['type']> = Extract<Block, { readonly type: Type }>;

/** The blocks of a message or of a view, below each other. */
export function Blocks({ blocks, acting }: { readonly blocks: readonly Block[]; readonly acting: Acting }) {
  return (
    <>
      {blocks.map((block, at) => (
        <BlockOf key={block.block_id ?? at} block={block} acting={acting} />
      ))}
    </>
  );
}

function BlockOf({ block, acting }: BlockProps) {
  switch (block.type) {
    case 'header':
      return (
        <h3 class="block header">
          <Text of={block.text} />
        </h3>
      );
    case 'divider':
      return <hr class="block divider" />;
    case 'section':
      return <Section block={block} acting={acting} />;
    case 'context':
      return (
        <div class="block context">
          {block.elements.map((part, at) =>
            part.type === 'image' ? (
              <Picture key={at} {...part} />
            ) : (
              <span key={at}>
                <Text of={part} />
              </span>
            ),
          )}
        </div>
      );
    case 'actions':
      return (
        <div class="block actions">
          {block.elements.map((element) => (
            <Control key={nameOf(block, element)} element={element} block={block} acting={acting} />
          ))}
        </div>
      );
    case 'image':
      return (
        <div class="block">
          <Picture {...block} />
        </div>
      );
    case 'input':
      return <Input block={block} acting={acting} />;
    case 'markdown':
      return (
        <div class="block">
          <Mrkdwn text={block.text.replace(/\*\*/g, '*')} />
        </div>
      );
    case 'rich_text':
      return (
        <div class="block">
          <RichText elements={block.elements} />
        </div>
      );
    case 'plan':
      return <PlanBlock plan={block} />;
    case 'task_card':
      return (
        <div class="block plan">
          <TaskCard task={block} />
        </div>
      );
    case 'alert':
      return <AlertBlock alert={block} />;
    default:
      // Slack knows more blocks than the workspace takes.
      return <NotShown type={String(Reflect.get(block, 'type'))} />;
  }
}

function Section({ block, acting }: BlockProps<Kind<'section'>>) {
  const { accessory } = block;
  return (
    <div class="block section">
      <div class="grow">
        <Text of={block.text} />
        {block.fields !== undefined && (
          <div class="fields">
            {block.fields.map((field, at) => (
              <div key={at}>
                <Text of={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory !== undefined &&
        (accessory.type === 'image' ? (
          <Picture {...accessory} />
        ) : (
          <Control element={accessory} block={block} acting={acting} />
        ))}
    </div>
  );
}

function Input({ block, acting }: BlockProps<Kind<'input'>>) {
  const fault = acting.form?.faults.value[block.block_id ?? ''];
  return (
    <div class="block field" data-field={block.block_id}>
      <div class="label">
        {block.label.text}
        {block.optional === true && <span class="quiet"> (optional)</span>}
      </div>
      <Field element={block.element} block={block} acting={acting} tells={block.dispatch_action === true} />
      {block.hint !== undefined && <div class="quiet">{block.hint.text}</div>}
      <div class="fault" role="alert">
        {fault}
      </div>
    </div>
  );
}

/** Pictures are elsewhere, and this page loads nothing from elsewhere. */
function Picture({ image_url: address, alt_text: text }: { readonly image_url: string; readonly alt_text: string }) {
  return (
    <Link href={address}>
      <span aria-hidden="true">🖼</span> {text === '' ? 'picture' : text}
    </Link>
  );
}
