/** What the page knows of the workspace, and how it asks it. */
export const asking = String.raw`
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
`;
