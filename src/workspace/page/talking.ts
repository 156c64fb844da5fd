/** What the page does: loads, listens, sends. */
export const talking = String.raw`
const at = (id) => document.getElementById(id);
const params = new URLSearchParams(location.search);
let state;
let me = params.get('as') || sessionStorage.getItem('me') || 'alice';
let channel;
let threadTs;
let picking;
const channels = new Map();
const unread = new Set();
const said = [];

const world = {
  get me() { return me; },
  userName: (id) => state.users.find((user) => user.id === id)?.name,
  channelName: (id) => state.channels.find((other) => other.id === id)?.name,
  groupName: (id) => state.usergroups.find((group) => group.id === id)?.handle,
  inGroup: (id) => state.usergroups.find((group) => group.id === id)?.users.includes(me) === true,
};
const mayEnter = (other) => other.members.includes(me);

async function ask(method, path, body) {
  const response = await fetch('/_control/' + path, { method, headers: body ? { 'content-type': 'application/json' } : {}, body: body && JSON.stringify(body) });
  const answer = await response.json();
  if (!answer.ok) throw new Error(answer.error);
  return answer;
}
function status(text, bad) {
  at('status').textContent = text;
  at('status').className = bad ? 'bad' : '';
}
async function attempt(what) {
  try {
    status('');
    return await what();
  } catch (failure) {
    status(failure.message, true);
    return undefined;
  }
}
function tellDelivered(name, delivered) {
  if (delivered && !delivered.acked) {
    const why = { not_connected: 'the bot is not connected', timeout: 'the bot did not answer within 3 seconds', lost: 'it was lost on the way' }[delivered.reason] || delivered.reason;
    status(name + ' was not taken: ' + why, true);
  }
}

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
at('close').addEventListener('click', closeThread);
at('me').addEventListener('change', () => {
  me = at('me').value;
  picking = undefined;
  sessionStorage.setItem('me', me);
  void refresh().then(() => (homeShown ? enterHome() : drawChannel()));
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !at('confirm').open && !at('modal').open) {
    if (picking !== undefined) {
      const was = picking;
      picking = undefined;
      redraw(was, 'add');
    } else if (threadTs !== undefined) closeThread();
  } else if (event.key === '/' && !event.ctrlKey && !event.metaKey && !/^(TEXTAREA|SELECT|INPUT)$/.test(event.target.tagName)) {
    event.preventDefault();
    at('text').focus();
    if (at('text').value === '') at('text').value = '/';
  }
});
addEventListener('hashchange', () => {
  const [wanted, ts] = decodeURIComponent(location.hash.slice(1)).split('/');
  const other = state.channels.find((candidate) => candidate.id === wanted || candidate.name === wanted);
  if (other && mayEnter(other)) void attempt(() => enter(other.id, ts));
});

function heard(news) {
  if (news.kind === 'state') return void attempt(refresh);
  if (news.kind === 'view' || news.kind === 'view-closed') return heardView(news);
  const where = news.kind === 'message' ? news.message.channel : news.channel;
  const ts = news.kind === 'message' ? news.message.ts : news.ts;
  const known = channels.get(where);
  const fresh = known?.has(ts) !== true;
  if (news.kind === 'message') known?.set(ts, news.message);
  else known?.delete(ts);
  if (where === channel) redraw(ts);
  else if (fresh && news.kind === 'message' && visible(news.message)) {
    unread.add(where);
    // A conversation may just have been opened.
    if (state.channels.some((other) => other.id === where)) drawSide();
    else void attempt(refresh);
  }
  return undefined;
}
let listening;
/** Nothing but the messages of the channel, as high as they are: for pictures in documents. */
function alone() {
  document.body.classList.add('alone');
  document.body.dataset.height = String(Math.ceil(at('messages').getBoundingClientRect().bottom));
}
async function start() {
  await refresh();
  if (location.hash === '#home') void enterHome();
  if (params.has('alone')) return alone();
  listening = new EventSource('/_control/news');
  let broken = false;
  listening.addEventListener('message', (event) => heard(JSON.parse(event.data)));
  listening.addEventListener('error', () => {
    broken = true;
    status('The connection to the workspace is lost; trying again…', true);
  });
  listening.addEventListener('open', () => {
    // What happened in between was not heard: read it all again.
    if (broken) void attempt(async () => { await refresh(); await enter(channel); });
    broken = false;
  });
}
at('text').focus();
void attempt(start);
`;
