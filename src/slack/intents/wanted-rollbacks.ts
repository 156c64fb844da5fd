import type { RunService } from '../../engine/run-service.js';
import type { RunId } from '../../roll/ids.js';
import type { Run } from '../../roll/run.js';
import type { Channels } from './channels.js';
import type { Gatekeeper } from './gatekeeper.js';
import { refusalReply } from './refusal-reply.js';
import type { Replies } from './replies.js';
import { requestRoll } from './request-roll.js';
import { isAskedFor, rollbackRequest, rollsBackFor, termsOf } from './rollback.js';
import type { CommandDeps } from './commands.js';
import { inLanguage } from '../language.js';

interface Deps extends Pick<CommandDeps, 'api'> {
  readonly runService: RunService;
  readonly gatekeeper: Gatekeeper;
  readonly channels: Channels;
  readonly replies: Replies;
  readonly inBackground: (work: Promise<void>) => void;
}

/**
 * Asks for the rollback of a run that was aborted for it, once it has ended. The request is saved with the run, so that
 * it counts after a restart, too, as long as the run has not been told to its end; after that its outcome has the
 * button.
 */
export class WantedRollbacks {
  readonly #deps: Deps;
  readonly #seen = new Set<RunId>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  start(): () => void {
    for (const run of this.#deps.runService.runs()) this.#look(run);
    return this.#deps.runService.subscribe((run) => {
      this.#look(run);
    });
  }

  #look(run: Run): void {
    if (rollsBackFor(run) === undefined || this.#seen.has(run.id)) return;
    this.#seen.add(run.id);
    this.#deps.inBackground(this.#ask(run));
  }

  async #ask(run: Run): Promise<void> {
    const { runService, replies } = this.#deps;
    const by = rollsBackFor(run);
    if (by === undefined || (await isAskedFor(runService, run))) return;
    const asked = { user: by, channel: run.channel };
    const request = rollbackRequest(run, termsOf(run));
    if (!request.ok) {
      await replies.tell(asked, { text: request.failure });
      return;
    }
    const asking = await requestRoll(this.#deps, request.value, asked);
    if (asking.ok) return;
    const why =
      asking.failure.kind === 'sentence'
        ? { text: asking.failure.text }
        : await refusalReply(this.#deps, asking.failure.refusal);
    await replies.tell(asked, {
      ...why,
      text: inLanguage({
        en: `The rollback of ${run.id} was not asked for. ${why.text}`,
        zh: `没有请求 ${run.id} 的回滚。${why.text}`,
      }),
    });
  }
}
