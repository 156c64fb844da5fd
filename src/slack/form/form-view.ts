import type { types } from '@slack/bolt';
import { isChannelId } from '../../lib/channel-id.js';
import { cut, quoted } from '../text.js';
import { extras, modes, roleChoices } from './choices.js';
import { blockIdOf, writeNote } from './entries.js';
import type { FormCluster, FormContext } from './form-context.js';
import { leavingOut } from './leaving-out.js';
import { serverFields } from './server-fields.js';
import { boxes, menu, note, radio, text, warning } from './fields.js';
import { inLanguage } from '../language.js';
import { apart } from '../marks.js';

/** `callback_id` of the form, and of the shortcut that opens it. */
export const formId = 'pegasus_roll_form';
/** `action_id` of the menu of clusters: choosing one is told at once. */
export const clusterChosen = 'pegasus_form_cluster';

/** The form that asks for a roll. `entries.cluster` is the chosen cluster. */
export function formView(context: FormContext): types.ModalView {
  const { entries, turn } = context;
  const chosen = context.clusters.find(({ name }) => name === entries.cluster);
  return {
    type: 'modal',
    callback_id: formId,
    private_metadata: writeNote({ turn, ...(context.origin === undefined ? {} : { origin: context.origin }) }),
    title: { type: 'plain_text', text: inLanguage({ en: 'Roll a cluster', zh: '滚动集群' }) },
    submit: { type: 'plain_text', text: inLanguage({ en: 'Make the plan', zh: '做计划' }) },
    close: { type: 'plain_text', text: inLanguage({ en: 'Cancel', zh: '取消' }) },
    blocks: [
      ...(context.trouble === undefined ? [] : [warning(cut(context.trouble, 2_500))]),
      menu({
        label: inLanguage({ en: 'Cluster', zh: '集群' }),
        blockId: blockIdOf('cluster', turn),
        actionId: clusterChosen,
        options: context.clusters.map(({ name }) => ({ value: name, label: name })),
        initial: entries.cluster,
        tellAtOnce: true,
        placeholder: inLanguage({ en: 'Choose a cluster', zh: '选择集群' }),
      }),
      ...(chosen?.hindrances ?? []).map(note),
      ...place(context, chosen),
      text({
        label: inLanguage({ en: 'Version', zh: '版本' }),
        blockId: blockIdOf('version', turn),
        initial: entries.version,
        placeholder: '2.5.0',
        hint: inLanguage({
          en: 'Servers on it already are left out. Empty: a restart, no new version.',
          zh: '已经是这个版本的 server 不滚动。留空：重启，版本不变。',
        }),
      }),
      radio({
        label: inLanguage({ en: 'Mode', zh: '模式' }),
        blockId: blockIdOf('mode', turn),
        options: modes(),
        initial: entries.mode ?? 'ha',
      }),
      boxes({
        label: inLanguage({ en: 'Roll these', zh: '滚动这些' }),
        blockId: blockIdOf('roles', turn),
        options: roleChoices(),
        initial: (entries.roles ?? 'replica,meta,collector').split(','),
      }),
      ...serverFields(context, chosen),
      ...leavingOut(context),
      boxes({
        label: inLanguage({ en: 'And', zh: '另外' }),
        blockId: blockIdOf('extras', turn),
        options: extras(),
        initial: (entries.extras ?? '').split(','),
        optional: true,
      }),
      text({
        label: inLanguage({ en: 'Wait after each replica server', zh: '每台 replica server 之后观察' }),
        blockId: blockIdOf('soak', turn),
        initial: entries.soak,
        placeholder: '2m',
        hint: inLanguage({ en: 'For example 90s, 5m or 1h. Empty: no wait.', zh: '例如 90s、5m 或 1h。留空：不等。' }),
      }),
      text({
        label: inLanguage({ en: 'Time that a server may take to start', zh: 'server 启动的时限' }),
        blockId: blockIdOf('start-timeout', turn),
        initial: entries['start-timeout'],
        placeholder: '30m',
        hint: inLanguage({
          en: 'It is held after that. Empty: what the configuration says.',
          zh: '超过就挂起。留空：按配置。',
        }),
      }),
      text({
        label: inLanguage({ en: 'Allow by name', zh: '点名允许' }),
        blockId: blockIdOf('allow', turn),
        initial: entries.allow,
        placeholder: 'dead-server=10.0.0.9:34801',
        hint: inLanguage({
          en: 'Or version=RULE, dead-partition=3.7, splitting=TABLE; commas between several. Approvers see it.',
          zh: '或 version=RULE、dead-partition=3.7、splitting=TABLE；几项之间用逗号。审批人会看到。',
        }),
      }),
      ...(chosen === undefined || chosen.open
        ? []
        : [
            text({
              label: inLanguage({ en: 'Why outside its window', zh: '为什么在变更窗口之外' }),
              blockId: blockIdOf('window', turn, chosen.name),
              initial: entries.window,
              placeholder: inLanguage({ en: 'the disks fill up tonight', zh: '磁盘今晚会写满' }),
              hint: inLanguage({
                en:
                  'Without it an approved run does not begin before the window opens. Approvers see it, ' +
                  'and it is kept in the audit trail.',
                zh: '不填的话，批准后要等窗口打开才开始。审批人会看到，并记入审计记录。',
              }),
              most: 500,
            }),
          ]),
      text({
        label: inLanguage({ en: 'Why', zh: '原因' }),
        blockId: blockIdOf('reason', turn),
        initial: entries.reason,
        placeholder: inLanguage({ en: 'monthly upgrade', zh: '例行升级' }),
        hint: inLanguage({
          en: 'Shown in the plan and kept in the audit trail.',
          zh: '显示在计划里，并记入审计记录。',
        }),
        most: 500,
      }),
    ],
  };
}

/** Where the plan will stand; asked for only where nothing else says it. */
function place(context: FormContext, chosen: FormCluster | undefined): readonly types.KnownBlock[] {
  if (chosen === undefined) return [];
  if (chosen.channel !== undefined)
    return [
      note(
        inLanguage({
          en: `Its plan is posted in ${channelWords(chosen.channel)}, for all to see and to approve.`,
          zh: `它的计划会发到 ${channelWords(chosen.channel)}，大家都能看到并批准。`,
        }),
      ),
    ];
  if (context.origin !== undefined)
    return [
      note(
        inLanguage({
          en: `Its plan is posted in <#${context.origin}>, for all to see and to approve.`,
          zh: `它的计划会发到 <#${context.origin}>，大家都能看到并批准。`,
        }),
      ),
    ];
  return [
    {
      type: 'input',
      block_id: blockIdOf('channel', context.turn),
      label: { type: 'plain_text', text: inLanguage({ en: 'Channel', zh: '频道' }) },
      hint: {
        type: 'plain_text',
        text: inLanguage({
          en: 'Where the plan is posted, for all to see and to approve. I must be in it.',
          zh: '计划发到哪里，大家都能看到并批准。我必须在里面。',
        }),
      },
      element: {
        type: 'conversations_select',
        action_id: 'value',
        filter: { include: ['public', 'private'], exclude_bot_users: true },
        ...(context.entries.channel === undefined ? {} : { initial_conversation: context.entries.channel }),
      },
    },
  ];
}

const channelWords = (channel: string): string =>
  isChannelId(channel) ? `<#${channel}>` : `#${quoted(channel.replace(/^#/, ''))}`;

/** What stands in the form's place while the plan is made, and afterwards. `text` is mrkdwn. */
export function sentenceView(text: string, busy: boolean): types.ModalView {
  return {
    type: 'modal',
    callback_id: 'pegasus_roll_told',
    title: { type: 'plain_text', text: inLanguage({ en: 'Roll a cluster', zh: '滚动集群' }) },
    close: { type: 'plain_text', text: inLanguage({ en: 'Close', zh: '关闭' }) },
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: cut(apart(text), 3_000) } },
      ...(busy
        ? [
            note(
              inLanguage({
                en: 'You may close this: the plan is posted all the same, and I tell you if it cannot be.',
                zh: '可以关掉这个窗口：计划照样会发出，发不出时我会告诉你。',
              }),
            ),
          ]
        : []),
    ],
  };
}
