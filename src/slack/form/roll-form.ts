import type { types } from '@slack/bolt';
import type { RunService } from '../../engine/run-service.js';
import type { Clock } from '../../lib/clock.js';
import { userId } from '../../roll/ids.js';
import type { ShownView } from '../api/answers.js';
import { describe } from '../api/failure.js';
import type { SlackApi } from '../api/slack-api.js';
import type { Channels } from '../intents/channels.js';
import { failedInside } from '../intents/failed-inside.js';
import type { Gatekeeper } from '../intents/gatekeeper.js';
import { refusalReply } from '../intents/refusal-reply.js';
import type { Asked, Replies } from '../intents/replies.js';
import { requestRoll } from '../intents/request-roll.js';
import type { Log } from '../../lib/log.js';
import type { RollRequestText } from '../parse/roll-options.js';
import type { Speech } from '../reactions.js';
import type { Content } from '../render/parts.js';
import { capital, cut, quoted } from '../text.js';
import { asCommand } from './as-command.js';
import { readView, type Entries, type ReadForm } from './entries.js';
import { errorsAt, postedView, postedWords, update, type FormAnswer, type Outcome } from './form-answer.js';
import { formClusters } from './form-clusters.js';
import { formView, sentenceView } from './form-view.js';
import type { FormContext, Servers } from './form-context.js';
import { cameToNothing, notOpened, oneMoment } from './form-sentences.js';
import { readEntries } from './read-entries.js';
import { inLanguage, inWords } from '../language.js';

export interface FormDeps {
  readonly runService: RunService;
  readonly api: SlackApi;
  readonly clock: Clock;
  readonly log: Log;
  readonly gatekeeper: Gatekeeper;
  readonly channels: Channels;
  readonly replies: Replies;
  readonly speech: Speech;
}

export interface Opening {
  /** Slack's permission to open a view before this person: good once, within 3 s. */
  readonly trigger: string;
  readonly user: string;
  /** Where they asked for it; undefined: nowhere in particular. */
  readonly asked: Asked | undefined;
}

export interface Submission {
  readonly answer: FormAnswer;
  /** What is left to do when the plan takes longer than Slack waits. */
  readonly later?: () => Promise<void>;
}

/** Of the 3 s that a trigger is good for, and that Slack waits for an acknowledgement. */
const permissionMs = 1_000;
const planMs = 2_000;
const changeTries = 3;
/** Slack takes so many characters to begin a text field with. */
const longestField = 3_000;
/**
 * The form that asks for a roll: opened at once, filled when the cluster has been read, and submitted like the command.
 */
export class RollForm {
  readonly #deps: FormDeps;

  constructor(deps: FormDeps) {
    this.#deps = deps;
  }

  /** A permission that is slow to come is not waited for by the trigger, but by everything that names a cluster. */
  async open({ trigger, user, asked }: Opening): Promise<void> {
    const { api, runService, gatekeeper, log } = this.#deps;
    const asking = gatekeeper.mayAsk('roll', userId(user));
    const soon = await this.#within(permissionMs, asking);
    if (soon?.allowed === false) return this.#tell(user, asked, soon.reason);
    const clusters = formClusters(runService);
    const origin = asked !== undefined && /^[CG]/.test(asked.channel) ? asked.channel : undefined;
    const here = clusters.filter(({ channel }) => channel !== undefined && channel === origin);
    const [only] = clusters.length === 1 ? clusters : here.length === 1 ? here : [];
    if (clusters.length === 0)
      return this.#tell(user, asked, inLanguage({ en: 'No cluster is configured.', zh: '没有配置任何集群。' }));
    const context: FormContext = {
      clusters,
      origin,
      turn: 0,
      servers: undefined,
      entries: only === undefined ? {} : { cluster: only.name },
    };
    const opened = await api.openView(
      trigger,
      soon === undefined ? sentenceView(oneMoment(), false) : formView(context),
    );
    const permission = await asking;
    if (!opened.ok) {
      log.warn({ user, reason: describe(opened.failure) }, 'the form could not be opened');
      const late =
        opened.failure.kind === 'refused' &&
        ['expired_trigger_id', 'exchanged_trigger_id', 'invalid_trigger_id'].includes(opened.failure.error);
      const example = only?.name ?? clusters[0]?.name ?? 'cluster-x';
      return this.#tell(
        user,
        asked,
        permission.allowed
          ? notOpened(this.#deps.speech.command, example, late ? undefined : describe(opened.failure))
          : permission.reason,
      );
    }
    const { id } = opened.value;
    const shown =
      soon === undefined
        ? await this.#change(
            id,
            undefined,
            permission.allowed ? formView(context) : sentenceView(permission.reason, false),
          )
        : opened.value;
    if (permission.allowed && shown !== undefined) await this.#fill(id, shown.hash, context);
  }

  /** Another cluster was chosen: its servers are offered. What stands in the other fields stays. */
  async choose(view: unknown): Promise<void> {
    const form = readView(view);
    if (form === undefined) return;
    // Servers and tables of the cluster before mean nothing now.
    const { nodes: _nodes, skip: _skip, tables: _tables, window: _window, ...entries } = form.entries;
    const context = this.#contextOf(form, entries, { kind: 'reading' });
    const { api } = this.#deps;
    const shown = await api.updateView(form.viewId, form.hash, formView(context));
    // Chosen again before the first choice was shown: the last one counts.
    const hasty = !shown.ok && shown.failure.kind === 'refused' && shown.failure.error === 'hash_conflict';
    const now = hasty ? await api.updateView(form.viewId, undefined, formView(context)) : shown;
    if (now.ok) await this.#fill(form.viewId, now.value.hash, context);
    else this.#deps.log.warn({ reason: describe(now.failure) }, 'the form could not be changed');
  }

  async submit(view: unknown, user: string): Promise<Submission> {
    const form = readView(view);
    if (form === undefined)
      return {
        answer: update(
          sentenceView(
            inLanguage({
              en: "I couldn't read this form as Slack sent it, so nothing was done. Please open it again.",
              zh: '我读不懂 Slack 发来的这份表单，所以什么都没有做。请重新打开。',
            }),
            false,
          ),
        ),
      };
    const request = readEntries(form);
    if (!request.ok) return { answer: errorsAt(form, request.failure) };
    const asking = this.#ask(request.value, form, user);
    const soon = await this.#within(planMs, asking);
    if (soon !== undefined) return { answer: this.#answerTo(soon, form) };
    return {
      answer: update(
        sentenceView(
          inLanguage({
            en: `:hourglass_flowing_sand: Reading ${quoted(request.value.cluster)} and making the plan …`,
            zh: `:hourglass_flowing_sand: 正在读取 ${quoted(request.value.cluster)} 并做计划 …`,
          }),
          true,
        ),
      ),
      later: async () => {
        await this.#showLate(await asking, request.value, form, user);
      },
    };
  }

  async #ask(request: RollRequestText, form: ReadForm, user: string): Promise<Outcome> {
    const { entries, note, blocks } = form;
    try {
      const asked = await requestRoll(this.#deps, request, { user, channel: entries.channel ?? note.origin });
      if (asked.ok) return { kind: 'posted', run: asked.value.id, channel: asked.value.channel };
      if (asked.failure.kind === 'sentence')
        return { kind: 'refused', field: undefined, plain: asked.failure.text, mrkdwn: asked.failure.text };
      const { refusal } = asked.failure;
      const field = refusal.about !== undefined && blocks[refusal.about] !== undefined ? refusal.about : undefined;
      return {
        kind: 'refused',
        field,
        plain: capital(inWords(refusal.message)),
        mrkdwn: mrkdwnOf(await refusalReply(this.#deps, refusal)),
      };
    } catch (error) {
      this.#deps.log.error({ err: error }, 'a form could not be carried out');
      const text = failedInside(this.#deps.speech.command, inLanguage({ en: 'the plan was made', zh: '计划是否做成' }));
      return { kind: 'refused', field: undefined, plain: text, mrkdwn: text };
    }
  }

  #answerTo(outcome: Outcome, form: ReadForm): FormAnswer {
    // In the channel it was opened in, the plan itself is the answer.
    if (outcome.kind === 'posted')
      return outcome.channel === form.note.origin ? undefined : update(postedView(outcome));
    if (outcome.field !== undefined) return errorsAt(form, { [outcome.field]: outcome.plain });
    return update(this.#again(outcome, form));
  }

  /** The person has a waiting view before them, or has closed it. */
  async #showLate(outcome: Outcome, request: RollRequestText, form: ReadForm, user: string): Promise<void> {
    const shown = await this.#deps.api.updateView(
      form.viewId,
      undefined,
      outcome.kind === 'posted' ? postedView(outcome) : this.#again(outcome, form),
    );
    if (shown.ok) return;
    const origin = form.note.origin === undefined ? undefined : { channel: form.note.origin, user };
    if (outcome.kind === 'posted') {
      if (outcome.channel !== form.note.origin) await this.#tell(user, origin, postedWords(outcome));
      return;
    }
    await this.#tell(
      user,
      origin,
      cameToNothing(outcome.mrkdwn, quoted(asCommand(this.#deps.speech.command, request))),
    );
  }

  /** The form as it was filled in, with what came of it. */
  #again(outcome: Extract<Outcome, { kind: 'refused' }>, form: ReadForm): types.ModalView {
    // A list that was cut would mean other servers.
    if (Object.values(form.entries).some((entered) => entered.length > longestField))
      return sentenceView(
        inLanguage({
          en: `${outcome.mrkdwn}\nMore was chosen than I can show here again, so please open the form anew.`,
          zh: `${outcome.mrkdwn}\n选择的内容太多，这里显示不下，请重新打开表单。`,
        }),
        false,
      );
    return formView({
      ...this.#contextOf(form, form.entries, { kind: 'typed' }),
      turn: form.note.turn + 1,
      trouble: outcome.mrkdwn,
    });
  }

  #contextOf({ note }: ReadForm, entries: Entries, servers: Servers): FormContext {
    return { clusters: formClusters(this.#deps.runService), origin: note.origin, turn: note.turn, entries, servers };
  }

  /** Reads the chosen cluster and offers its servers, unless the form has gone on meanwhile. */
  async #fill(viewId: string, hash: string, context: FormContext): Promise<void> {
    const { runService } = this.#deps;
    const chosen = runService.clusters().find(({ cluster }) => cluster === context.entries.cluster);
    if (chosen === undefined) return;
    const read = await runService.servers(chosen.cluster);
    const servers: Servers = read.ok
      ? { kind: 'read', ...read.value }
      : { kind: 'unread', why: inWords(read.failure.message) };
    await this.#change(viewId, hash, formView({ ...context, servers }));
  }

  /**
   * @returns the view as it is then; undefined when it was closed, when it is no longer that of `hash`, or when Slack
   * refuses.
   */
  async #change(viewId: string, hash: string | undefined, view: types.ModalView): Promise<ShownView | undefined> {
    const { api, log, clock } = this.#deps;
    for (let attempt = 1; attempt <= changeTries; attempt += 1) {
      const shown = await api.updateView(viewId, hash, view);
      if (shown.ok) return shown.value;
      if (shown.failure.kind === 'refused' && ['hash_conflict', 'not_found'].includes(shown.failure.error))
        return undefined;
      log.warn({ reason: describe(shown.failure) }, 'an open form could not be changed');
      if (shown.failure.kind === 'refused') return undefined;
      await clock.sleep(shown.failure.kind === 'rate-limited' ? shown.failure.retryAfterMs : permissionMs);
    }
    return undefined;
  }

  /** Where they asked; a person who asked nowhere in particular gets a message of their own. */
  async #tell(user: string, asked: Asked | undefined, text: string): Promise<void> {
    const { api, log, replies } = this.#deps;
    if (asked !== undefined) return replies.tell(asked, { text });
    const said = await api.post({ channel: user, text: cut(text, 3_900), blocks: [] });
    if (!said.ok) log.warn({ user, reason: describe(said.failure) }, 'an answer to a person could not be delivered');
  }

  /** @returns undefined when it takes longer. */
  #within<Value>(ms: number, work: Promise<Value>): Promise<Value | undefined> {
    const patience = new AbortController();
    return Promise.race([work, this.#deps.clock.sleep(ms, patience.signal).then(() => undefined)]).finally(() => {
      patience.abort();
    });
  }
}

/** With dates in each reader's own time, which the plain `text` has not. */
const mrkdwnOf = ({ blocks }: Content): string =>
  blocks.flatMap((block) => (block.type === 'section' && block.text !== undefined ? [block.text.text] : [])).join('\n');
