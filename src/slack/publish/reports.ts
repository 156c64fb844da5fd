import type { Conversation } from '../../conversation/conversation.js';
import { describe, isLacking, type ApiFailure } from '../api/failure.js';
import { namesFor } from '../names.js';
import { requeue, wait, waitUnlessWoken, type LoopResult } from '../reconcile-loop.js';
import { ok, type Result } from '../../lib/result.js';
import { timelineSvg } from '../../picture/timeline.js';
import { renderReport, reportTitle } from '../render/report.js';
import { isReported, type Reported } from '../render/reported.js';
import { timelineOfRun } from '../render/timeline-of-run.js';
import { findFile } from './find-post.js';
import { settleMs } from './run-publisher-deps.js';
import type { RunPresentation } from './run-presentation.js';

type Sending = Extract<NonNullable<Conversation['report']>, { kind: 'sending' }>;

/** So often Slack may leave an upload without an answer. */
const mostTries = 3;

/**
 * The report of a run that is over, as a file in its thread: 1. get an address · 2. send the bytes · 3. put the file
 * into the thread. Whatever goes wrong, the run has ended all the same, and its message says why there is no report.
 */
export class Reports {
  readonly #presentation: RunPresentation;
  readonly #onSettled: () => void;
  #tries = 0;

  constructor(presentation: RunPresentation, onSettled: () => void) {
    this.#presentation = presentation;
    this.#onSettled = onSettled;
  }

  /** Whether there is a report in the thread, or never will be. */
  get settled(): boolean {
    const { run, book } = this.#presentation;
    const kind = book.now().report?.kind;
    return !isReported(run) || kind === 'sent' || kind === 'failed';
  }

  /** @returns undefined when there is nothing to be sent. */
  async step(): Promise<LoopResult | undefined> {
    const { run, book } = this.#presentation;
    const { channel, ts, report } = book.now();
    if (this.settled || !isReported(run) || ts === undefined) return undefined;
    return report?.kind === 'sending' ? this.#look(run, channel, ts, report) : this.#upload(run, channel, ts);
  }

  async #upload(run: Reported, channel: string, ts: string): Promise<LoopResult> {
    const { book, deps } = this.#presentation;
    // The file stands in the channel's thread like any other post.
    const early = deps.pace.early(channel, this, false);
    if (early > 0) return waitUnlessWoken(early);
    const names = await namesFor(run, deps.api, deps.speech.groupIds);
    const { filename, text } = renderReport(run, deps.runService.auditHead(), names);
    const report = await this.#send(filename, new TextEncoder().encode(text));
    if (!report.ok) return this.#failed(report.failure);
    const picture = await this.#sendPicture(run, filename.replace(/\.md$/, '.png'));
    const sending: Sending = {
      kind: 'sending',
      file: report.value,
      ...(picture === undefined ? {} : { picture }),
    };
    await book.change((now) => ({ ...now, report: sending }));
    return this.#complete(run, channel, ts, sending);
  }

  /** @returns the id that Slack has given the file, which stands nowhere so far */
  async #send(filename: string, content: Uint8Array<ArrayBuffer>): Promise<Result<string, ApiFailure>> {
    const { api } = this.#presentation.deps;
    const address = await api.uploadAddress(filename, content.byteLength);
    if (!address.ok) return address;
    const sent = await api.sendFile(address.value.url, content);
    return sent.ok ? ok(address.value.file) : sent;
  }

  /** A run without a picture is reported all the same. */
  async #sendPicture(run: Reported, filename: string): Promise<string | undefined> {
    const { rasterize, log } = this.#presentation.deps;
    const timeline = timelineOfRun(run, reportTitle(run));
    if (rasterize === undefined || timeline === undefined) return undefined;
    try {
      const sent = await this.#send(filename, new Uint8Array(await rasterize(timelineSvg(timeline))));
      if (sent.ok) return sent.value;
      log.warn({ run: run.id, reason: describe(sent.failure) }, 'the picture of a run cannot be sent');
    } catch (error) {
      log.warn({ run: run.id, err: error }, 'the picture of a run cannot be drawn');
    }
    return undefined;
  }

  async #complete(run: Reported, channel: string, ts: string, { file, picture }: Sending): Promise<LoopResult> {
    const { deps } = this.#presentation;
    const title = reportTitle(run);
    const done = await deps.api.completeUpload(
      [{ id: file, title }, ...(picture === undefined ? [] : [{ id: picture, title }])],
      channel,
      ts,
    );
    return done.ok ? this.#settle(posted(done.value)) : this.#failed(done.failure);
  }

  /** It is not known whether the file was put into the thread: looked for before it is put there again. */
  async #look(run: Reported, channel: string, ts: string, sending: Sending): Promise<LoopResult> {
    const found = await findFile(this.#presentation.deps.api, { channel, ts, file: sending.file });
    if (!found.ok)
      return isLacking(found.failure)
        ? this.#settle({
            kind: 'failed',
            why: found.failure.kind === 'refused' ? found.failure.error : found.failure.kind,
          })
        : this.#failed(found.failure);
    return found.value === undefined
      ? this.#complete(run, channel, ts, sending)
      : this.#settle(posted(found.value.permalink));
  }

  async #failed(failure: ApiFailure): Promise<LoopResult> {
    const { run, deps } = this.#presentation;
    if (failure.kind === 'rate-limited') return wait(failure.retryAfterMs);
    this.#tries += 1;
    if (failure.kind === 'unknown-outcome' && this.#tries < mostTries) return wait(settleMs);
    if (isLacking(failure))
      deps.missingScopes.note('files.getUploadURLExternal', failure, 'runs end without a report in their thread');
    else deps.log.warn({ run: run.id, reason: describe(failure) }, 'the report of a run cannot be sent');
    return this.#settle({ kind: 'failed', why: describe(failure) });
  }

  async #settle(report: NonNullable<Conversation['report']>): Promise<LoopResult> {
    await this.#presentation.book.change((now) => ({ ...now, report }));
    this.#onSettled();
    return requeue;
  }
}

const posted = (link: string | undefined): NonNullable<Conversation['report']> => ({
  kind: 'sent',
  ...(link === undefined ? {} : { link }),
});
