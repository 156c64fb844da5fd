/** What the page hears: keys, addresses, and the news of the workspace. */
export const listening = String.raw`
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
