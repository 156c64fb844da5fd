import type { Block } from '../../workspace/world/blocks.js';
import { RichText } from './rich-text.js';
import { Text } from './text.js';

type Plan = Extract<Block, { type: 'plan' }>;
type Task = Extract<Block, { type: 'task_card' }>;
type Alert = Extract<Block, { type: 'alert' }>;

const marks = { pending: '○', in_progress: '◐', complete: '✓', error: '✕' };
const alertMarks = { default: '•', info: 'ℹ️', warning: '⚠️', error: '🚨', success: '✅' };

/** A plan and how far each of its tasks is. */
export function PlanBlock({ plan }: { readonly plan: Plan }) {
  return (
    <details class="block plan" open>
      <summary>{plan.title}</summary>
      <ol class="tasks">
        {(plan.tasks ?? []).map((task) => (
          <li key={task.task_id}>
            <TaskCard task={task} />
          </li>
        ))}
      </ol>
    </details>
  );
}

export function TaskCard({ task }: { readonly task: Task }) {
  const status = task.status ?? 'pending';
  return (
    <div class={`task ${status}`}>
      <span class="mark" role="img" aria-label={status.replace('_', ' ')} title={status.replace('_', ' ')}>
        {marks[status]}
      </span>
      <span class="title">{task.title}</span>
      {[task.details, task.output].map(
        (text, at) =>
          text !== undefined && (
            <div key={at} class="details">
              <RichText elements={text.elements} />
            </div>
          ),
      )}
    </div>
  );
}

export function AlertBlock({ alert }: { readonly alert: Alert }) {
  const level = alert.level ?? 'default';
  return (
    <div class={`block alert ${level}`} role="note">
      <span role="img" aria-label={level}>
        {alertMarks[level]}
      </span>
      <div>
        <Text of={alert.text} />
      </div>
    </div>
  );
}
