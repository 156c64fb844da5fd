import { describe, expect, it } from 'vitest';
import { isVersionRange } from '../../src/lib/version-range.js';
import { knownVersionRules } from '../../src/roll/known-version-rules.js';
import { makePlan, unknownTargets } from '../../src/roll/make-plan.js';
import { defaultOptions, type RollOptions } from '../../src/roll/options.js';
import { alwaysOpen } from '../../src/roll/calendar.js';
import type { VersionRule } from '../../src/roll/version-rule.js';
import { allVersionRules, newerThan, versionNotes } from '../../src/roll/version-rules.js';
import { policy } from '../support/core-run.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

const names = (from: readonly string[], to: string, mode: RollOptions['mode'] = 'ha'): readonly string[] =>
  versionNotes(from, to, allVersionRules(), { mode, waived: [] }).map(({ name, level }) => `${level} ${name}`);

describe('what is known of an upgrade or a downgrade', () => {
  it.each([
    ['1.12.3', '2.0.0', []],
    ['1.12.3', '2.2.0', ['block skips-2.0']],
    ['1.12.3', '2.5.0', ['block skips-2.0', 'block skips-2.1']],
    ['2.0.0', '2.4.0', ['warn replicas-closed']],
    ['2.0.0', '2.5.0', ['block skips-2.1', 'warn replicas-closed']],
    ['2.1.0', '2.5.0', []],
    ['2.4.0', '2.5.0', []],
    ['2.1.0', '2.0.0', ['block back-to-2.0']],
    ['2.5.0', '2.0.1', ['block back-to-2.0']],
    ['2.0.0', '1.12.3', ['block back-before-2.0']],
    ['2.5.0', '2.6.0', ['warn server-names-of-2.6']],
    ['2.5.0', '2.6.0-SNAPSHOT', ['warn server-names-of-2.6']],
    ['2.6.0-SNAPSHOT', '2.6.0', []],
    ['2.5.0', '2.5.1', []],
    ['own-build', '2.5.0', ['warn not-compared']],
    ['2.0.0', 'own-build', ['warn not-compared']],
  ])('from %s to %s: %j', (from, to, expected) => {
    expect(names([from], to)).toEqual(expected);
  });

  it('blocks in simple mode what ha mode sees to', () => {
    expect(names(['2.0.0'], '2.4.0', 'simple')).toEqual(['block closes-no-replica']);
  });

  it('names the versions that a rule is about, of all that are there', () => {
    const [note] = versionNotes(['2.4.0', '1.12.3'], '2.2.0', allVersionRules(), { mode: 'ha', waived: ['skips-2.0'] });
    expect(note).toMatchObject({ name: 'skips-2.0', from: ['1.12.3'], waived: true });
  });

  it('a rule of the configuration takes the place of the known one of its name', () => {
    const own: VersionRule = { name: 'skips-2.0', from: '*', to: '*', level: 'warn', what: 'we have tried it' };
    const rules = allVersionRules([own]);
    expect(rules.filter(({ name }) => name === 'skips-2.0')).toEqual([own]);
    expect(rules).toHaveLength(knownVersionRules.length);
  });

  it('has ranges that can be read, and each name once', () => {
    for (const { name, from, to } of knownVersionRules)
      expect([name, isVersionRange(from), isVersionRange(to)]).toEqual([name, true, true]);
    expect(new Set(knownVersionRules.map(({ name }) => name)).size).toBe(knownVersionRules.length);
  });

  it('tells a downgrade, also from a snapshot, and says nothing of what it cannot read', () => {
    expect(newerThan(['2.5.0', '2.4.0', '2.3.0'], '2.4.0')).toEqual(['2.5.0']);
    expect(newerThan(['2.6.0', '2.6.0-SNAPSHOT', 'own-build'], '2.6.0-SNAPSHOT')).toEqual(['2.6.0']);
  });
});

describe('a plan', () => {
  const plan = (
    now: string,
    options: Partial<RollOptions>,
    versionRules?: readonly VersionRule[],
    change: (cluster: IdealCluster) => void = () => undefined,
  ) => {
    const cluster = new IdealCluster();
    for (const { address } of cluster.nodes) cluster.restart(address, now);
    change(cluster);
    const seen = cluster.observe({ processes: cluster.nodes.map(({ address }) => address), ddd: true });
    const asked = { ...defaultOptions, roles: ['replica' as const], ...options };
    const own = versionRules === undefined ? policy : { ...policy, versionRules };
    return {
      plan: makePlan(seen, asked, { now: 0, policy: own, restarts: [], lock: undefined, calendar: alwaysOpen }),
      unknown: unknownTargets(seen, asked, own),
    };
  };
  const gate = ({ plan: { gates } }: ReturnType<typeof plan>) => gates.find(({ gate }) => gate === 'version-path');

  it('that a rule forbids blocks, says why and what to type', () => {
    const made = plan('2.0.0', { version: '2.5.0' });
    expect(gate(made)).toMatchObject({ verdict: 'block', lasting: true });
    expect(inWords(gate(made))).toMatchObject({
      reason: expect.stringMatching(/^from 2\.0\.0: 2\.5 opens the data.*--allow version=skips-2\.1$/) as string,
    });
    expect(made.plan.versionNotes).toMatchObject([{ name: 'skips-2.1' }, { name: 'replicas-closed' }]);
  });

  it('that people allow by name passes, is another plan, and still names it', () => {
    const refused = plan('2.0.0', { version: '2.5.0' });
    const allowed = plan('2.0.0', { version: '2.5.0', allowVersionRules: ['skips-2.1'] });
    expect(gate(allowed)).toMatchObject({ verdict: 'pass' });
    expect(allowed.plan.versionNotes?.[0]).toMatchObject({ name: 'skips-2.1', waived: true });
    expect(allowed.plan.id).not.toBe(refused.plan.id);
  });

  it('that a restart makes has no such check', () => {
    expect(gate(plan('2.0.0', {}))).toBeUndefined();
  });

  it('says that no rule could be looked up for a server that does not say its version', () => {
    const { versionNotes: notes } = plan('2.4.0', { version: '2.5.0' }, [], (cluster) => {
      cluster.kill(server(2));
    }).plan;
    expect(notes).toMatchObject([{ name: 'not-compared', level: 'warn', from: [`unknown (${server(2)})`] }]);
  });

  it('names a downgrade', () => {
    expect(plan('2.5.0', { version: '2.4.0' }).plan.downgradeFrom).toEqual(['2.5.0']);
    expect(plan('2.4.0', { version: '2.5.0' }).plan.downgradeFrom).toBeUndefined();
  });

  it('asks whoever allows a rule that is not there, or one that never blocks, for another name', () => {
    for (const rule of ['skips-2.9', 'replicas-closed'])
      expect(plan('2.4.0', { version: '2.5.0', allowVersionRules: [rule] }).unknown).toMatchObject({ about: 'allow' });
    expect(plan('2.4.0', { version: '2.5.0', allowVersionRules: ['skips-2.1'] }).unknown).toBeUndefined();
  });

  it('with a rule of the configuration blocks by it', () => {
    const own: VersionRule = { name: 'not-2.5.0', from: '*', to: '2.5.0', level: 'block', what: 'wait for 2.5.1' };
    expect(gate(plan('2.4.0', { version: '2.5.0' }, [own]))).toMatchObject({ verdict: 'block' });
    expect(gate(plan('2.4.0', { version: '2.5.1' }, [own]))).toMatchObject({ verdict: 'pass' });
  });
});
