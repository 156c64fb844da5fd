/** A message, and what can be pressed on it. */
export const message = String.raw`
async function press(message, element, block, option) {
  if (element.confirm && !(await confirmed(element.confirm))) return;
  if (element.url) window.open(element.url, '_blank', 'noopener');
  await attempt(async () => {
    const answer = await ask('POST', 'interact', {
      channel: message.channel, messageTs: message.ts, user: me, action: element.action_id, block_id: block.block_id,
      ...(element.type === 'button' && element.value !== undefined && { value: element.value }),
      ...(option !== undefined && { option }),
    });
    tellDelivered('The click', answer.delivered);
  });
}
function confirmed(dialogue) {
  at('confirm-title').textContent = dialogue.title.text;
  at('confirm-text').replaceChildren(...textObject(dialogue.text, world));
  at('confirm-yes').textContent = dialogue.confirm.text;
  at('confirm-yes').className = dialogue.style === 'danger' ? 'danger filled' : 'primary';
  at('confirm-deny').textContent = dialogue.deny.text;
  const box = at('confirm');
  box.returnValue = 'no';
  box.showModal();
  return new Promise((resolve) => box.addEventListener('close', () => resolve(box.returnValue === 'yes'), { once: true }));
}
function openPicker(ts) {
  const other = picking;
  picking = ts;
  if (other !== undefined) redraw(other);
  redraw(ts, 'pick/' + picks[0]);
}
async function toggle(message, name) {
  picking = undefined;
  const mine = message.reactions.find((reaction) => reaction.name === name)?.users.includes(me) === true;
  await attempt(() => ask('POST', 'reaction', { channel: message.channel, ts: message.ts, user: me, name, present: !mine }));
  redraw(message.ts);
}

function face(message) {
  let hue = 0;
  for (const letter of message.user) hue = (hue * 31 + letter.charCodeAt(0)) % 360;
  const node = el('div', { class: 'face', 'aria-hidden': 'true' }, message.bot ? '🐴' : message.user_name[0].toUpperCase());
  node.style.background = message.bot ? '#4a154b' : 'hsl(' + hue + ' 45% 42%)';
  return node;
}
function drawn(message, inThread) {
  const pressed = (element, block, option) => void press(message, element, block, option);
  const when = new Date(Number(message.ts) * 1000);
  const chips = message.reactions.map((reaction) =>
    el('button', {
      type: 'button', class: 'chip', 'aria-pressed': String(reaction.users.includes(me)), 'data-key': 'chip/' + reaction.name,
      title: reaction.user_names.join(', ') + ' reacted with :' + reaction.name + ':',
      'aria-label': reaction.name + ', ' + reaction.count + ': ' + reaction.user_names.join(', '),
      on: { click: () => void toggle(message, reaction.name) },
    }, shownEmoji(reaction.name) + ' ' + reaction.count));
  const adding = picking === message.ts
    ? el('span', { class: 'picker', role: 'group', 'aria-label': 'Add a reaction' }, picks.map((name) =>
        el('button', { type: 'button', title: ':' + name + ':', 'aria-label': name, 'data-key': 'pick/' + name, on: { click: () => void toggle(message, name) } }, shownEmoji(name))))
    : el('button', { type: 'button', class: 'chip add', 'data-key': 'add', 'aria-label': 'Add a reaction', title: 'Add a reaction', on: { click: () => openPicker(message.ts) } }, '☺+');
  const replies = !inThread && !message.ephemeral && el('button', { type: 'button', class: 'answers', 'data-key': 'thread', on: { click: () => openThread(message.thread_ts || message.ts) } },
    message.thread_ts ? 'replied to a thread' : message.reply_count === 0 ? 'Reply' : message.reply_count + (message.reply_count === 1 ? ' reply' : ' replies'));
  return el('li', { class: 'message' + (message.ephemeral ? ' only' : ''), 'data-ts': message.ts },
    face(message),
    el('div', {},
      message.ephemeral ? el('div', { class: 'quiet' }, '👁 Only visible to you') : undefined,
      el('div', { class: 'by' },
        el('b', {}, message.user_name), message.bot ? el('span', { class: 'app' }, 'APP') : undefined,
        el('time', { class: 'when', datetime: when.toISOString(), title: when.toLocaleString() }, when.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hour12: false })),
        message.edits > 0 ? el('span', { class: 'quiet' }, '(edited)') : undefined),
      drawnBody(message, pressed, world),
      message.ephemeral ? undefined : el('div', { class: 'chips' }, chips, adding, replies || undefined, messageMenu(message))));
}
`;
