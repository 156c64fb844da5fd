import type { Conversation } from '../src/conversation/conversation.js';
import type { ClusterName, RunId } from '../src/roll/ids.js';
import type { ClusterRecord, RunStore } from '../src/store/run-store.js';

/** A database that is never opened again: a real one takes time that the virtual clock does not see. */
export function forgetful(): RunStore {
  const conversations = new Map<RunId, Conversation>();
  const clusters = new Map<ClusterName, ClusterRecord>();
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    loaded: () => [],
    conversation: (run) => conversations.get(run),
    cluster: (name) => clusters.get(name) ?? { restarts: [] },
    saveRun: nothing,
    saveConversation: (run, conversation) => {
      conversations.set(run, conversation);
      return nothing();
    },
    saveCluster: (name, record) => {
      clusters.set(name, record);
      return nothing();
    },
    audit: nothing,
    archive: nothing,
    history: () => Promise.resolve([]),
    find: () => Promise.resolve(undefined),
    auditHead: () => ({ seq: 0, hash: '' }),
    close: nothing,
    reserve: { givenBackAt: undefined, giveBack: () => Promise.resolve(false) },
    unusable: new Promise(() => undefined),
  };
}
