import { describe, expect, it } from 'vitest';
import { nodeAddress } from '../../src/roll/ids.js';
import { resultsOf } from '../../src/roll/checks/result.js';
import { foreign } from '../../src/roll/message.js';
import { openOffice, until, type Office } from './bot.js';

async function told(office: Office, many: number, user = 'alice'): Promise<readonly string[]> {
  await until(async () => (await office.ephemeralsTo(user)).length >= many);
  return office.ephemeralsTo(user);
}

const leader = nodeAddress('10.0.0.1:34601');

describe('/pegasus check', () => {
  it('says at once that it looks, then to whoever asked what is wrong and what to do, the worst first', async () => {
    const office = await openOffice();
    office.runService.found = [
      resultsOf('reading')('ok', { code: 'gates-pass', gates: ['nodes-alive'] }),
      resultsOf('flow-control')('warn', { code: 'flow-control-off' }, { code: 'do-turn-on-flow-control', leader }),
      resultsOf('hosts')('note', foreign('two servers on one machine')),
      resultsOf('clocks')('fail', foreign('a clock <!here> was not understood'), { code: 'do-ask-again' }, ['garbage']),
      resultsOf('names')('unknown', foreign('no name service')),
    ];
    await office.command('check cluster-x');
    const [first, report = ''] = await told(office, 2);
    expect(first).toBe('Checking cluster-x …');
    expect(report).toMatch(
      /^Check of cluster-x: 1 thing doesn't work, 1 worth a look before a roll, 1 could not be told\n:x: clocks: a clock &lt;!here&gt; was not understood\n\s+→ Ask again;/,
    );
    expect(report).toMatch(
      /:warning: flow-control: meta\.lb\.add_secondary_enable_flow_control is false: .*\n\s+→ A run turns it on .*remote_command -l 10\.0\.0\.1:34601/,
    );
    for (const part of [':grey_question: names: no name service', 'garbage', ':information_source: hosts: two servers'])
      expect(report).toContain(part);
    expect(report).toMatch(/:white_check_mark: reading\. Looked at in 2 s; nothing was changed\.$/);
  });

  it('says that it looks before anything has answered', async () => {
    const office = await openOffice();
    office.runService.found = undefined;
    await office.command('check cluster-x');
    expect(await told(office, 1)).toEqual(['Checking cluster-x …']);
  });

  it('knows its clusters, wants one of them, and is nothing for guests', async () => {
    const office = await openOffice();
    await office.command('check cluster-z');
    expect((await told(office, 2))[1]).toContain('cluster-x');
    await office.command('check');
    expect((await told(office, 3))[2]).toContain('Which cluster? For example: check cluster-x.');
    await office.command('check cluster-x', 'gus');
    expect((await told(office, 2, 'gus'))[1]).toBe('Guests of this workspace can look, but not act.');
  });
});
