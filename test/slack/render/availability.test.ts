import { describe, expect, it } from 'vitest';
import type { Availability } from '../../../src/roll/availability/availability.js';
import { noOutages, type Outages } from '../../../src/roll/availability/outage.js';
import { availabilityLines } from '../../../src/slack/render/availability-words.js';
import { wellAvailable, wellProbed } from '../../support/told-availability.js';
import { done } from '../../support/told-runs.js';

const verdict = (availability: Availability): string =>
  availabilityLines({ ...done(), progress: { ...done().progress, availability } }).join('\n');

const unwritable = (outages: Partial<Outages>): string =>
  verdict({ ...wellAvailable, outages: { ...wellAvailable.outages, unwritable: { ...noOutages, ...outages } } });

describe('the verdict on availability', () => {
  it('says that nothing was wrong only where the ballots prove it', () => {
    expect(unwritable({})).toContain('no partition was without a primary, or had too few copies');
    expect(unwritable({ longest: { least: 0, most: 1_900 } })).toContain('for longer than 1.9 s');
  });

  it('warns of what was seen for longer than a reconfiguration, with its bounds', () => {
    const seen = unwritable({ longest: { least: 19_000, most: 23_400 }, times: 5, peak: 4 });
    expect(seen).toContain(':warning: partitions could not take writes: seen 5 times, up to 4 at once');
    expect(seen).toContain('for 19 s to 23 s');
  });

  it('warns when a server died, though the meta showed partitions without a primary for a moment only', () => {
    expect(unwritable({ longest: { least: 0, most: 22_900 }, times: 1, peak: 3 })).toContain('for 0.0 s to 23 s');
    expect(unwritable({ longest: { least: 0, most: 22_900 } })).toContain(
      ':warning: partitions may have been unable to take writes, one of them for up to 23 s',
    );
  });

  it('begins with what a client met, and warns of what failed or was lost', () => {
    const { probe } = wellProbed;
    if (probe === undefined) throw new Error('there is a probe');
    const probed = (counts: Partial<typeof probe.counts>): string =>
      verdict({ ...wellProbed, probe: { ...probe, counts: { ...probe.counts, ...counts } } });
    expect(probed({})).toMatch(/^\*Availability:\* \*0 of 8,412 operations failed, slowest 1\.07 s, none lost\* \(/);
    expect(probed({ failed: 3 })).toContain(':warning: *3 of 8,412 operations failed');
    expect(probed({ lost: 1 })).toContain('1 lost*');
    expect(probed({ readBack: 0 })).toContain('slowest 1.07 s, no write was read back*');
    expect(
      verdict({ ...wellProbed, probe: { ...probe, partitions: 0, counts: { ...probe.counts, operations: 0 } } }),
    ).toContain(':warning: the probe could not work (no table canary was found)');
  });

  it('says for how long nobody looked, and proves nothing of that time', () => {
    const calm = { ...wellAvailable, outages: { ...wellAvailable.outages, unwritable: noOutages } };
    expect(verdict({ ...calm, unwatchedMs: 40_000 })).toContain('nobody looked for 40 s');
    for (const gap of [{ unwatchedMs: 40_000 }, { readings: 1 }]) {
      expect(verdict({ ...calm, ...gap })).toContain('no partition was seen without a primary');
    }
  });
});
