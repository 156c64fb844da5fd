import { parseDuration } from '../../src/lib/duration.js';
import { parseClusterInfo } from '../../src/pegasus/shell/parse/cluster-info.js';
import { parseDdd } from '../../src/pegasus/shell/parse/ddd.js';
import { complaintOf, contentLines } from '../../src/pegasus/shell/parse/lines.js';
import { parseMetaLevel } from '../../src/pegasus/shell/parse/meta-level.js';
import { parseNodes } from '../../src/pegasus/shell/parse/nodes.js';
import { parsePartitions } from '../../src/pegasus/shell/parse/partitions.js';
import { parsePropose } from '../../src/pegasus/shell/parse/proposal.js';
import { errorNamed } from '../../src/pegasus/shell/parse/refusal.js';
import { readRemoteStderr } from '../../src/pegasus/shell/parse/remote-stderr.js';
import {
  answerOfText,
  parseRemoteBlock,
  parseRemotePrint,
  remoteQuestion,
} from '../../src/pegasus/shell/parse/remote.js';
import { parseReplicaCounts } from '../../src/pegasus/shell/parse/replica-counts.js';
import { readServerInfo } from '../../src/pegasus/shell/parse/server-info.js';
import { parseIntegerSetting, parseSetAnswer } from '../../src/pegasus/shell/parse/setting.js';
import { parseTables } from '../../src/pegasus/shell/parse/tables.js';
import { plain } from '../../src/cli/terminal.js';
import { spokenTo } from '../../src/slack/mention/mention-text.js';
import { parseCommand } from '../../src/slack/parse/command.js';
import { readReason } from '../../src/slack/parse/reason.js';
import { addressRuns } from '../../src/slack/render/address-runs.js';
import { content } from '../../src/slack/render/parts.js';
import { block, code, table, wordsFor } from '../../src/slack/render/report-markdown.js';
import { planBlock } from '../../src/slack/render/tasks.js';
import { capital, cut, isLink, sentence } from '../../src/slack/text.js';
import { takesTimeInProportionAtLeast } from '../support/linear-time.js';

/**
 * Beside the patterns that meet every foreign text (linear-time.test.ts): whoever reads an answer, or a word, as a
 * whole.
 */
const lines = (text: string): readonly string[] => contentLines(text);
const question = remoteQuestion(['10.0.0.1:34801'], 'server-info');
const listed = { id: 1, name: 'temp', status: 'AVAILABLE', partitionCount: 8, replicaCount: 3 };

takesTimeInProportionAtLeast([
  ['the lines of a shell', (text) => lines(text).map(complaintOf)],
  ['an error that a shell names', (text) => errorNamed(lines(text))],
  ['`cluster_info`', (text) => parseClusterInfo(lines(text))],
  ['`nodes -d`', (text) => parseNodes(lines(text))],
  ['`ls -a`', (text) => parseTables(lines(text))],
  ['`app -d`', (text) => parsePartitions(listed, lines(text))],
  ['`ddd_diagnose`', (text) => parseDdd(1, lines(text))],
  ['`get_meta_level`', (text) => parseMetaLevel(lines(text))],
  ['`propose`', (text) => parsePropose('propose', lines(text))],
  ['`remote_command`, as it is printed', (text) => parseRemotePrint(question, lines(text))],
  ['`remote_command`, as a block', (text) => parseRemoteBlock(question, lines(text))],
  ['what `remote_command` complains of', readRemoteStderr],
  [
    'what a server answers',
    (text) => {
      const answer = answerOfText(text);
      return [
        readServerInfo('10.0.0.1:34801', answer),
        parseReplicaCounts('10.0.0.1:34801', answer),
        parseIntegerSetting('x', answer),
        parseSetAnswer('x', answer),
      ];
    },
  ],
  ['a mention', (text) => spokenTo(`<@U0BOT> ${text}`, 'U0BOT')],
  ['a command that is typed', (text) => parseCommand(`roll cluster-x --reason ${text}`)],
  ['a reason', readReason],
  ['a duration', parseDuration],
  [
    'a sentence in a message',
    (text) => [sentence(text, ['U0ALICE001']), cut(text, 3_000), capital(text), isLink(text)],
  ],
  [
    'a message',
    (text) => [
      content([
        { kind: 'section', text },
        { kind: 'code', lines: [text] },
      ]),
      planBlock(text, []),
    ],
  ],
  ['a list of servers', (text) => addressRuns(lines(text))],
  [
    'a report',
    (text) => [wordsFor(new Map()).prose(text), code(text), block(text.split('\n')), table([text], [[text]])],
  ],
  ['a terminal', plain],
]);
