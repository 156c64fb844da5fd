/** Which channel and which thread are shown, and what stands in them. */
export const rooms = String.raw`
const visible = (message) => !message.ephemeral || message.visible_to === me;
const inChannel = (message) => visible(message) && (!message.thread_ts || message.broadcast);
const inThread = (message) => visible(message) && (message.ts === threadTs || message.thread_ts === threadTs);
function fill(list, messages, threaded, empty) {
  list.replaceChildren(...(messages.length > 0 ? messages.map((message) => drawn(message, threaded)) : [el('li', { class: 'empty' }, empty)]));
}
const sorted = () => [...(channels.get(channel)?.values() || [])].sort((left, right) => (left.ts < right.ts ? -1 : 1));
function keepingBottom(list, change) {
  const atBottom = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  change();
  if (atBottom) list.scrollTop = list.scrollHeight;
}
function drawChannel() {
  const here = state.channels.find((other) => other.id === channel);
  at('title').textContent = (here.is_private ? '🔒 ' : '# ') + here.name;
  at('members').textContent = here.members.map((id) => world.userName(id) || id).join(', ');
  at('text').placeholder = 'Message or /pegasus command';
  fill(at('messages'), sorted().filter(inChannel), false, 'Nothing here yet. Try: /pegasus help');
  at('messages').scrollTop = at('messages').scrollHeight;
  drawThread();
}
function drawThread() {
  at('thread').hidden = threadTs === undefined;
  at('shell').classList.toggle('threaded', threadTs !== undefined);
  if (threadTs === undefined) return;
  fill(at('replies'), sorted().filter(inThread), true, 'This thread is gone.');
  at('replies').scrollTop = at('replies').scrollHeight;
}
/** Redraws one message where it stands, and gives the keyboard focus back to what had it. */
function redraw(ts, focus) {
  const message = channels.get(channel)?.get(ts);
  for (const [list, belongs, threaded] of [[at('messages'), inChannel, false], [at('replies'), inThread, true]]) {
    const old = list.querySelector('[data-ts="' + ts + '"]');
    const wanted = message !== undefined && belongs(message) && (!threaded || threadTs !== undefined);
    const key = focus || (old && old.contains(document.activeElement) ? document.activeElement.dataset.key : undefined);
    keepingBottom(list, () => {
      if (!wanted) {
        if (old) old.remove();
        return;
      }
      const made = drawn(message, threaded);
      if (old) old.replaceWith(made);
      else {
        list.querySelector('.empty')?.remove();
        const next = [...list.children].find((other) => other.dataset.ts > ts);
        list.insertBefore(made, next || null);
      }
      if (key && (old || focus)) made.querySelector('[data-key="' + CSS.escape(key) + '"]')?.focus();
    });
  }
}
function drawSide() {
  at('team').textContent = state.team.name;
  at('me').replaceChildren(...state.users.filter((user) => user.kind !== 'bot').map((user) => el('option', { value: user.id, selected: user.id === me }, user.name + (user.deleted ? ' (deactivated)' : user.kind === 'member' ? '' : ' (' + user.kind + ')'))));
  at('me').value = me;
  at('channels').replaceChildren(...state.channels.filter(mayEnter).map((other) =>
    el('li', {}, el('button', { type: 'button', class: unread.has(other.id) ? 'unread' : undefined, 'aria-current': String(other.id === channel && !homeShown), on: { click: () => void enter(other.id) } },
      (other.is_im ? '✉ ' : other.is_private ? '🔒 ' : '# ') + (other.is_im ? state.bot.name : other.name)))));
  const connected = state.mode === 'http' || state.connections.length > 0;
  at('bot').textContent = state.bot.name + (connected ? ' is connected' : ' is away');
  at('bot').className = 'presence' + (connected ? ' on' : '');
  drawApps();
}
async function enter(id, ts) {
  const answer = await ask('GET', 'messages/' + id);
  channel = id;
  leaveHome();
  threadTs = undefined;
  unread.delete(id);
  channels.set(id, new Map(answer.messages.map((message) => [message.ts, message])));
  drawSide();
  drawChannel();
  if (ts) show(ts);
}
function show(ts) {
  const message = channels.get(channel)?.get(ts);
  if (!message) return status('That message is gone.', true);
  if (message.thread_ts && !message.broadcast) openThread(message.thread_ts);
  const node = document.querySelector('[data-ts="' + CSS.escape(ts) + '"]');
  if (node) { node.classList.add('flash'); node.scrollIntoView({ block: 'center' }); setTimeout(() => node.classList.remove('flash'), 2500); }
  return undefined;
}
function openThread(ts) {
  threadTs = ts;
  drawThread();
  at('reply').focus();
}
function closeThread() {
  threadTs = undefined;
  drawThread();
  at('text').focus();
}
async function refresh() {
  state = await ask('GET', 'state');
  me = (state.users.find((user) => user.id === me || user.name === me) || state.users[0]).id;
  takeViews(state.views);
  drawSide();
  const mine = state.channels.filter(mayEnter);
  const [wanted, ts] = decodeURIComponent(location.hash.slice(1)).split('/');
  if (channel === undefined || !mine.some((other) => other.id === channel)) {
    const first = mine.find((other) => other.id === wanted || other.name === wanted) || mine[0];
    if (first) return enter(first.id, first.id === wanted ? ts : undefined);
  }
  drawSide();
  return undefined;
}
`;
