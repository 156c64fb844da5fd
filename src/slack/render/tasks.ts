import type { types } from '@slack/bolt';
import { cut } from '../text.js';

/** One of several things that are done one after the other. Texts are mrkdwn. */
export interface Task {
  /** Unique within its message. */
  readonly id: string;
  readonly title: string;
  /** `passed`: left out on purpose. */
  readonly state: 'pending' | 'in-progress' | 'complete' | 'passed' | 'error';
  /** A few words behind the title. */
  readonly note?: string;
}

const signs: Readonly<Record<Task['state'], string>> = {
  pending: ':white_circle:',
  'in-progress': ':large_blue_circle:',
  complete: ':white_check_mark:',
  passed: ':heavy_minus_sign:',
  error: ':x:',
};

const statuses: Readonly<Record<Task['state'], types.TaskCardBlock['status']>> = {
  pending: 'pending',
  'in-progress': 'in_progress',
  complete: 'complete',
  passed: 'complete',
  error: 'error',
};

const longestTitle = 200;

/** A line a task, for a workspace that knows no `plan` block. */
export function taskLines(tasks: readonly Task[]): readonly string[] {
  // Room for a date, which is long before Slack shows it.
  return tasks.map(({ state, title, note }) =>
    cut(
      `${signs[state]} ${state === 'in-progress' ? `*${title}*` : title}${note === undefined ? '' : ` · ${note}`}`,
      longestTitle + 100,
    ),
  );
}

/** A `plan` with a `task_card` for each. Slack takes at most 50, each with an id of its own. */
export function planBlock(title: string, tasks: readonly Task[]): types.PlanBlock {
  return {
    type: 'plan',
    title: cut(plain(title), longestTitle),
    tasks: tasks.slice(0, 50).map(
      (task): types.TaskCardBlock => ({
        type: 'task_card',
        task_id: task.id,
        title: cut(plain(`${task.title}${task.note === undefined ? '' : ` · ${task.note}`}`), longestTitle),
        status: statuses[task.state],
      }),
    ),
  };
}

/** Cards show no mrkdwn: neither code spans nor entities nor dates. */
function plain(mrkdwn: string): string {
  return mrkdwn
    .replace(/<!date\^[^|<>]*\|([^<>]*)>/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
