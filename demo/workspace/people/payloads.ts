import type { Delivery } from '../delivery/delivery.js';
import { app, team, verificationToken } from '../facts.js';
import { ControlFailure } from '../failure.js';
import type { Block, InteractiveElement } from '../world/blocks.js';
import type { Fillable } from '../world/elements.js';
import { named } from './filled-in.js';
import type { Channel, User } from './roster.js';

/** What Slack tells an app of what somebody did, by the `type` that it has there. */
type InteractionType = 'block_actions' | 'view_submission' | 'view_closed' | 'shortcut' | 'message_action';

/** One interaction, with who did it. Only the answer to a submission may stand in its acknowledgement. */
export function interaction(type: InteractionType, user: User, what: Readonly<Record<string, unknown>>): Delivery {
  return {
    kind: 'interaction',
    name: type,
    acceptsAnswer: type === 'view_submission',
    payload: { type, ...personJson(user), ...what },
  };
}

function personJson(user: User): object {
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: app.id,
    token: verificationToken,
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Where it was done; a conversation of two has no name of its own. */
export function channelJson(channel: Channel): object {
  return { id: channel.id, name: channel.direct === undefined ? channel.name : 'directmessage' };
}

/**
 * The action_id of what is pressed; `value` or `block` where several have the same; `option` or `text` for what is
 * chosen or written.
 */
export interface Choice {
  readonly action: string;
  readonly value?: string | undefined;
  readonly block?: string | undefined;
  readonly option?: string | readonly string[] | undefined;
  readonly text?: string | undefined;
}

interface Pressable {
  readonly block: Block;
  readonly element: InteractiveElement | Fillable;
}

/** The one thing that a choice means. @throws ControlFailure when there is none, or more than one. */
export function chosen<Any extends Pressable>(all: readonly Any[], choice: Choice, where: 'message' | 'view'): Any {
  const matching = all.filter(
    ({ block, element }) =>
      element.action_id === choice.action &&
      (choice.block === undefined || block.block_id === choice.block) &&
      (choice.value === undefined || (element.type === 'button' && element.value === choice.value)),
  );
  const [match, second] = matching;
  if (match === undefined) {
    const there = all.map(({ element }) => element.action_id ?? '(unnamed)').join(', ');
    throw new ControlFailure(
      `the ${where} has nothing with action ${choice.action}${there === '' ? '; it has no buttons' : `; it has ${there}`}`,
      404,
    );
  }
  if (second !== undefined)
    throw new ControlFailure(`several buttons have action ${choice.action}: say which by value or block_id`, 409);
  return match;
}

/** One of the `actions` of a `block_actions` payload. */
export function actionJson({ block, element }: Pressable, choice: Choice, ts: string): object {
  const common = { type: element.type, action_id: element.action_id ?? '', block_id: block.block_id, action_ts: ts };
  switch (element.type) {
    case 'button':
      return {
        ...common,
        text: element.text,
        ...(element.value !== undefined && { value: element.value }),
        ...(element.style !== undefined && { style: element.style }),
        ...(element.url !== undefined && { url: element.url }),
        ...(element.confirm !== undefined && { confirm: element.confirm }),
      };
    case 'static_select':
    case 'radio_buttons':
    case 'overflow':
      return { ...common, selected_option: named(element, one(choice)) };
    case 'multi_static_select':
    case 'checkboxes':
      return {
        ...common,
        selected_options: (typeof choice.option === 'string' ? [choice.option] : (choice.option ?? [])).map((value) =>
          named(element, value),
        ),
      };
    case 'plain_text_input':
      return { ...common, value: choice.text ?? '' };
    case 'conversations_select':
      return { ...common, selected_conversation: one(choice) };
  }
}

const one = ({ option }: Choice): string => (typeof option === 'string' ? option : (option?.[0] ?? ''));
