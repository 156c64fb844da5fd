/** How messages look: mrkdwn, dates, emoji and blocks as DOM nodes. Text from messages never becomes markup. */
export const drawing = String.raw`
'use strict';
const emoji = {
  white_check_mark: '✅', heavy_check_mark: '✔️', x: '❌', double_vertical_bar: '⏸️', pause_button: '⏸️', arrow_forward: '▶️',
  octagonal_sign: '🛑', stop_sign: '🛑', '+1': '👍', thumbsup: '👍', '-1': '👎', warning: '⚠️', rotating_light: '🚨',
  hourglass: '⌛', hourglass_flowing_sand: '⏳', lock: '🔒', unlock: '🔓', rocket: '🚀', gear: '⚙️', wrench: '🔧', mag: '🔍',
  eyes: '👀', tada: '🎉', information_source: 'ℹ️', no_entry: '⛔', no_entry_sign: '🚫', question: '❓', exclamation: '❗',
  arrows_counterclockwise: '🔄', arrow_right: '➡️', arrow_up: '⬆️', arrow_down: '⬇️', black_square_for_stop: '⏹️',
  black_right_pointing_triangle_with_double_vertical_bar: '⏯️', fast_forward: '⏩', next_track_button: '⏭️', repeat: '🔁',
  large_green_circle: '🟢', green_circle: '🟢', large_yellow_circle: '🟡', large_orange_circle: '🟠', red_circle: '🔴',
  large_blue_circle: '🔵', white_circle: '⚪', black_circle: '⚫', heavy_minus_sign: '➖', small_blue_diamond: '🔹',
  clock1: '🕐', stopwatch: '⏱️', timer_clock: '⏲️', bell: '🔔', raised_hand: '✋', wave: '👋', bulb: '💡', memo: '📝',
  clipboard: '📋', scroll: '📜', shield: '🛡️', baby_chick: '🐤', hatched_chick: '🐥', bird: '🐦', hourglass_done: '⌛',
  point_right: '👉', calendar: '📆', horse: '🐴', racehorse: '🐎', unicorn_face: '🦄', construction: '🚧', ok: '🆗', bust_in_silhouette: '👤',
  page_facing_up: '📄', wastebasket: '🗑️',
  balance_scale: '⚖️', scales: '⚖️', floppy_disk: '💾', package: '📦', recycle: '♻️', fire: '🔥', skull: '💀', zzz: '💤',
};
const picks = ['white_check_mark', 'x', 'double_vertical_bar', 'arrow_forward', 'octagonal_sign', '+1'];

function el(tag, given, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'on') for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return node;
}
const unescaped = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
const shownEmoji = (name) => emoji[name.split('::')[0]] || ':' + name + ':';

function dated(seconds, pattern) {
  const when = new Date(Number(seconds) * 1000);
  const day = (options) => when.toLocaleDateString('en', options);
  const shortTime = when.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hour12: false });
  const today = new Date().toDateString() === when.toDateString();
  const ago = Math.round((Date.now() - when) / 60000);
  const values = {
    date_num: when.getFullYear() + '-' + String(when.getMonth() + 1).padStart(2, '0') + '-' + String(when.getDate()).padStart(2, '0'),
    date: day({ month: 'long', day: 'numeric', year: 'numeric' }),
    date_short: day({ month: 'short', day: 'numeric', year: 'numeric' }),
    date_long: day({ weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }),
    time: shortTime,
    time_secs: shortTime + ':' + String(when.getSeconds()).padStart(2, '0'),
    ago: ago === 0 ? 'now' : ago > 0 ? ago + ' min ago' : 'in ' + -ago + ' min',
  };
  for (const name of ['date', 'date_short', 'date_long']) values[name + '_pretty'] = today ? 'today' : values[name];
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function linked(address, ...children) {
  const safe = /^(https?:|mailto:)/i.test(address);
  if (!safe) return el('span', {}, ...children);
  return el('a', { href: address, target: address.startsWith(location.origin) ? '_self' : '_blank', rel: 'noopener noreferrer' }, ...children);
}

function angled(inner, world) {
  const [target, label] = inner.split(/\|(.*)/s);
  if (target.startsWith('@')) {
    const id = target.slice(1);
    return el('span', { class: id === world.me ? 'mention me' : 'mention' }, '@' + (world.userName(id) || label || id));
  }
  if (target.startsWith('#')) return el('span', { class: 'mention' }, '#' + (world.channelName(target.slice(1)) || label || target.slice(1)));
  if (target.startsWith('!date^')) {
    const [, seconds, pattern, address] = target.split('^');
    const text = dated(seconds, unescaped(pattern || '{date_num}'));
    const node = el('time', { datetime: new Date(Number(seconds) * 1000).toISOString(), title: new Date(Number(seconds) * 1000).toLocaleString() }, text);
    return address ? linked(unescaped(address), node) : node;
  }
  if (target.startsWith('!subteam^')) {
    const id = target.slice('!subteam^'.length);
    return el('span', { class: world.inGroup(id) ? 'mention me' : 'mention' }, '@' + (world.groupName(id) || (label || id).replace(/^@/, '')));
  }
  if (target.startsWith('!')) return el('span', { class: 'mention me' }, '@' + target.slice(1));
  return linked(unescaped(target), unescaped(label === undefined ? target : label));
}

const opens = /[\s(\[{"'“‘—–\-/,.:;!?>]/;
const rules = [
  [/\x60([^\x60\n]+)\x60/y, false, (m) => el('code', {}, unescaped(m[1]))],
  [/<([^<>\n]+)>/y, false, (m, world) => angled(m[1], world)],
  [/:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/y, false, (m) => (shownEmoji(m[1])[0] === ':' ? undefined : el('span', { title: m[0] }, shownEmoji(m[1])))],
  [/\*(\S(?:[^\n*]*\S)?)\*(?![\p{L}\p{N}])/uy, true, (m, world) => el('strong', {}, ...inline(m[1], world))],
  [/_(\S(?:[^\n_]*\S)?)_(?![\p{L}\p{N}])/uy, true, (m, world) => el('em', {}, ...inline(m[1], world))],
  [/~(\S(?:[^\n~]*\S)?)~(?![\p{L}\p{N}])/uy, true, (m, world) => el('s', {}, ...inline(m[1], world))],
];

function inline(text, world) {
  const nodes = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') nodes.push(unescaped(plain));
    plain = '';
  };
  for (let at = 0; at < text.length; ) {
    let found;
    for (const [pattern, atWordStart, make] of rules) {
      if (atWordStart && at > 0 && !opens.test(text[at - 1])) continue;
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      const node = match && make(match, world);
      if (node) {
        found = [node, match[0].length];
        break;
      }
    }
    if (found) {
      flush();
      nodes.push(found[0]);
      at += found[1];
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

function mrkdwn(text, world) {
  const nodes = [];
  text.split(/\x60\x60\x60/).forEach((part, index, all) => {
    if (index % 2 === 1 && index < all.length - 1) {
      nodes.push(el('pre', {}, unescaped(part.replace(/^\n/, '').replace(/\n$/, ''))));
      return;
    }
    let quote;
    const lines = (index % 2 === 1 ? '\x60\x60\x60' + part : part).split('\n');
    // The line ends around a code block belong to the block.
    if (index > 0 && lines[0] === '') lines.shift();
    if (index < all.length - 1 && lines.at(-1) === '') lines.pop();
    let first = true;
    for (const line of lines) {
      const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
      if (quoted) {
        if (quote) quote.append(el('br'));
        else nodes.push((quote = el('blockquote')));
        quote.append(...inline(quoted[1], world));
        first = true;
        continue;
      }
      quote = undefined;
      if (!first) nodes.push(el('br'));
      first = false;
      nodes.push(...inline(line, world));
    }
  });
  return nodes;
}

function textObject(text, world) {
  if (!text) return [];
  if (text.type === 'mrkdwn') return mrkdwn(text.text, world);
  const named = text.emoji === false ? text.text : text.text.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => emoji[name] || whole);
  return named.split('\n').flatMap((line, index) => (index === 0 ? [line] : [el('br'), line]));
}

function control(element, block, press, world) {
  const key = block.block_id + '/' + element.action_id;
  if (element.type === 'button') {
    const label = element.text.text.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => emoji[name] || whole);
    return el('button', { type: 'button', class: element.style, 'data-key': key, 'aria-label': element.accessibility_label, on: { click: () => press(element, block) } }, label);
  }
  if (element.type === 'static_select' || element.type === 'overflow') {
    const placeholder = element.placeholder ? element.placeholder.text : element.type === 'overflow' ? '⋯' : 'Choose…';
    return el(
      'select',
      { 'data-key': key, 'aria-label': placeholder, on: { change: (event) => { if (event.target.value !== '') press(element, block, event.target.value); event.target.value = ''; } } },
      el('option', { value: '' }, placeholder),
      element.options.map((option) => el('option', { value: option.value }, ...textObject({ ...option.text, type: 'plain_text' }, world))),
    );
  }
  return el('span', { class: 'quiet' }, '(' + element.type + ')');
}

const picture = (image) => linked(image.image_url, '🖼 ' + (image.alt_text || 'picture'));

function richText(node, world) {
  const kids = (node.elements || []).map((inner) => richText(inner, world));
  switch (node.type) {
    case 'text': {
      const style = node.style || {};
      let made = el('span', {}, ...node.text.split('\n').flatMap((line, index) => (index === 0 ? [line] : [el('br'), line])));
      if (style.code) made = el('code', {}, made);
      if (style.bold) made = el('strong', {}, made);
      if (style.italic) made = el('em', {}, made);
      if (style.strike) made = el('s', {}, made);
      return made;
    }
    case 'link': return linked(node.url, node.text || node.url);
    case 'emoji': return el('span', {}, shownEmoji(node.name));
    case 'user': return angled('@' + node.user_id, world);
    case 'usergroup': return angled('!subteam^' + node.usergroup_id, world);
    case 'channel': return angled('#' + node.channel_id, world);
    case 'rich_text_preformatted': return el('pre', {}, kids);
    case 'rich_text_quote': return el('blockquote', {}, kids);
    case 'rich_text_list': return el(node.style === 'ordered' ? 'ol' : 'ul', { class: 'list' }, kids.map((kid) => el('li', {}, node.style === 'ordered' ? '' : '• ', kid)));
    default: return el('span', {}, kids);
  }
}

function drawnBlock(block, press, world) {
  switch (block.type) {
    case 'header': return el('h3', { class: 'block header' }, ...textObject(block.text, world));
    case 'divider': return el('hr', { class: 'block divider' });
    case 'section': {
      const side = block.accessory && (block.accessory.type === 'image' ? picture(block.accessory) : control(block.accessory, block, press, world));
      const fields = block.fields && el('div', { class: 'fields' }, block.fields.map((field) => el('div', {}, ...textObject(field, world))));
      return el('div', { class: 'block section' }, el('div', { class: 'grow' }, ...textObject(block.text, world), fields), side);
    }
    case 'context':
      return el('div', { class: 'block context' }, block.elements.map((part) => (part.type === 'image' ? picture(part) : el('span', {}, ...textObject(part, world)))));
    case 'actions': return el('div', { class: 'block actions' }, block.elements.map((element) => control(element, block, press, world)));
    case 'image': return el('div', { class: 'block' }, picture(block));
    case 'markdown': return el('div', { class: 'block' }, ...mrkdwn(block.text.replace(/\*\*/g, '*'), world));
    case 'rich_text': return el('div', { class: 'block' }, block.elements.map((node) => richText(node, world)));
    case 'plan': return drawnPlan(block, world);
    case 'task_card': return el('div', { class: 'block plan' }, drawnTask(block, world));
    case 'alert': return drawnAlert(block, world);
    default: return el('div', { class: 'block quiet' }, '(' + block.type + ')');
  }
}

function drawnBody(message, press, world) {
  const blocks = message.blocks.length > 0 ? message.blocks.map((block) => drawnBlock(block, press, world)) : [el('div', {}, ...mrkdwn(message.text, world))];
  const files = (message.files || []).map((file) => el('div', { class: 'block' }, el('a', { href: file.url, target: '_blank', rel: 'noopener' }, '📄 ' + file.title)));
  return el('div', { class: 'body' }, blocks, files);
}
`;
