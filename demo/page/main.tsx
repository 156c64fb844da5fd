import { render } from 'preact';
import { connect, onNews } from './client/connection.js';
import { listenToKeys } from './client/keys.js';
import { followAddress } from './client/place.js';
import { heard } from './client/workspace.js';
import { heardOfCluster } from './cluster/state.js';
import { Frame } from './frame.js';

const page = document.getElementById('page');
if (page === null) throw new Error('the document has no #page');
onNews((news) => {
  if (news.kind === 'cluster') heardOfCluster(news);
  else heard(news);
});
followAddress();
listenToKeys();
// Nothing but the messages, as high as they are: for pictures in documents.
if (new URLSearchParams(location.search).has('alone')) document.body.classList.add('alone');
connect();
render(<Frame />, page);
