import { z } from 'zod';
import { checkedView, viewJson } from '../api/views.js';
import type { EventReport } from '../delivery/app-events.js';
import type { Outcome } from '../delivery/delivery.js';
import { ControlFailure, SlackFailure } from '../failure.js';
import { interactiveElements } from '../world/blocks.js';
import { messageJson } from '../world/as-slack-shows.js';
import { incomplete, stateValues, type Filled } from './filled-in.js';
import { channelCalled, messageAt, mustBeIn, personCalled } from './lookups.js';
import { actionJson, channelJson, chosen, interaction, type Choice } from './payloads.js';
import type { PeopleContext } from './people-context.js';
import type { Shortcut } from './roster.js';
import type { View } from './views.js';

interface ContextOfViews extends PeopleContext {
  readonly shortcuts: readonly Shortcut[];
}

/** What became of a submission, as the person sees it. */
export interface Submitted {
  readonly delivered: Outcome | undefined;
  readonly closed: boolean;
  /** By block_id: what is said at a field, by the app or by Slack's own window. */
  readonly errors?: Readonly<Record<string, string>>;
  /** The app has answered with another view in its place. */
  readonly updated?: true;
  /** Slack's own word when an answer makes no sense, or none comes in time. */
  readonly trouble?: string;
}

const noConnection = 'We had some trouble connecting. Try again?';

const submissionAnswer = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string().min(1)) }),
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
]);

/**
 * What people do in views and with shortcuts. All of it throws ControlFailure, with a sentence, for what a person could
 * not do.
 */
export class ViewDeeds {
  readonly #context: ContextOfViews;

  constructor(context: ContextOfViews) {
    this.#context = context;
  }

  /** Opens the app's Home tab. */
  async openHome(userName: string): Promise<{ readonly delivered: readonly EventReport[] }> {
    const { world, events, views } = this.#context;
    const user = personCalled(world, userName);
    const home = views.homeOf(user.id);
    const report = await events.send({
      type: 'app_home_opened',
      user: user.id,
      channel: world.openDirect(user.id).id,
      tab: 'home',
      event_ts: world.names.ts(),
      ...(home !== undefined && { view: viewJson(home) }),
    });
    return { delivered: report === undefined ? [] : [report] };
  }

  /**
   * Presses a button, chooses from a menu, or ends a text that is sent at once; `filled` is what stands in the other
   * fields.
   */
  async act(
    viewId: string,
    userName: string,
    choice: Choice,
    filled: Filled,
  ): Promise<{ readonly delivered: Outcome }> {
    const { world, courier, views } = this.#context;
    const user = personCalled(world, userName);
    const view = this.#view(viewId, user.id);
    const sent = view.view.blocks.flatMap((block) =>
      block.type === 'input' && block.dispatch_action === true ? [{ block, element: block.element }] : [],
    );
    const part = chosen([...interactiveElements(view.view.blocks), ...sent], choice, 'view');
    const now =
      part.element.type === 'button' || part.element.type === 'overflow'
        ? filled
        : withChoice(filled, part.block.block_id ?? '', choice);
    const delivered = await courier.send(
      interaction('block_actions', user, {
        container: { type: 'view', view_id: view.id },
        trigger_id: views.trigger(user.id),
        view: viewJson(view, stateValues(view.view.blocks, now)),
        actions: [actionJson(part, choice, world.names.ts())],
      }),
    );
    return { delivered };
  }

  /** Submits an open modal with what stands in its fields. */
  async submit(viewId: string, userName: string, filled: Filled): Promise<Submitted> {
    const { world, courier, views } = this.#context;
    const user = personCalled(world, userName);
    const view = this.#view(viewId, user.id);
    if (view.view.type !== 'modal') throw new ControlFailure('a Home tab cannot be submitted');
    if (view.view['submit'] === undefined) throw new ControlFailure('this view has no button to submit it');
    const values = stateValues(view.view.blocks, filled);
    const faults = incomplete(view.view.blocks, values);
    if (Object.keys(faults).length > 0) return { delivered: undefined, closed: false, errors: faults };
    const delivered = await courier.send(
      interaction('view_submission', user, {
        trigger_id: views.trigger(user.id),
        view: viewJson(view, values),
        response_urls: [],
      }),
    );
    return { delivered, ...this.#answered(view, delivered) };
  }

  /** Closes a modal with its cross or its close button. */
  async close(viewId: string, userName: string): Promise<{ readonly delivered?: Outcome }> {
    const { world, courier, views } = this.#context;
    const user = personCalled(world, userName);
    const view = this.#view(viewId, user.id);
    if (view.view.type !== 'modal') throw new ControlFailure('a Home tab cannot be closed');
    views.close(view.id);
    if (view.view['notify_on_close'] !== true) return {};
    return {
      delivered: await courier.send(interaction('view_closed', user, { view: viewJson(view), is_cleared: false })),
    };
  }

  /** Uses a shortcut; one of the type `message` on a message. */
  async shortcut(
    callbackId: string,
    userName: string,
    on: { readonly channel: string; readonly ts: string } | undefined,
  ): Promise<{ readonly delivered: Outcome }> {
    const { world, courier, answers, views, shortcuts } = this.#context;
    const user = personCalled(world, userName);
    const shortcut = shortcuts.find((each) => each.callbackId === callbackId);
    if (shortcut === undefined)
      throw new ControlFailure(
        `there is no shortcut ${callbackId}; there are ${shortcuts.map((each) => each.callbackId).join(', ')}`,
        404,
      );
    const common = { callback_id: callbackId, trigger_id: views.trigger(user.id), action_ts: world.names.ts() };
    if (shortcut.type === 'global') return { delivered: await courier.send(interaction('shortcut', user, common)) };
    if (on === undefined) throw new ControlFailure(`${callbackId} is a shortcut on a message: say which`);
    const channel = channelCalled(world, on.channel);
    mustBeIn(channel, user);
    const message = messageAt(world, channel, on.ts, user);
    if (message.onlyFor !== undefined) throw new ControlFailure('an ephemeral message has no shortcuts');
    const used = {
      ...common,
      message_ts: message.ts,
      channel: channelJson(channel),
      message: messageJson(world, message, { metadata: false }),
      response_url: answers.responseUrl({
        channel: channel.id,
        user: user.id,
        original: { channel: channel.id, ts: message.ts },
      }),
    };
    return { delivered: await courier.send(interaction('message_action', user, used)) };
  }

  #answered(view: View, outcome: Outcome): Omit<Submitted, 'delivered'> {
    const { views, world } = this.#context;
    if (!outcome.acked) return { closed: false, trouble: noConnection };
    const { answer } = outcome;
    if (answer === undefined || answer === null || (typeof answer === 'object' && Object.keys(answer).length === 0)) {
      views.close(view.id);
      return { closed: true };
    }
    const read = submissionAnswer.safeParse(answer);
    if (!read.success) return { closed: false, trouble: noConnection };
    switch (read.data.response_action) {
      case 'clear':
        views.close(view.id);
        return { closed: true };
      case 'errors': {
        const { errors } = read.data;
        const inputs = view.view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
        // Slack shows an error only at an input; one for anything else makes the whole answer invalid.
        return Object.keys(errors).length > 0 && Object.keys(errors).every((block) => inputs.includes(block))
          ? { closed: false, errors }
          : { closed: false, trouble: noConnection };
      }
      case 'update':
        try {
          views.update(view.id, undefined, checkedView(read.data.view, { world }, 'modal'));
          return { closed: false, updated: true };
        } catch (failure) {
          if (failure instanceof SlackFailure) return { closed: false, trouble: noConnection };
          throw failure;
        }
    }
  }

  #view(viewId: string, userId: string): View {
    const view = this.#context.views.get(viewId);
    if (view?.user !== userId) throw new ControlFailure(`there is no view ${viewId} before ${userId}`, 404);
    return view;
  }
}

function withChoice(filled: Filled, block: string, { action, option, text }: Choice): Filled {
  return { ...filled, [block]: { ...filled[block], [action]: option ?? text ?? '' } };
}
