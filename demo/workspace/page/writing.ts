/** The boxes to write in, and what is sent of what they hold. */
export const writing = String.raw`
/** What a person types becomes what Slack sends: mentions by id, and the three signs escaped. */
function encoded(text) {
  const safe = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return safe
    .replace(/(^|[\s(])@([a-z0-9._-]+)/gi, (whole, before, name) => {
      const user = state.users.find((other) => other.name === name);
      const group = state.usergroups.find((other) => other.handle === name);
      return user ? before + '<@' + user.id + '>' : group ? before + '<!subteam^' + group.id + '>' : whole;
    })
    .replace(/(^|[\s(])#([a-z0-9._-]+)/gi, (whole, before, name) => {
      const other = state.channels.find((candidate) => candidate.name === name);
      return other ? before + '<#' + other.id + '|' + other.name + '>' : whole;
    });
}
async function send(box, thread) {
  const text = box.value.trim();
  if (text === '') return;
  const command = /^(\/\S+)\s*([\s\S]*)$/.exec(text);
  if (command && thread) return status('Slash commands cannot be used in a thread.', true);
  said.push(text);
  box.value = '';
  grow(box);
  const sent = await attempt(async () => {
    if (command) {
      const answer = await ask('POST', 'command', { channel, user: me, command: command[1], text: command[2] });
      tellDelivered(command[1], answer.delivered);
    } else await ask('POST', 'message', { channel, user: me, text: encoded(text), ...(thread && { thread_ts: thread }) });
    return true;
  });
  // What did not go out is not lost.
  if (!sent && box.value === '') { box.value = text; grow(box); }
  return undefined;
}
function grow(box) {
  box.style.height = 'auto';
  box.style.height = box.scrollHeight + 2 + 'px';
}
for (const [form, box, thread] of [['compose', 'text', () => undefined], ['answer', 'reply', () => threadTs]]) {
  at(form).addEventListener('submit', (event) => {
    event.preventDefault();
    void send(at(box), thread());
  });
  at(box).addEventListener('input', () => grow(at(box)));
  at(box).addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void send(at(box), thread());
    } else if (event.key === 'ArrowUp' && at(box).value === '' && said.length > 0) {
      event.preventDefault();
      at(box).value = said.at(-1);
      grow(at(box));
    }
  });
}
`;
