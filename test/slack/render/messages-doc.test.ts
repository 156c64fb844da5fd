import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { campaigns } from './campaign-gallery.js';
import { posts, states } from './gallery.js';

const root = new URL('../../../', import.meta.url);
const golden = z.object({
  text: z.string(),
  blocks: z.array(z.looseObject({ type: z.string() })),
  broadcast: z.boolean().optional(),
});
const textObject = z.object({ text: z.string() });
const people: Readonly<Record<string, string>> = {
  U0ALICE001: 'alice',
  U0BOB00001: 'bob',
  U0CAROL001: 'carol',
  S0ONCALL1: 'pegasus-oncall',
};

/** A golden file, if the dialect has one of its own. */
function read(dialect: string, name: string): z.infer<typeof golden> | undefined {
  const file = new URL(`test/golden/slack/${dialect}/${name}.json`, root);
  return existsSync(file) ? golden.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

/** Slack's mrkdwn as GitHub shows it. */
const markdown = (mrkdwn: string): string =>
  mrkdwn
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<(?:@|!subteam\^)(\w+)>/g, (_whole, id: string) => `**@${people[id] ?? id}**`)
    .replace(/<(https:[^|>]+)\|([^>]+)>/g, '[$2]($1)')
    .replace(/(^|[\s(▸])\*([^*\n]+)\*/g, '$1**$2**');

function blockLines(block: z.infer<typeof golden>['blocks'][number]): readonly string[] {
  const own = textObject.safeParse(block['text']);
  switch (block.type) {
    case 'header':
      return own.success ? [`**${own.data.text}**`] : [];
    case 'context':
      return z
        .array(textObject)
        .parse(block['elements'])
        .map(({ text }) => `<sub>${markdown(text)}</sub>`);
    case 'actions':
      return [
        z
          .array(z.object({ text: textObject }))
          .parse(block['elements'])
          .map(({ text }) => `\`[ ${text.text} ]\``)
          .join(' '),
      ];
    case 'section': {
      const fields = z.array(textObject).safeParse(block['fields']);
      if (fields.success) return fields.data.map(({ text }) => markdown(text).replace('\n', ': '));
      if (!own.success) return [];
      const code = /^```([^]*)```$/.exec(own.data.text)?.[1];
      return code === undefined
        ? markdown(own.data.text).split('\n')
        : ['```', ...code.replace(/&lt;/g, '<').replace(/&gt;/g, '>').split('\n'), '```'];
    }
    default:
      throw new Error(`a ${block.type} block is not written down here`);
  }
}

/** A message as a quotation, a line of it a line there. */
function shown(message: z.infer<typeof golden>): readonly string[] {
  return message.blocks.flatMap((block, place) => {
    const lines = blockLines(block);
    const fenced = lines[0] === '```';
    return [
      ...(place === 0 ? [] : ['>']),
      ...lines.map((line, at) => `> ${line}${fenced || at === lines.length - 1 ? '' : '  '}`),
    ];
  });
}

const pictures = existsSync(new URL('docs/messages', root)) ? readdirSync(new URL('docs/messages', root)).sort() : [];
const picturesOf = (name: string): readonly string[] => {
  const own = pictures.filter((file) =>
    new RegExp(`^${name}-(?:progress|sections)-(?:phone|laptop)\\.png$`).test(file),
  );
  return own.length === 0
    ? []
    : ['', ...own.map((file) => `![${file.replace('.png', '').replaceAll('-', ' ')}](messages/${file})`)];
};

it('docs/MESSAGES.md shows every state of the message and every post, as the golden files have them', async () => {
  const lines = [
    '# What people see',
    '',
    'Every state of the message of a run and every post of its thread, made from the golden files in `test/golden/slack`',
    '(`npx vitest run test/slack/render -u` makes it anew; `npm run pictures` takes the pictures, `node tools/screenshots.mjs states` those of every state).',
    '',
    'The message has its state in the first line, then what happens and what it waits for, then the buttons, then the',
    'servers: Slack folds what is long, and a phone shows little. Where a workspace takes them, the servers are a `plan` block with a',
    '`task_card` each (dialect `progress`); where it answers `invalid_blocks`, they are a section (dialect `sections`), which says the',
    'same. The text below is that of the sections. Times are shown in each reader’s zone.',
    '',
    'Up to 12 servers have a line each; of more, those around the one at hand do, and those that failed.',
    '',
    '## The message',
    ...[
      ...states,
      {
        name: 'replaced',
        when: 'The cluster changed before the run began: this plan counts no more, and the new one has a message of its own.',
      },
    ].flatMap(({ name, when }) => {
      const message = read('sections', `message-${name}`);
      if (message === undefined) throw new Error(`there is no golden file of ${name}`);
      return ['', `### ${name}`, '', when, '', ...shown(message), ...picturesOf(name)];
    }),
    '',
    '## The message of a campaign',
    '',
    'One for all its clusters; each run has its own message below. [A whole conversation](../test/golden/slack/campaign-conversation.md)',
    'with one approval, a hold and a retry.',
    ...campaigns.flatMap(({ name, when }) => {
      const message = read('sections', `campaign-${name}`);
      if (message === undefined) throw new Error(`there is no golden file of campaign ${name}`);
      return ['', `### campaign: ${name}`, '', when, '', ...shown(message), ...picturesOf(`campaign-${name}`)];
    }),
    '',
    '## The thread',
    '',
    'A server that goes well has two posts: when it begins, and when it is done. What needs people is a new post that calls those who can act;',
    'what is marked *in the channel* is shown there, too.',
    ...posts.flatMap(({ name }) => {
      const post = read('sections', `thread-${name}`);
      return post === undefined
        ? []
        : [
            '',
            `### ${name}${post.broadcast === true ? ' (in the channel)' : ''}`,
            '',
            ...shown(post),
            ...picturesOf(`thread-${name}`),
          ];
    }),
    '',
    '## The report',
    '',
    'A run that did something ends with a file in its thread; [an example](../test/golden/slack/report.md).',
  ];
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../../../docs/MESSAGES.md');
});
