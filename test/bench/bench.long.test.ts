import { describe, expect, it } from 'vitest';
import { measureAnswers } from '../../bench/answers.js';
import { measureCommand } from '../../bench/command.js';
import { measureSnapshot } from '../../bench/snapshot.js';

const names = (rows: readonly { readonly name: string; readonly measured: string }[]): readonly string[] =>
  rows.map(({ name, measured }) => {
    expect(measured).toMatch(/^\d+(\.\d+)? ms/);
    return name;
  });

// What it measures is for a machine that has nothing else to do. That it still can, is seen here.
describe('the bench', () => {
  it('replays what shells have printed', async () => {
    const { rows, plan } = await measureSnapshot();
    expect(names(rows)).toHaveLength(2);
    expect(plan.targets.length).toBeGreaterThan(100);
  }, 120_000);

  it('has people pause and resume runs in every way', async () => {
    const rows = await measureAnswers({ runs: 3, rounds: 1 });
    expect(names(rows)).toEqual([
      expect.stringMatching(/^effect of a reaction/),
      expect.stringMatching(/^effect of a button/),
      expect.stringMatching(/^effect of a command/),
      expect.stringMatching(/^… of all/),
    ]);
  }, 120_000);

  it('asks for the status of runs that are under way', async () => {
    expect(names(await measureCommand({ runs: 3, commands: 5 }))).toHaveLength(2);
  }, 120_000);
});
