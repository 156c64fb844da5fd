import { connection } from './client/connection.js';
import { pane, place } from './client/place.js';
import { trouble } from './client/trouble.js';
import { workspace } from './client/workspace.js';
import { ClusterView } from './cluster/cluster-view.js';
import { Conversation } from './conversation/conversation.js';
import { Modal } from './conversation/modal.js';
import { ConfirmDialog } from './kit/confirm.js';
import { Side } from './side.js';

const panes = [
  { id: 'conversation', name: 'Conversation' },
  { id: 'cluster', name: 'Cluster' },
] as const;

/** Who one is and where, the conversation, and the cluster beside it; one of the two on a narrow screen. */
export function Frame() {
  const here = place.value;
  if (workspace.value === undefined)
    return (
      <p class="opening">
        {connection.value === 'lost' ? 'The demo does not answer. Is it still running?' : 'Opening …'}
      </p>
    );
  return (
    <div class={`frame shows-${pane.value}`}>
      <a class="skip" href="#compose" onClick={toCompose}>
        Skip to the message field
      </a>
      <Side />
      <nav class="tabs" aria-label="What is shown">
        {panes.map(({ id, name }) => (
          <button key={id} type="button" aria-current={pane.value === id} onClick={() => (pane.value = id)}>
            {name}
          </button>
        ))}
      </nav>
      {here === undefined ? <p class="opening">There is no channel for this person.</p> : <Conversation here={here} />}
      <ClusterView />
      <Modal />
      <ConfirmDialog />
      <p class="trouble" role="status">
        {connection.value === 'lost' ? 'The connection to the demo is lost; trying again …' : trouble.value}
      </p>
    </div>
  );
}

function toCompose(event: Event): void {
  event.preventDefault();
  document.getElementById('compose')?.focus();
}
