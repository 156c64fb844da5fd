import type { Conversation } from '../../roll/conversation.js';
import { describe, isLacking, type ApiFailure } from '../api/failure.js';
import { namesFor } from '../names.js';
import { again, wait, waitUnlessPoked, type Turn } from '../pump.js';
import { isReported, renderReport, reportTitle, type Reported } from '../render/report.js';
import { findFile } from './find-post.js';
import { settleMs } from './lane-tools.js';
import type { Telling } from './telling.js';

/** So often Slack may leave an upload without an answer. */
const mostTries = 3;

/**
 * The report of a run that is over, as a file in its thread: 1. get an address · 2. send the bytes · 3. put the file
 * into the thread. Whatever goes wrong, the run has ended all the same, and its message says why there is no report.
 */
export class Reports {
  readonly #telling: Telling;
  readonly #onSettled: () => void;
  #tries = 0;

  constructor(telling: Telling, onSettled: () => void) {
    this.#telling = telling;
    this.#onSettled = onSettled;
  }

  /** Whether there is a report in the thread, or never will be. */
  get settled(): boolean {
    const { run, book } = this.#telling;
    const kind = book.now().report?.kind;
    return !isReported(run) || kind === 'sent' || kind === 'failed';
  }

  /** @returns undefined when there is nothing to be sent. */
  async step(): Promise<Turn | undefined> {
    const { run, book } = this.#telling;
    const { channel, ts, report } = book.now();
    if (this.settled || !isReported(run) || ts === undefined) return undefined;
    return report?.kind === 'sending' ? this.#look(run, channel, ts, report.file) : this.#upload(run, channel, ts);
  }

  async #upload(run: Reported, channel: string, ts: string): Promise<Turn> {
    const { book, tools } = this.#telling;
    // The file stands in the channel's thread like any other post.
    const early = tools.pace.early(channel, this, false);
    if (early > 0) return waitUnlessPoked(early);
    const names = await namesFor(run, tools.api, tools.speech.groupIds);
    const { filename, text } = renderReport(run, tools.desk.auditHead(), names);
    const address = await tools.api.uploadAddress(filename, Buffer.byteLength(text));
    if (!address.ok) return this.#failed(address.failure);
    const sent = await tools.api.sendFile(address.value.url, text);
    if (!sent.ok) return this.#failed(sent.failure);
    const { file } = address.value;
    await book.change((now) => ({ ...now, report: { kind: 'sending', file } }));
    return this.#complete(run, channel, ts, file);
  }

  async #complete(run: Reported, channel: string, ts: string, file: string): Promise<Turn> {
    const { tools } = this.#telling;
    const done = await tools.api.completeUpload(file, reportTitle(run), channel, ts);
    return done.ok ? this.#settle(stands(done.value)) : this.#failed(done.failure);
  }

  /** It is not known whether the file was put into the thread: looked for before it is put there again. */
  async #look(run: Reported, channel: string, ts: string, file: string): Promise<Turn> {
    const found = await findFile(this.#telling.tools.api, { channel, ts, file });
    if (!found.ok)
      return isLacking(found.failure)
        ? this.#settle({
            kind: 'failed',
            why: found.failure.kind === 'refused' ? found.failure.error : found.failure.kind,
          })
        : this.#failed(found.failure);
    return found.value === undefined
      ? this.#complete(run, channel, ts, file)
      : this.#settle(stands(found.value.permalink));
  }

  async #failed(failure: ApiFailure): Promise<Turn> {
    const { run, tools } = this.#telling;
    if (failure.kind === 'rate-limited') return wait(failure.retryAfterMs);
    this.#tries += 1;
    if (failure.kind === 'unknown-outcome' && this.#tries < mostTries) return wait(settleMs);
    if (isLacking(failure))
      tools.lacks.note('files.getUploadURLExternal', failure, 'runs end without a report in their thread');
    else tools.log.warn({ run: run.id, reason: describe(failure) }, 'the report of a run cannot be sent');
    return this.#settle({ kind: 'failed', why: describe(failure) });
  }

  async #settle(report: NonNullable<Conversation['report']>): Promise<Turn> {
    await this.#telling.book.change((now) => ({ ...now, report }));
    this.#onSettled();
    return again;
  }
}

const stands = (link: string | undefined): NonNullable<Conversation['report']> => ({
  kind: 'sent',
  ...(link === undefined ? {} : { link }),
});
