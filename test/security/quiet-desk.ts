import { button } from '../../src/slack/render/buttons.js';
import type { Run } from '../../src/roll/run.js';
import { FakeRunService } from '../support/fake-run-service.js';

/** A desk whose runs stand in Slack already, each at a `ts` of its own: nothing is posted, only heard. */
export class QuietDesk extends FakeRunService {
  #nth = 0;

  override subscribe(): () => void {
    return () => undefined;
  }

  async stand<Shape extends Run>(
    run: Shape,
    older: readonly { readonly ts: string; readonly planId: string }[] = [],
  ): Promise<{ readonly run: Shape; readonly ts: string; readonly value: string }> {
    this.#nth += 1;
    const ts = `1767323045.${String(this.#nth).padStart(6, '0')}`;
    await this.saveConversation(run.id, {
      channel: run.channel,
      ts,
      planId: run.plan.id,
      older,
      toldSeq: 0,
      seeded: [],
    });
    return { run: this.put(run), ts, value: button(run, 'approve').value ?? '' };
  }
}
