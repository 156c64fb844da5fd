import { describe, expect, it } from 'vitest';
import type { RunView, ServerView } from '../../../demo/page/cluster-protocol.js';
import { inWords, type Situation } from '../../../demo/view/words.js';

const server = (port: number, changes: Partial<ServerView> = {}): ServerView => ({
  address: `127.0.0.1:${port}`,
  state: 'serving',
  alive: true,
  version: '2.5.0',
  startedAt: 0,
  primaries: 18,
  secondaries: 35,
  opening: 0,
  free: 60,
  ...changes,
});
const well: Situation = {
  name: 'cluster-x',
  speed: 10,
  botUp: true,
  servers: [server(34801), server(34802), server(34803)],
  metas: [{ address: '127.0.0.1:34601', state: 'serving', leads: true, version: '2.5.0', startedAt: 0 }],
  run: undefined,
  standing: [],
  partitions: { all: 88, short: 0, unwritable: 0, unreadable: 0 },
};
const run: RunView = {
  id: 'cluster-x-1',
  status: 'rolling',
  ended: false,
  at: { address: '127.0.0.1:34802', step: 'move-primaries' },
  targets: [34801, 34802, 34803].map((port) => ({ address: `127.0.0.1:${port}`, role: 'replica', state: 'pending' })),
};
const sees = (changes: Partial<Situation>): string => inWords({ ...well, ...changes }).sees;
const dead = [server(34801), server(34802), server(34803, { state: 'down', alive: false, primaries: 0 })];

describe('what one sees, in words', () => {
  it('is that all is well, and how to begin', () => {
    expect(inWords(well)).toEqual({
      sees: 'cluster-x is well: 3 servers, 88 partitions, each with all its copies.',
      next: 'Type /pegasus roll cluster-x in the conversation, and approve it as somebody else.',
    });
  });

  it('is the step of the run, with what is left of it', () => {
    expect(sees({ run })).toBe('34802 (2 of 3) hands over what it leads: 18 partitions left.');
    expect(sees({ run: { ...run, at: { address: '127.0.0.1:34802', step: 'downgrade-secondaries' } } })).toContain(
      'out of service: 35 left',
    );
    expect(
      sees({
        run: { ...run, at: { address: '127.0.0.1:34802', step: 'heal' } },
        partitions: { ...well.partitions, short: 1 },
      }),
    ).toContain('1 partition still one short');
  });

  it('is first of all that it stands, that the bot is gone, or that the run is held and what clients meet', () => {
    const held: RunView = { ...run, status: 'held', hold: { reason: 'second-failure', title: 'a failure' } };
    const partitions = { ...well.partitions, unreadable: 17 };
    expect(sees({ run: held, partitions })).toBe(
      'The run is held: a failure. 17 partitions cannot be read or written.',
    );
    expect(sees({ run: held, botUp: false })).toContain('The bot is gone');
    expect(sees({ run: held, botUp: false, speed: 0 })).toContain('stands still');
  });

  it('is who is gone, before and after the meta has given it up', () => {
    expect(sees({ servers: dead, partitions: { ...well.partitions, unreadable: 17 } })).toBe(
      '34803 is gone: nobody answers for 17 partitions, and clients that want them wait.',
    );
    expect(sees({ servers: dead, partitions: { ...well.partitions, short: 52 } })).toBe(
      '34803 is gone, and others lead what it led. 52 partitions have a copy less.',
    );
    expect(sees({ metas: [] })).toContain('No meta leads');
  });

  it('is never that all is well while a partition takes no writes, nor that the bot is missed by nobody', () => {
    const partitions = { ...well.partitions, unwritable: 2 };
    const words = '2 partitions cannot be written: fewer copies serve than a write needs.';
    expect(sees({ partitions })).toBe(words);
    expect(sees({ partitions, run: { ...run, status: 'done', ended: true } })).toBe(words);
    expect(sees({ partitions, botUp: false })).toBe(
      'The bot is gone. cluster-x goes on without it. 2 partitions cannot be written.',
    );
  });

  it('is who is down after a run that is done, even if every copy is elsewhere by now', () => {
    expect(sees({ servers: dead, run: { ...run, status: 'done', ended: true } })).toContain('34803 is gone');
  });

  it('is the cluster again, once a run has ended otherwise than well', () => {
    expect(sees({ run: { ...run, status: 'aborted', ended: true } })).toContain('is well');
    expect(sees({ run: { ...run, status: 'done', ended: true }, partitions: { ...well.partitions, short: 1 } })).toBe(
      '1 partition has a copy less than there should be.',
    );
  });
});
