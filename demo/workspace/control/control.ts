import { Hono, type Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { z } from 'zod';
import type { Clock } from '../../../src/lib/clock.js';
import type { WebApi } from '../api/web-api.js';
import type { Courier } from '../delivery/courier.js';
import type { SocketMode } from '../delivery/socket-mode.js';
import type { News } from '../../page/protocol.js';
import { app, bot, team } from '../facts.js';
import { ControlFailure, SlackFailure } from '../failure.js';
import { misbehaviourSchema, type Misbehaviours } from '../misbehaviour.js';
import type { Deeds } from '../people/deeds.js';
import { told, toldView } from '../people/story.js';
import type { Shortcut, SlashCommand } from '../people/roster.js';
import type { ViewDeeds } from '../people/view-deeds.js';
import type { Views } from '../people/views.js';
import type { World } from '../world/world.js';
import {
  actBody,
  againBody,
  channelBody,
  closeBody,
  commandBody,
  groupBody,
  homeBody,
  interactBody,
  memberBody,
  messageBody,
  reactionBody,
  shortcutBody,
  submitBody,
  userBody,
} from './bodies.js';
import type { ClusterFeed } from './cluster-feed.js';
import type { Feed } from './feed.js';
import { misbehave } from './misbehave.js';

interface ControlledWorkspace {
  readonly clock: Clock;
  readonly world: World;
  readonly deeds: Deeds;
  readonly viewDeeds: ViewDeeds;
  readonly commands: readonly SlashCommand[];
  readonly shortcuts: readonly Shortcut[];
  readonly feed: Feed;
  readonly views: Views;
  readonly courier: Courier;
  readonly socketMode: SocketMode;
  readonly misbehaviours: Misbehaviours;
  readonly webApi: WebApi;
  readonly url: string;
  /** Where deliveries go by HTTP; undefined in Socket Mode. */
  readonly requestUrl: () => string | undefined;
  readonly cluster: ClusterFeed | undefined;
  /** Aborted when the workspace closes. */
  readonly closing: AbortSignal;
}

const heartbeatMs = 15_000;

/**
 * `/_control`: what people do, what there is, and how the server is to misbehave. JSON in and out:
 * 200 `{ok: true, …}`, or 4xx `{ok: false, error: "a sentence"}`.
 */
export function controlRoutes(workspace: ControlledWorkspace): Hono {
  const routes = new Hono();
  const { deeds, viewDeeds, world, misbehaviours } = workspace;

  routes.onError((failure, c) => {
    if (failure instanceof ControlFailure) return c.json({ ok: false, error: failure.message }, failure.status);
    if (failure instanceof SlackFailure) return c.json({ ok: false, error: `Slack would answer ${failure.code}` }, 409);
    throw failure;
  });

  routes.post('/command', async (c) => {
    const body = await read(c, commandBody);
    return c.json({ ok: true, ...(await deeds.command(body.channel, body.user, body.command, body.text)) });
  });
  routes.post('/message', async (c) => {
    const body = await read(c, messageBody);
    return c.json({ ok: true, ...(await deeds.write(body.channel, body.user, body.text, body.thread_ts)) });
  });
  routes.post('/reaction', async (c) => {
    const body = await read(c, reactionBody);
    return c.json({ ok: true, ...(await deeds.react(body.channel, body.ts, body.user, body.name, body.present)) });
  });
  routes.post('/interact', async (c) => {
    const { channel, messageTs, user, action, value, block_id, option } = await read(c, interactBody);
    return c.json({
      ok: true,
      ...(await deeds.interact(channel, messageTs, user, { action, value, block: block_id, option })),
    });
  });
  routes.post('/submit', async (c) => {
    const body = await read(c, submitBody);
    return c.json({ ok: true, ...(await viewDeeds.submit(body.view, body.user, body.values)) });
  });
  routes.post('/act', async (c) => {
    const { view, user, action, value, block_id, option, text, values: filled } = await read(c, actBody);
    return c.json({
      ok: true,
      ...(await viewDeeds.act(view, user, { action, value, block: block_id, option, text }, filled)),
    });
  });
  routes.post('/close', async (c) => {
    const body = await read(c, closeBody);
    return c.json({ ok: true, ...(await viewDeeds.close(body.view, body.user)) });
  });
  routes.post('/home', async (c) => {
    const body = await read(c, homeBody);
    return c.json({ ok: true, ...(await viewDeeds.openHome(body.user)) });
  });
  routes.post('/shortcut', async (c) => {
    const { user, callback_id, channel, messageTs } = await read(c, shortcutBody);
    return c.json({
      ok: true,
      ...(await viewDeeds.shortcut(
        callback_id,
        user,
        channel === undefined || messageTs === undefined ? undefined : { channel, ts: messageTs },
      )),
    });
  });
  routes.post('/again', async (c) => {
    const { name: wanted, back } = await read(c, againBody);
    const delivery = workspace.courier
      .sent()
      .filter((each) => each.name === wanted)
      .at(-1 - back);
    if (delivery === undefined) throw new ControlFailure(`no ${wanted} has been delivered`, 404);
    return c.json({ ok: true, delivered: await workspace.courier.again(delivery, world.names.id('Ev')) });
  });
  routes.post('/member', async (c) => {
    const body = await read(c, memberBody);
    return c.json({ ok: true, ...(await deeds.member(body.channel, body.user, body.present)) });
  });
  routes.post('/group', async (c) => {
    const { group, user: named, present } = await read(c, groupBody);
    const user = world.userNamed(named);
    if (user === undefined) throw new ControlFailure(`there is no person ${named}`, 404);
    if (!world.changeGroup(group, user.id, present)) throw new ControlFailure(`there is no user group ${group}`, 404);
    return c.json({ ok: true });
  });
  routes.post('/channel', async (c) => {
    const { channel: named, archived } = await read(c, channelBody);
    const channel = world.channelNamed(named);
    if (channel === undefined) throw new ControlFailure(`there is no channel ${named}`, 404);
    world.archive(channel.id, archived);
    workspace.feed.tell({ kind: 'state' });
    return c.json({ ok: true });
  });
  routes.post('/user', async (c) => {
    const { user: named, deleted, kind, enterprise_id, goes_by } = await read(c, userBody);
    const user = world.userNamed(named);
    if (user === undefined || user.kind === 'bot') throw new ControlFailure(`there is no person ${named}`, 404);
    world.changeUser(user.id, {
      ...(deleted !== undefined && { deleted }),
      ...(kind !== undefined && { kind }),
      ...(enterprise_id !== undefined && { enterpriseId: enterprise_id }),
      ...(goes_by !== undefined && { goesBy: goes_by }),
    });
    workspace.feed.tell({ kind: 'state' });
    return c.json({ ok: true });
  });

  routes.get('/state', (c) => c.json({ ok: true, ...state(workspace) }));
  routes.get('/messages/:channel', (c) => {
    const channel = world.channelNamed(c.req.param('channel'));
    if (channel === undefined) throw new ControlFailure(`there is no channel ${c.req.param('channel')}`, 404);
    return c.json({
      ok: true,
      channel: channel.id,
      messages: world.messages(channel.id).map((message) => told(world, message)),
    });
  });
  routes.get('/news', (c) =>
    streamSSE(c, async (stream) => {
      const gone = new AbortController();
      const end = (): void => {
        gone.abort();
      };
      stream.onAbort(end);
      workspace.closing.addEventListener('abort', end, { once: true });
      const say = (news: News): void => void stream.writeSSE({ data: JSON.stringify(news) });
      say({ kind: 'hello' });
      for (const news of workspace.cluster?.first() ?? []) say(news);
      const ends = [workspace.feed.subscribe(say), workspace.cluster?.subscribe(say)];
      while (!gone.signal.aborted && !workspace.closing.aborted) {
        await stream.writeSSE({ event: 'alive', data: '' });
        await workspace.clock.sleep(heartbeatMs, gone.signal);
      }
      for (const stop of ends) stop?.();
      workspace.closing.removeEventListener('abort', end);
    }),
  );

  if (workspace.cluster !== undefined) routes.route('/cluster', workspace.cluster.routes);
  routes.get('/misbehave', (c) => c.json({ ok: true, misbehaviours: misbehaviours.list() }));
  routes.post('/misbehave', async (c) =>
    c.json({ ok: true, ...misbehave(workspace, await read(c, misbehaviourSchema)) }),
  );
  routes.delete('/misbehave', (c) => {
    misbehaviours.clear();
    return c.json({ ok: true });
  });
  routes.delete('/misbehave/:id', (c) => {
    if (!misbehaviours.clear(c.req.param('id')))
      throw new ControlFailure(`there is no misbehaviour ${c.req.param('id')}`, 404);
    return c.json({ ok: true });
  });
  routes.all('*', (c) => {
    throw new ControlFailure(`there is nothing at ${c.req.method} ${c.req.path}`, 404);
  });
  return routes;
}

function state(workspace: ControlledWorkspace): object {
  const { world } = workspace;
  const requestUrl = workspace.requestUrl();
  return {
    team,
    url: workspace.url,
    bot: { user_id: bot.userId, bot_id: bot.botId, app_id: app.id, name: bot.name },
    mode: requestUrl === undefined ? 'socket' : 'http',
    ...(requestUrl !== undefined && { request_url: requestUrl }),
    users: world.users().map(({ id, name: handle, realName, title = '', teamId, kind, deleted }) => ({
      id,
      name: handle,
      real_name: realName,
      title,
      team_id: teamId,
      kind,
      deleted,
    })),
    channels: world.channels().map(({ id, name: called, isPrivate, archived, members, direct }) => ({
      id,
      name: called,
      is_private: isPrivate,
      is_archived: archived,
      is_im: direct !== undefined,
      members,
    })),
    usergroups: world.groups(),
    connections: workspace.socketMode.connections(),
    calls: workspace.webApi.calls(),
    undelivered: workspace.courier.undelivered(),
    views: workspace.views.all().map(toldView),
    commands: workspace.commands,
    shortcuts: workspace.shortcuts,
    misbehaviours: workspace.misbehaviours.list(),
  };
}

/** @throws ControlFailure that names every field at fault. */
async function read<Body>(c: Context, schema: z.ZodType<Body>): Promise<Body> {
  let value: unknown;
  try {
    value = JSON.parse(await c.req.text());
  } catch {
    throw new ControlFailure('the body must be JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ControlFailure(
    parsed.error.issues
      .map((issue) => `${issue.path.length === 0 ? 'the body' : issue.path.join('.')}: ${issue.message}`)
      .join('; '),
  );
}
