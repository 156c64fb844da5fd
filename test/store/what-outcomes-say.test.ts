import { expect, it } from 'vitest';
import { nodeAddress } from '../../src/roll/ids.js';
import { decode, encode } from '../../src/store/codec/document.js';
import { runKind } from '../../src/store/codec/kinds.js';
import { done, halfway, logged, planFor, rolling } from '../support/told-runs.js';
import { foreign } from '../../src/roll/message.js';

const meta = nodeAddress('10.0.0.3:34601');
const server = nodeAddress('10.0.0.1:34801');

it('a run from before there was anything of it is read as it is', () => {
  expect(decode(runKind, encode(runKind, done()))).toEqual({ ok: true, value: done() });
});

it('what a run knows of metas, hands and leadership, and what its outcome says, comes back as it was', () => {
  const run = rolling(
    {
      plan: planFor({ leadership: { led: [{ address: server, primaries: 28 }], uneven: true }, silentMetas: [meta] }),
      log: logged({
        kind: 'ended',
        how: 'aborted',
        rolled: [],
        notRolled: [server],
        left: foreign('every setting is what it was before'),
        cluster: {
          kind: 'seen',
          dead: [server],
          silentMetas: [meta],
          short: [{ table: 'temp', partitions: 5, of: 8 }],
          lost: 0,
          drained: [{ address: server, missing: 12 }],
          leadership: [
            { address: server, before: 18, now: 28 },
            { address: meta, now: 0 },
          ],
          uneven: true,
        },
      }),
    },
    {
      ...halfway(),
      leadership: [{ address: server, primaries: 18 }],
      metasAskedAt: 1,
      silentMetas: [{ meta, since: 1, why: 'ERR_TIMEOUT' }],
      lastRead: { leader: meta, level: 'freezed', assignDelayMs: 600_000, blind: true },
      frozenByHand: { level: 'freezed', at: 2 },
    },
  );
  expect(decode(runKind, encode(runKind, run))).toEqual({ ok: true, value: run });
});
