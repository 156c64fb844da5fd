import { beforeEach, describe, expect, it } from 'vitest';
import { createMasker } from '../../../src/lib/mask.js';
import {
  recordsKeptMs,
  type Claim,
  type CommandMeaning,
  type CommandRecords,
} from '../../../src/store/command-records.js';
import { openCommandRecords } from '../../../src/store/open-command-records.js';

const run = 'cluster-x-7f3a';
const meaning: CommandMeaning = {
  id: `${run}/replica/10.0.0.1:34801/restart`,
  verb: 'restart',
  cluster: 'cluster-x',
  run,
  role: 'replica',
  address: '10.0.0.1:34801',
};
const another: CommandMeaning = { ...meaning, id: `${run}/replica/10.0.0.2:34801/restart`, address: '10.0.0.2:34801' };
const by = (pid: number, of = meaning): Claim => ({
  by: 'supervisor',
  meaning: of,
  supervisor: { pid, began: 'boot/100' },
});
const late = (): number => Date.now() + recordsKeptMs + 86_400_000;

/** What every CommandRecords must do. `place`: where nothing is recorded yet. */
export function commandRecordsContract(name: string, place: () => CommandRecords): void {
  describe(`records of process commands (${name})`, () => {
    let records: CommandRecords;
    beforeEach(async () => {
      records = place();
      await records.prepare(run);
    });

    it('know nothing of a command that was never claimed', async () => {
      const nothing = { claim: { kind: 'absent' }, child: { kind: 'absent' }, outcome: { kind: 'absent' } };
      expect(await records.find(meaning)).toEqual(nothing);
      await records.claim(by(1));
      expect(await records.find(another)).toEqual(nothing);
      expect(await records.find({ ...meaning, run: 'cluster-x-8000' })).toEqual(nothing);
      expect(await records.output(meaning)).toBe('');
    });

    it('give an id to one of all who want it, once and for all', async () => {
      const claims = [by(1), by(2), by(3), { by: 'nobody', meaning, why: 'there is no supervisor' } as const];
      const won = await Promise.all(claims.map((claim) => records.claim(claim)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await records.find(meaning)).claim).toEqual({ kind: 'found', value: claims[won.indexOf(true)] });
      expect(await records.claim(by(4))).toBe(false);
      expect(await records.claim(by(4, another))).toBe(true);
    });

    it('are the same ones for whoever opens them by their place', async () => {
      const others = openCommandRecords(records.place);
      await others.claim(by(1));
      await others.noteChild(meaning, { pid: 2, began: 'boot/200' });
      await others.noteOutcome(meaning, { kind: 'timed-out', afterMs: 30_000 });
      expect(await records.find(meaning)).toEqual({
        claim: { kind: 'found', value: by(1) },
        child: { kind: 'found', value: { pid: 2, began: 'boot/200' } },
        outcome: { kind: 'found', value: { kind: 'timed-out', afterMs: 30_000 } },
      });
      expect(await records.claim(by(3))).toBe(false);
    });

    it('keep output as it comes, masked, and of much of it the end', async () => {
      const sink = records.openOutput(meaning, createMasker(['xoxb-secret-of-the-bot']));
      sink.write(Buffer.from('token xoxb-secret-of-the-bot\nhalf a li'));
      expect(await records.output(meaning)).not.toContain('secret');
      expect(await records.output(meaning)).toMatch(/^token /);
      for (let line = 0; line < 3_000; line += 1) sink.write(Buffer.from(`${String(line).padEnd(1_000, '.')}\n`));
      sink.write(Buffer.from('the end'));
      sink.end();
      sink.write(Buffer.from('too late\n'));
      const kept = await openCommandRecords(records.place).output(meaning);
      expect(kept.endsWith('the end\n')).toBe(true);
      expect(kept.length).toBeGreaterThan(256 * 1_024);
      expect(kept.length).toBeLessThan(2 * 1_024 * 1_024);
    });

    it('of a run that ended long ago are removed, and nobody takes one of its commands for new', async () => {
      await records.claim(by(1));
      await records.noteOutcome(meaning, { kind: 'succeeded' });
      await records.noteAnswered(meaning);
      await records.cleanUp(Date.now());
      expect((await records.find(meaning)).claim.kind).toBe('found');
      await records.cleanUp(late());
      expect(await records.find(meaning)).toMatchObject({ claim: { kind: 'removed' }, outcome: { kind: 'absent' } });
      expect((await records.find(another)).claim).toEqual({ kind: 'removed' });
      expect((await records.find({ ...meaning, run: 'cluster-x-8000' })).claim).toEqual({ kind: 'absent' });
    });

    it('are kept of a run that is under way, and of one with a command that nobody was answered', async () => {
      await records.claim(by(1));
      await records.noteAnswered(meaning);
      await records.cleanUp(late(), run);
      expect((await records.find(meaning)).claim.kind).toBe('found');
      await records.claim(by(2, another));
      await records.cleanUp(late());
      expect((await records.find(meaning)).claim.kind).toBe('found');
    });
  });
}
