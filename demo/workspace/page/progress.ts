/** How Block Kit's blocks for work that goes on look: plans, their tasks, and alerts. */
export const progress = String.raw`
const marks = { pending: '○', in_progress: '◐', complete: '✓', error: '✕' };
const alertMarks = { default: '•', info: 'ℹ️', warning: '⚠️', error: '🚨', success: '✅' };

function drawnTask(task, world) {
  const state = task.status || 'pending';
  const texts = [task.details, task.output].filter(Boolean).map((text) => el('div', { class: 'details' }, text.elements.map((node) => richText(node, world))));
  return el('li', { class: 'task ' + state },
    el('span', { class: 'mark', title: state, 'aria-label': state.replace('_', ' ') }, marks[state]),
    el('span', { class: 'title' }, task.title),
    texts);
}
function drawnPlan(plan, world) {
  return el('details', { class: 'block plan', open: true }, el('summary', {}, plan.title), el('ol', { class: 'tasks' }, (plan.tasks || []).map((task) => drawnTask(task, world))));
}
function drawnAlert(alert, world) {
  const level = alert.level || 'default';
  return el('div', { class: 'block alert ' + level, role: 'note' }, el('span', { 'aria-label': level }, alertMarks[level]), el('div', {}, ...textObject(alert.text, world)));
}
`;
