/** Modals and the Home tab: how they are drawn, filled in, pressed and submitted. */
export const viewing = String.raw`
const views = new Map();
let homeShown = false;
let modalId;

const mineOf = (type) => [...views.values()].find((view) => view.user === me && view.type === type);
const optionsOf = (element) => element.options || (element.option_groups || []).flatMap((group) => group.options);
const optionText = (option) => textObject(option.text.type === 'mrkdwn' ? option.text : { ...option.text, type: 'plain_text' }, world);

/** A field holds its value in the page: data-block and data-action name it, reads() tells it. */
function field(element, block, tell) {
  const told = (change) => tell && tell(element, block, change);
  const common = { 'data-block': block.block_id, 'data-action': element.action_id, 'data-key': block.block_id + '/' + element.action_id };
  const label = (block.label && block.label.text) || (element.placeholder && element.placeholder.text) || 'Choose';
  switch (element.type) {
    case 'plain_text_input': {
      const box = el(element.multiline ? 'textarea' : 'input', { ...common, rows: element.multiline ? 2 : undefined, type: element.multiline ? undefined : 'text', maxlength: element.max_length, placeholder: element.placeholder && element.placeholder.text, 'aria-label': label, autocomplete: 'off' });
      box.value = element.initial_value || '';
      box.reads = () => box.value;
      box.takes = (value) => { box.value = value; };
      box.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' || element.multiline || event.isComposing) return;
        event.preventDefault();
        if (tell) told({ text: box.value });
      });
      return box;
    }
    case 'static_select':
    case 'conversations_select': {
      const options = element.type === 'static_select' ? undefined : state.channels.filter((other) => !other.is_im && mayEnter(other)).map((other) => el('option', { value: other.id }, '# ' + other.name));
      const one = (option) => el('option', { value: option.value }, ...optionText(option));
      const box = el('select', { ...common, 'aria-label': label }, el('option', { value: '' }, (element.placeholder && element.placeholder.text) || 'Choose…'),
        options || (element.option_groups ? element.option_groups.map((group) => el('optgroup', { label: group.label.text }, group.options.map(one))) : element.options.map(one)));
      box.value = (element.initial_option && element.initial_option.value) || element.initial_conversation || '';
      box.reads = () => box.value;
      box.takes = (value) => { box.value = value; };
      box.addEventListener('change', () => { if (box.value !== '') told({ option: box.value }); });
      return box;
    }
    default: {
      const one = element.type === 'radio_buttons';
      const initial = (one ? [element.initial_option] : element.initial_options || []).filter(Boolean).map((option) => option.value);
      const name = block.block_id + '/' + element.action_id;
      const lines = optionsOf(element).map((option) => {
        const tick = el('input', { type: one ? 'radio' : 'checkbox', name, value: option.value, checked: initial.includes(option.value) });
        return el('label', { class: 'choice', 'data-words': option.text.text.toLowerCase() }, tick, el('span', {}, ...optionText(option), option.description ? el('span', { class: 'does' }, option.description.text) : undefined));
      });
      const ticks = () => lines.map((line) => line.querySelector('input'));
      const many = el('div', { class: element.type === 'multi_static_select' ? 'choices-list' : 'choices-few' }, lines);
      const count = el('span', { class: 'quiet' });
      const counted = () => {
        const chosen = ticks().filter((tick) => tick.checked).length;
        count.textContent = chosen === 0 ? (element.placeholder && element.placeholder.text) || '' : chosen + ' chosen';
      };
      const find = el('input', { type: 'search', class: 'find', placeholder: 'Find…', 'aria-label': 'Find in ' + label, autocomplete: 'off' });
      find.addEventListener('input', () => { for (const line of lines) line.hidden = !line.dataset.words.includes(find.value.toLowerCase()); });
      const box = el('div', { ...common, role: one ? 'radiogroup' : 'group', 'aria-label': label }, element.type === 'multi_static_select' ? count : undefined, lines.length > 10 ? find : undefined, many);
      box.reads = () => { const chosen = ticks().filter((tick) => tick.checked).map((tick) => tick.value); return one ? chosen[0] || '' : chosen; };
      box.takes = (value) => { for (const tick of ticks()) tick.checked = [value].flat().includes(tick.value); counted(); };
      box.addEventListener('change', () => { counted(); if (tell) told({ option: box.reads() }); });
      counted();
      return box;
    }
  }
}

function viewBlock(block, act) {
  if (block.type === 'input') {
    const made = field(block.element, block, block.dispatch_action ? act : undefined);
    return el('div', { class: 'block field', 'data-field': block.block_id },
      el('div', { class: 'label' }, block.label.text, block.optional ? el('span', { class: 'quiet' }, ' (optional)') : undefined),
      made,
      block.hint ? el('div', { class: 'quiet' }, block.hint.text) : undefined,
      el('div', { class: 'fault', role: 'alert' }));
  }
  if (block.type === 'actions') {
    return el('div', { class: 'block actions' }, block.elements.map((element) => (element.type === 'button' || element.type === 'overflow' ? control(element, block, (pressed, where, option) => act(pressed, where, { option }), world) : field(element, block, act))));
  }
  return drawnBlock(block, (pressed, where, option) => act(pressed, where, { option }), world);
}

const fieldsIn = (box) => [...box.querySelectorAll('[data-block]')];
function valuesIn(box) {
  const values = {};
  for (const node of fieldsIn(box)) values[node.dataset.block] = { ...values[node.dataset.block], [node.dataset.action]: node.reads() };
  return values;
}
/** Draws the blocks anew; what stands in a field with the same name stays, as Slack keeps it. */
function fillView(box, view) {
  const before = valuesIn(box);
  const focused = box.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const scrolled = box.scrollTop;
  box.replaceChildren(...view.blocks.map((block) => viewBlock(block, (element, where, change) => void act(view, box, element, where, change))));
  for (const node of fieldsIn(box)) {
    const kept = before[node.dataset.block]?.[node.dataset.action];
    if (kept !== undefined) node.takes(kept);
  }
  if (focused) box.querySelector('[data-key="' + CSS.escape(focused) + '"]')?.focus();
  box.scrollTop = scrolled;
}
async function act(view, box, element, block, change) {
  if (element.confirm && !(await confirmed(element.confirm))) return;
  if (element.url) window.open(element.url, '_blank', 'noopener');
  await attempt(async () => {
    const { option, text } = change || {};
    const answer = await ask('POST', 'act', {
      view: view.id, user: me, action: element.action_id, block_id: block.block_id, values: valuesIn(box),
      ...(element.type === 'button' && element.value !== undefined && { value: element.value }), ...(option !== undefined && { option }), ...(text !== undefined && { text }),
    });
    tellDelivered('The click', answer.delivered);
  });
}

function drawModal() {
  const view = mineOf('modal');
  const box = at('modal');
  if (!view) {
    modalId = undefined;
    at('modal-blocks').replaceChildren();
    if (box.open) box.close();
    return;
  }
  if (modalId !== view.id) at('modal-blocks').replaceChildren();
  modalId = view.id;
  at('modal-title').textContent = view.title.text;
  at('modal-submit').hidden = !view.submit;
  at('modal-submit').textContent = view.submit ? view.submit.text : '';
  at('modal-submit').disabled = false;
  at('modal-close').textContent = view.close ? view.close.text : 'Close';
  at('modal-trouble').textContent = '';
  const shown = view.id + view.hash;
  if (at('modal-blocks').dataset.shown !== shown) fillView(at('modal-blocks'), view);
  at('modal-blocks').dataset.shown = shown;
  if (box.open) return;
  box.showModal();
  at('modal-blocks').querySelector('input, select, textarea')?.focus();
}
async function submitModal() {
  const view = views.get(modalId);
  if (!view) return;
  for (const fault of at('modal-blocks').querySelectorAll('.fault')) fault.textContent = '';
  at('modal-submit').disabled = true;
  at('modal-trouble').textContent = '';
  try {
    const answer = await ask('POST', 'submit', { view: view.id, user: me, values: valuesIn(at('modal-blocks')) });
    for (const [block, fault] of Object.entries(answer.errors || {})) {
      const node = at('modal-blocks').querySelector('[data-field="' + CSS.escape(block) + '"] .fault');
      if (node) { node.textContent = fault; node.scrollIntoView({ block: 'center' }); }
    }
    at('modal-trouble').textContent = answer.trouble || '';
  } catch (failure) {
    at('modal-trouble').textContent = failure.message;
  }
  at('modal-submit').disabled = false;
}
async function closeModal() {
  const view = views.get(modalId);
  if (view) await attempt(() => ask('POST', 'close', { view: view.id, user: me }));
}

function drawHome() {
  at('home').hidden = !homeShown;
  at('messages').hidden = homeShown;
  at('compose').hidden = homeShown;
  if (!homeShown) return;
  at('title').textContent = state.bot.name;
  at('members').textContent = 'Home';
  const view = mineOf('home');
  if (view) fillView(at('home'), view);
  else at('home').replaceChildren(el('p', { class: 'empty' }, 'This app shows nothing here yet.'));
}
async function enterHome() {
  homeShown = true;
  threadTs = undefined;
  drawThread();
  drawSide();
  drawHome();
  await attempt(() => ask('POST', 'home', { user: me }));
}
function leaveHome() {
  if (!homeShown) return;
  homeShown = false;
  drawHome();
}
function drawApps() {
  at('apps').replaceChildren(el('li', {}, el('button', { type: 'button', 'aria-current': String(homeShown), on: { click: () => void enterHome() } }, '🐴 ' + state.bot.name)),
    ...state.shortcuts.filter((shortcut) => shortcut.type === 'global').map((shortcut) => el('li', {}, el('button', { type: 'button', title: 'A shortcut of ' + state.bot.name, on: { click: () => void useShortcut(shortcut) } }, '⚡ ' + shortcut.name))));
}
async function useShortcut(shortcut, message) {
  await attempt(async () => {
    const answer = await ask('POST', 'shortcut', { user: me, callback_id: shortcut.callbackId, ...(message && { channel: message.channel, messageTs: message.ts }) });
    tellDelivered('The shortcut', answer.delivered);
  });
}
/** What can be done with a message besides reacting to it. */
function messageMenu(message) {
  const shortcuts = state.shortcuts.filter((shortcut) => shortcut.type === 'message');
  if (message.ephemeral || shortcuts.length === 0) return undefined;
  const menu = el('select', { class: 'more', 'data-key': 'more', 'aria-label': 'More actions', title: 'More actions' }, el('option', { value: '' }, '⋯'), shortcuts.map((shortcut) => el('option', { value: shortcut.callbackId }, shortcut.name)));
  menu.addEventListener('change', () => {
    const chosen = shortcuts.find((shortcut) => shortcut.callbackId === menu.value);
    menu.value = '';
    if (chosen) void useShortcut(chosen, message);
  });
  return menu;
}

function takeViews(all) {
  views.clear();
  for (const view of all) views.set(view.id, view);
  drawModal();
  drawHome();
}
function heardView(news) {
  if (news.kind === 'view-closed') views.delete(news.id);
  else views.set(news.view.id, { ...news.view, user: news.user });
  if (news.user !== me) return;
  if (news.kind === 'view' && news.view.type === 'home') drawHome();
  else drawModal();
}
at('modal-form').addEventListener('submit', (event) => {
  event.preventDefault();
  void submitModal();
});
at('modal-close').addEventListener('click', () => void closeModal());
at('modal-x').addEventListener('click', () => void closeModal());
at('modal').addEventListener('cancel', (event) => {
  event.preventDefault();
  void closeModal();
});
`;
