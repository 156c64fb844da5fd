import { z } from 'zod';
import type { Office } from './bot.js';
import { until } from './bot.js';

const blockShape = z.looseObject({
  type: z.string(),
  block_id: z.string().optional(),
  element: z.looseObject({ type: z.string(), action_id: z.string().optional() }).optional(),
});
const viewShape = z.looseObject({
  id: z.string(),
  user: z.string(),
  type: z.enum(['modal', 'home']),
  hash: z.string(),
  private_metadata: z.string(),
  blocks: z.array(blockShape),
});
export type SeenView = z.infer<typeof viewShape>;
const stateShape = z.object({
  views: z.array(viewShape),
  users: z.array(z.object({ id: z.string(), name: z.string() })),
});
const controlAnswer = z.looseObject({ ok: z.boolean() });
const submitted = z.object({
  closed: z.boolean(),
  errors: z.record(z.string(), z.string()).optional(),
  updated: z.boolean().optional(),
  trouble: z.string().optional(),
});

/** What people have before them besides messages, and what they do there. */
export class Screen {
  constructor(
    private readonly office: Office,
    private readonly user: string,
  ) {}

  async views(): Promise<readonly SeenView[]> {
    const { views, users } = stateShape.parse(await this.#control('GET', 'state'));
    const id = users.find(({ name }) => name === this.user)?.id;
    return views.filter((view) => view.user === id);
  }

  /** The modal or the Home tab before them, once it satisfies `fits`. */
  async view(type: 'modal' | 'home', fits: (view: SeenView) => boolean = () => true): Promise<SeenView> {
    let last: SeenView | undefined;
    await until(
      async () => {
        last = (await this.views()).find((view) => view.type === type);
        return last !== undefined && fits(last);
      },
      () => `the ${type} of ${this.user}: ${JSON.stringify(last?.blocks)}`,
    );
    if (last === undefined) throw new Error(`${this.user} sees no ${type}`);
    return last;
  }

  async submit(
    view: SeenView,
    entered: Readonly<Record<string, string | readonly string[]>> = {},
  ): Promise<z.infer<typeof submitted>> {
    return submitted.parse(
      await this.#control('POST', 'submit', { view: view.id, user: this.user, values: valuesOf(view, entered) }),
    );
  }

  act(view: SeenView, action: string, more: object = {}): Promise<unknown> {
    return this.#control('POST', 'act', { view: view.id, user: this.user, action, ...more });
  }

  close(view: SeenView): Promise<unknown> {
    return this.#control('POST', 'close', { view: view.id, user: this.user });
  }

  openHome(): Promise<unknown> {
    return this.#control('POST', 'home', { user: this.user });
  }

  shortcut(callback: string, messageTs?: string): Promise<unknown> {
    return this.#control('POST', 'shortcut', {
      user: this.user,
      callback_id: callback,
      ...(messageTs === undefined ? {} : { channel: 'pegasus', messageTs }),
    });
  }

  write(text: string, threadTs?: string, channel = 'pegasus'): Promise<unknown> {
    return this.#control('POST', 'message', {
      channel,
      user: this.user,
      text,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    });
  }

  async #control(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.office.workspace.url}/_control/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const json: unknown = await answer.json();
    if (!controlAnswer.parse(json).ok) throw new Error(JSON.stringify(json));
    return json;
  }
}

/** The id of the block in which a field of the form stands. */
export const blockOf = (view: SeenView, field: string): string | undefined =>
  view.blocks.find(({ block_id }) => block_id?.split('#')[0] === field)?.block_id;

function valuesOf(view: SeenView, entered: Readonly<Record<string, string | readonly string[]>>): object {
  return Object.fromEntries(
    Object.entries(entered).map(([field, value]) => {
      const block = view.blocks.find(({ block_id }) => block_id?.split('#')[0] === field);
      if (block?.element === undefined)
        throw new Error(`the view has no field ${field}: ${JSON.stringify(view.blocks)}`);
      return [block.block_id ?? '', { [block.element.action_id ?? '']: value }];
    }),
  );
}

/** Everything a view says, in order. */
export const wordsOf = (view: SeenView): string => {
  const found: string[] = [];
  JSON.stringify(view.blocks, (key, value: unknown) => {
    if (key === 'text' && typeof value === 'string') found.push(value);
    return value;
  });
  return found.join('\n');
};
