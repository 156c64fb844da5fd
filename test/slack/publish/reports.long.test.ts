import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../src/slack/render/report.js';
import { wellProbed } from '../../support/told-availability.js';
import { alice, awaiting, bob, channel, done, logged, rejected } from '../../support/told-runs.js';
import { openOffice, until, type Office, type Seen } from '../bot.js';

const filesOf = (seen: Seen): readonly { id?: unknown; name?: unknown }[] =>
  Array.isArray(seen['files']) ? (seen['files'] as { id?: unknown }[]) : [];
const filesIn = async (office: Office): Promise<readonly { id?: unknown; name?: unknown }[]> =>
  (await office.thread()).flatMap(filesOf);

/** A run that has been asked for, and is over; resolves when people have been told all of it. */
async function end(office: Office, run = done()): Promise<Seen> {
  office.runService.put({ ...awaiting({ plan: run.plan }), id: run.id });
  await office.message(run.id);
  office.runService.put(run);
  await until(
    () => office.runService.toldRuns.includes(run.id),
    () => office.lines.join('\n'),
  );
  return office.message(run.id);
}

const measured = { ...done(), progress: { ...done().progress, availability: wellProbed } };

describe('the report of a run', () => {
  it('stands in the thread as a file, and the outcome leads to it', async () => {
    const office = await openOffice();
    const message = await end(office);
    const [file, ...others] = await filesIn(office);
    expect(others).toEqual([]);
    expect(file).toMatchObject({ name: 'cluster-x-7f3a.md', title: 'Restart of cluster-x: done' });
    const content = await (await fetch(`${office.workspace.url}/files/${String(file?.id)}`)).text();
    expect(content).toBe(
      renderReport(
        done(),
        office.runService.auditHead(),
        new Map([
          [alice, 'alice'],
          [bob, 'bob'],
        ]),
      ).text,
    );
    expect(message.text).toContain(`<${office.workspace.url}/files/${String(file?.id)}|Report of the whole run>`);
  });

  it('names people as they are known, and by their ids where Slack does not tell their names', async () => {
    const contentOf = async (office: Office): Promise<string> => {
      await end(office);
      const [file] = await filesIn(office);
      return (await fetch(`${office.workspace.url}/files/${String(file?.id)}`)).text();
    };
    const named = await contentOf(await openOffice());
    expect(named).toContain('| Asked for by | @alice, ');
    expect(named).toContain(`| bob | \`${bob}\` |`);
    const unnamed = await openOffice();
    await unnamed.misbehave({ kind: 'error', error: 'missing_scope', methods: ['users.info'] });
    expect(await contentOf(unnamed)).toContain(`| Asked for by | @${alice}, `);
  });

  it('has a picture beside it, in the same post, of a run that was measured', async () => {
    const drawn: string[] = [];
    const office = await openOffice({
      slack: {
        rasterize: (svg) => {
          drawn.push(svg);
          return Promise.resolve(new TextEncoder().encode('a picture'));
        },
      },
    });
    await end(office, measured);
    const posts = (await office.thread()).map(filesOf).filter((files) => files.length > 0);
    expect(posts).toMatchObject([[{ name: 'cluster-x-7f3a.md' }, { name: 'cluster-x-7f3a.png' }]]);
    expect(await (await fetch(`${office.workspace.url}/files/${String(posts[0]?.[1]?.id)}`)).text()).toBe('a picture');
    expect(drawn).toEqual([expect.stringMatching(/^<svg .*Restart of cluster-x: done/) as string]);
  });

  it('comes without the picture where that cannot be drawn', async () => {
    const office = await openOffice({ slack: { rasterize: () => Promise.reject(new Error('no renderer')) } });
    await end(office, measured);
    expect(await filesIn(office)).toMatchObject([{ name: 'cluster-x-7f3a.md' }]);
    expect(office.lines.join('\n')).toContain('the picture of a run cannot be drawn');
  });

  it('stands there once, though the answer to the upload got lost', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'lost-answer', methods: ['files.completeUploadExternal'], times: 1 });
    const message = await end(office);
    expect(await filesIn(office)).toHaveLength(1);
    expect(message.text).toContain('eport of the whole run');
  });

  it.each([
    [
      'a scope that is missing',
      { kind: 'error', error: 'missing_scope', methods: ['files.getUploadURLExternal'] },
      'missing_scope',
    ],
    ['a Slack that never answers', { kind: 'lost-request', methods: ['files.getUploadURLExternal'] }, 'no answer'],
    [
      'a file that Slack does not take',
      { kind: 'error', error: 'file_update_failed', methods: ['files.completeUploadExternal'] },
      'file_update_failed',
    ],
  ])('does not keep a run from ending: %s', async (_what, fault, why) => {
    const office = await openOffice();
    await office.misbehave(fault);
    const message = await end(office);
    expect(message.text).toContain(`The report could not be put here: ${why}`);
    expect(message.metadata?.event_payload['state']).toBe('done');
  });

  it('waits for its turn when Slack has had enough', async () => {
    const office = await openOffice();
    await office.misbehave({
      kind: 'rate-limit',
      retryAfterSeconds: 2,
      methods: ['files.getUploadURLExternal'],
      times: 1,
    });
    await end(office);
    expect(await filesIn(office)).toHaveLength(1);
  });

  it('is taken up by a bot that comes back in the middle of it', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'lost-request', methods: ['files.completeUploadExternal'] });
    const run = done();
    office.runService.put({ ...awaiting({ plan: run.plan }), id: run.id });
    await office.message(run.id);
    office.runService.put(run);
    await until(() => office.runService.conversation(run.id)?.report?.kind === 'sending');
    await fetch(`${office.workspace.url}/_control/misbehave`, { method: 'DELETE' });
    await office.restart();
    await until(() => office.runService.toldRuns.includes(run.id));
    expect(await filesIn(office)).toHaveLength(1);
  });

  it('is not made of a run in which nothing was done', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting({ channel }));
    await office.message(run.id);
    office.runService.put(rejected({ channel, log: logged({ kind: 'rejected', by: bob }) }));
    await until(() => office.runService.toldRuns.includes(run.id));
    expect(await filesIn(office)).toEqual([]);
  });
});
