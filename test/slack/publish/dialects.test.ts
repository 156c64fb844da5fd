import { describe, expect, it } from 'vitest';
import { runId } from '../../../src/roll/ids.js';
import { held, hold, logged, rolling } from '../../support/told-runs.js';
import { openOffice, type Seen } from '../bot.js';

const types = ({ blocks = [] }: Seen): readonly string[] => blocks.map(({ type }) => type);
const oldSlack = { kind: 'refuse-blocks', types: ['plan', 'task_card', 'alert'] };

describe('the blocks of a message', () => {
  it('are the newer ones where Slack takes them', async () => {
    const office = await openOffice();
    const run = office.desk.put(rolling());
    expect(types(await office.message(run.id))).toContain('plan');
    expect(office.lines.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  it('are sections where it does not, for every run and after one refusal', async () => {
    const office = await openOffice();
    await office.misbehave(oldSlack);
    const first = office.desk.put(rolling());
    const message = await office.message(first.id);
    expect(types(message)).not.toContain('plan');
    expect(types(message)).toContain('actions');
    expect(message.text).toContain('10.0.0.2:34801');

    const second = office.desk.put({ ...held({ log: logged({ kind: 'held', hold }) }), id: runId('cluster-y-0001') });
    expect(types(await office.message(second.id))).not.toContain('alert');
    const refused = office.lines.filter((line) => line.includes('does not take the newer blocks'));
    expect(refused).toHaveLength(1);
  });

  it('turn into sections when a message is edited and Slack has changed its mind', async () => {
    const office = await openOffice();
    const run = office.desk.put(rolling());
    await office.message(run.id, (seen) => types(seen).includes('plan'));
    await office.misbehave({ ...oldSlack, methods: ['chat.update'] });
    office.desk.put(held());
    const message = await office.message(run.id, ({ metadata }) => metadata?.event_payload['state'] === 'held');
    expect(types(message)).not.toContain('plan');
    expect(types(message)).toContain('actions');
  });
});
