import type { Conversation } from '../src/conversation/conversation.js';
import type { ClusterName, RunId } from '../src/roll/ids.js';
import type { Database } from '../src/store/database.js';
import type { ClusterRecord } from '../src/store/run-store.js';

/** A database that is never opened again: a real one takes time that the virtual clock does not see. */
export function forgetful(): Database {
  const conversations = new Map<RunId, Conversation>();
  const clusters = new Map<ClusterName, ClusterRecord>();
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    runs: {
      loaded: () => [],
      conversation: (run) => conversations.get(run),
      cluster: (name) => clusters.get(name) ?? { restarts: [] },
      commit: ({ conversation, cluster }) => {
        if (conversation !== undefined) conversations.set(conversation.run, conversation.conversation);
        if (cluster !== undefined) clusters.set(cluster.name, cluster.record);
        return nothing();
      },
      archive: nothing,
      history: () => Promise.resolve([]),
      find: () => Promise.resolve(undefined),
    },
    audit: { append: nothing, head: () => ({ seq: 0, hash: '' }) },
    lease: { over: new Promise(() => undefined) },
    removeOldest: () => Promise.resolve({}),
    reserve: { givenBackAt: undefined, giveBack: () => Promise.resolve(false) },
    close: nothing,
  };
}
