import { expect } from 'vitest';
import { realClock } from '../../../src/lib/clock.js';
import type { StoreFailure } from '../../../src/store/failure.js';
import { openStore } from '../../../src/store/open-store.js';
import type { RunStore } from '../../../src/store/run-store.js';
import { keepingLog } from './samples.js';

type Options = Partial<Parameters<typeof openStore>[0]> & { readonly path: string };

export async function opened(options: Options): Promise<RunStore> {
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
