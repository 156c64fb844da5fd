import { signal } from '@preact/signals';

/** What did not go as the person wanted; empty when nothing is wrong. */
export const trouble = signal('');

/** Does it, and says so when it fails. The answer is undefined then. */
export async function attempt<T>(what: () => Promise<T>): Promise<T | undefined> {
  trouble.value = '';
  try {
    return await what();
  } catch (failure) {
    trouble.value = failure instanceof Error ? failure.message : String(failure);
    return undefined;
  }
}
