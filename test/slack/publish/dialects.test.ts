import { describe, expect, it } from 'vitest';
import { runId } from '../../../src/roll/ids.js';
import { held, hold, logged, rolling } from '../../support/told-runs.js';
import { openOffice, until, type Seen } from '../bot.js';

const types = ({ blocks = [] }: Seen): readonly string[] => blocks.map(({ type }) => type);
const oldSlack = { kind: 'refuse-blocks', types: ['plan', 'task_card'] };

describe('the blocks of a message', () => {
  it('are the newer ones where Slack takes them', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    expect(types(await office.message(run.id))).toContain('plan');
    expect(office.lines.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  it('are the newer ones in a run that is held as well, as its warnings are of no newer kind', async () => {
    const office = await openOffice();
    const run = office.runService.put(held({ log: logged({ kind: 'held', hold }) }));
    const message = await office.message(run.id, (seen) => types(seen).includes('plan'));
    expect(JSON.stringify(message.blocks)).toContain(':rotating_light:');
    await until(() => office.runService.conversation(run.id)?.toldSeq === run.log.at(-1)?.seq);
    expect(office.lines.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  it.each(['msg_blocks_too_long', 'msg_too_long', 'no_text'])(
    'are still the newer ones for other runs after %s, which is about one message',
    async (error) => {
      const office = await openOffice();
      await office.misbehave({ kind: 'error', error, methods: ['chat.postMessage'], times: 1 });
      const first = office.runService.put(rolling());
      expect(types(await office.message(first.id))).not.toContain('plan');
      const second = office.runService.put({ ...rolling(), id: runId('cluster-y-0001') });
      expect(types(await office.message(second.id))).toContain('plan');
    },
  );

  it('are sections where it does not, for every run and after one refusal', async () => {
    const office = await openOffice();
    await office.misbehave(oldSlack);
    const first = office.runService.put(rolling());
    const message = await office.message(first.id);
    expect(types(message)).not.toContain('plan');
    expect(types(message)).toContain('actions');
    expect(message.text).toContain('10.0.0.2:34801');

    const second = office.runService.put({
      ...held({ log: logged({ kind: 'held', hold }) }),
      id: runId('cluster-y-0001'),
    });
    expect(types(await office.message(second.id))).not.toContain('alert');
    const refused = office.lines.filter((line) => line.includes('does not take the newer blocks'));
    expect(refused).toHaveLength(1);
  });

  it('turn into sections when a message is edited and Slack has changed its mind', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    await office.message(run.id, (seen) => types(seen).includes('plan'));
    await office.misbehave({ ...oldSlack, methods: ['chat.update'] });
    office.runService.put(held());
    const message = await office.message(run.id, ({ metadata }) => metadata?.event_payload['state'] === 'held');
    expect(types(message)).not.toContain('plan');
    expect(types(message)).toContain('actions');
  });
});
