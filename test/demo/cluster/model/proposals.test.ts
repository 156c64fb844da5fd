import { describe, expect, it } from 'vitest';
import { nth, Story } from './story.js';

describe('a proposal is registered, not done', () => {
  const first = (story: Story): { primary: string; secondary: string } => {
    const { primary, secondaries } = nth(story.partitions(), 0);
    return { primary: primary ?? '', secondary: nth(secondaries, 0) };
  };

  it('acts at the next tick: two ballots for a moved primary, the old one last among the secondaries', async () => {
    const story = new Story();
    const { primary, secondary } = first(story);
    const before = nth(story.partitions(), 0);
    expect(story.movePrimary(1, 0, primary, secondary)).toBe('ERR_OK');
    expect(nth(story.partitions(), 0)).toEqual(before);
    expect(await story.until(() => nth(story.partitions(), 0).primary === secondary)).toBeLessThan(11);
    expect(nth(story.partitions(), 0)).toMatchObject({
      ballot: before.ballot + 2,
      secondaries: [nth(before.secondaries, 1), primary],
    });
  });

  it('is refused while another of that partition is pending', () => {
    const story = new Story();
    const { primary, secondary } = first(story);
    expect(story.movePrimary(1, 0, primary, secondary)).toBe('ERR_OK');
    expect(story.movePrimary(1, 0, primary, secondary)).toBe('ERR_INVALID_PARAMETERS');
  });

  it('is answered ERR_OK and silently cleared when it does not fit', async () => {
    const story = new Story();
    const { primary, secondary } = first(story);
    expect(story.movePrimary(1, 0, secondary, primary)).toBe('ERR_OK');
    const before = nth(story.partitions(), 0);
    await story.pass(12);
    expect(nth(story.partitions(), 0)).toEqual(before);
    expect(story.movePrimary(1, 0, primary, secondary)).toBe('ERR_OK');
  });

  it('is cleared by setting a level at or below steady', async () => {
    const story = new Story();
    const { primary, secondary } = first(story);
    story.movePrimary(1, 0, primary, secondary);
    story.level('steady');
    const before = nth(story.partitions(), 0);
    await story.pass(12);
    expect(nth(story.partitions(), 0)).toEqual(before);
  });

  it('names the partition that does not exist with an error', () => {
    const story = new Story();
    const { primary, secondary } = first(story);
    expect(story.movePrimary(9, 0, primary, secondary)).toBe('ERR_INVALID_PARAMETERS');
    expect(story.movePrimary(1, 99, primary, secondary)).toBe('ERR_INVALID_PARAMETERS');
  });

  it.each([
    ['2.4.0', 'ERR_FORWARD_TO_OTHERS'],
    ['2.5.0', 'ERR_INVALID_PARAMETERS'],
    ['2.6.0-SNAPSHOT', 'ERR_APP_NOT_EXIST'],
  ])('to a standby of %s is answered %s', (version, err) => {
    const story = new Story({ version });
    const { primary, secondary } = first(story);
    const reply = story.cluster.propose(story.meta(2), 1, 0, [
      { target: primary, node: secondary, type: 'DOWNGRADE_TO_INACTIVE' },
    ]);
    expect(reply).toEqual({ kind: 'answer', value: { err } });
  });

  it('can be told to be refused or lost', async () => {
    const story = new Story();
    const { primary, secondary } = first(story);
    story.cluster.faults.refuseProposals(1, 'ERR_TIMEOUT');
    expect(story.movePrimary(1, 0, primary, secondary)).toBe('ERR_TIMEOUT');
    story.cluster.faults.dropProposals(1);
    expect(story.movePrimary(1, 0, primary, secondary)).toBe('ERR_OK');
    await story.pass(12);
    expect(nth(story.partitions(), 0).primary).toBe(primary);
    expect(story.movePrimary(1, 0, primary, secondary)).toBe('ERR_OK');
    await story.pass(12);
    expect(nth(story.partitions(), 0).primary).toBe(secondary);
  });

  it('waits for another tick with each further action, but not with the upgrade after a lost primary', async () => {
    const story = new Story();
    const { primary, secondary } = first(story);
    story.set('meta.lb.add_secondary_max_count_for_one_node', '0');
    story.propose(
      1,
      0,
      { target: primary, node: primary, type: 'DOWNGRADE_TO_SECONDARY' },
      { target: secondary, node: secondary, type: 'UPGRADE_TO_PRIMARY' },
      { target: secondary, node: primary, type: 'DOWNGRADE_TO_INACTIVE' },
    );
    await story.until(() => nth(story.partitions(), 0).primary === secondary);
    await story.pass(5);
    expect(nth(story.partitions(), 0).secondaries).toContain(primary);
    await story.pass(6);
    expect(nth(story.partitions(), 0).secondaries).not.toContain(primary);
  });
});

describe('what holds a heal up', () => {
  it('is a learner that makes no progress, until it is given up', async () => {
    const story = new Story();
    const node = story.node(1);
    await story.drain(node);
    story.cluster.faults.stallLearners();
    story.set('meta.lb.add_secondary_max_count_for_one_node', '100');
    await story.pass(60);
    expect(story.notFull()).toBeGreaterThan(50);
    story.cluster.faults.releaseLearners();
    expect(await story.until(() => story.notFull() === 0)).toBeLessThan(12);
  });

  it('is a black list on the last dropped server: others get the copies at once', async () => {
    const story = new Story();
    const node = story.node(1);
    await story.drain(node);
    expect(story.ask(story.leader, 'meta.lb.assign_secondary_black_list', node)).toBe('set ok');
    story.set('meta.lb.add_secondary_max_count_for_one_node', '100');
    await story.until(() => story.notFull() === 0);
    expect(story.replicas(node)).toBe(0);
  });
});
