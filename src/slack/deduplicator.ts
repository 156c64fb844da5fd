/** More than Slack can have under way towards us at once. */
const most = 5_000;

/**
 * Slack delivers at least once. What has been taken is not taken again; what failed may be delivered
 * again and is then tried again.
 */
export class Deduplicator<Value = void> {
  readonly #taken = new Map<string, Promise<Value>>();

  /** Does `work` unless something with this key has been done or is being done. */
  once(key: string | undefined, work: () => Promise<Value>): Promise<Value> {
    if (key === undefined) return work();
    const taken = this.#taken.get(key);
    if (taken !== undefined) return taken;
    const done = work();
    this.#taken.set(key, done);
    done.catch(() => {
      this.#taken.delete(key);
    });
    const oldest = this.#taken.keys().next();
    if (this.#taken.size > most && oldest.done !== true) this.#taken.delete(oldest.value);
    return done;
  }
}
