import { expect } from 'vitest';
import { realClock } from '../../../src/lib/clock.js';
import type { StoreFailure } from '../../../src/store/database.js';
import { openStore } from '../../../src/store/files/open-store.js';
import type { Database } from '../../../src/store/database.js';
import { keepingLog } from './samples.js';

type Options = Partial<Parameters<typeof openStore>[0]> & { readonly path: string };

export async function opened(options: Options): Promise<Database> {
  const result = await openStore({ clock: realClock, log: keepingLog(), ...options });
  if (!result.ok) throw new Error(`did not open: ${result.failure.kind}: ${result.failure.sentence}`);
  return result.value;
}

export async function refused(options: Options): Promise<StoreFailure> {
  const result = await openStore({ clock: realClock, log: keepingLog(), ...options });
  if (result.ok) {
    await result.value.close();
    expect.unreachable('it opened');
  }
  return result.failure;
}
