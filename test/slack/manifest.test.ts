import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { methods } from '../../src/slack/api/methods.js';
import { formId } from '../../src/slack/form/form-view.js';
import { subscribedEvents } from '../../src/slack/intents/listen.js';
import { runShortcuts } from '../../src/slack/mention/shortcuts.js';
import { seedCommands, seedShortcuts } from '../../demo/workspace/people/roster.js';

const manifestSchema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2) }),
  display_information: z.strictObject({
    name: z.string().max(35),
    description: z.string().max(140),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.literal(true),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().max(80), always_online: z.boolean() }),
    slash_commands: z.array(
      z.strictObject({
        command: z.string().startsWith('/').max(32),
        description: z.string().max(2000),
        usage_hint: z.string().max(1000),
        should_escape: z.boolean(),
      }),
    ),
    shortcuts: z.array(
      z.strictObject({
        name: z.string().max(24),
        type: z.enum(['message', 'global']),
        callback_id: z.string().max(255),
        description: z.string().max(150),
      }),
    ),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()) }),
    interactivity: z.strictObject({ is_enabled: z.literal(true) }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.literal(true),
    token_rotation_enabled: z.boolean(),
  }),
});

it('the manifest asks for what the bot uses, and for nothing more', async () => {
  const manifest = manifestSchema.parse(parse(await readFile(new URL('../../manifest.yml', import.meta.url), 'utf8')));
  // The slash command and the shortcuts have a scope of their own.
  const used = new Set<string>([
    'commands',
    ...Object.values(methods).flat(),
    ...Object.values(subscribedEvents).flat(),
  ]);
  expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...used].sort());
  expect(manifest.settings.event_subscriptions.bot_events).toEqual(Object.keys(subscribedEvents));
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(['/pegasus']);
  expect(manifest.features.shortcuts.map(({ type, callback_id }) => `${type} ${callback_id}`)).toEqual([
    `global ${formId}`,
    ...runShortcuts.map((id) => `message ${id}`),
  ]);
  // The local workspace offers the same.
  expect(seedCommands.map(({ command, description, usageHint }) => [command, description, usageHint])).toEqual(
    manifest.features.slash_commands.map(({ command, description, usage_hint }) => [command, description, usage_hint]),
  );
  expect(seedShortcuts.map(({ name, type, callbackId }) => [name, type, callbackId])).toEqual(
    manifest.features.shortcuts.map(({ name, type, callback_id }) => [name, type, callback_id]),
  );
});
