import type { Plan } from '../../roll/plan.js';
import type { VersionNote } from '../../roll/version-rules.js';
import { inTheirWords, listing, quoted } from '../text.js';
import type { Part } from './parts.js';
import { inLanguage } from '../language.js';

/** What is known of the change to the version that is asked for; what blocks is said by its check. */
export function versionParts({
  versionNotes = [],
  downgradeFrom,
  wayBack = [],
  options: { version = '' },
}: Plan): readonly Part[] {
  return [
    ...(downgradeFrom === undefined ? [] : [alert(downgradeWords(downgradeFrom.map(quoted), quoted(version)))]),
    ...versionNotes.flatMap((note) => (note.level === 'warn' || note.waived ? [alert(noteWords(note))] : [])),
    ...wayBack.map((note) => alert(wayBackWords(note, quoted(version)))),
  ];
}

const alert = (text: string): Part => ({ kind: 'alert', level: 'warning', text });

const downgradeWords = (from: readonly string[], to: string): string =>
  inLanguage({
    en:
      `*This is a downgrade*, from ${listing(from, 200)} to ${to}. ` +
      `See that ${to} reads what the newer version has written.`,
    zh: `*这是降级*，从 ${listing(from, 200)} 到 ${to}。请确认 ${to} 能读新版本写下的数据。`,
  });

const noteWords = ({ name, from, what, source, waived }: VersionNote): string =>
  inLanguage({
    en:
      `*Version rule \`${quoted(name)}\`${waived ? ', allowed by name' : ''}*, from ` +
      `${listing(from.map(quoted), 200)}: ${inTheirWords(what, 600)}${source === undefined ? '' : ` ${source}`}`,
    zh:
      `*版本规则 \`${quoted(name)}\`${waived ? '（已点名允许）' : ''}*，从 ${listing(from.map(quoted), 200)}：` +
      `${inTheirWords(what, 600)}${source === undefined ? '' : ` ${source}`}`,
  });

const wayBackWords = ({ name, what, source }: VersionNote, version: string): string =>
  inLanguage({
    en:
      `*There is no way back from ${version}* by version rule \`${quoted(name)}\`: ${inTheirWords(what, 600)}` +
      `${source === undefined ? '' : ` ${source}`} *Roll back* is not offered then; try one server first, and be sure.`,
    zh:
      `*${version} 没有退路*，依据版本规则 \`${quoted(name)}\`：` +
      `${inTheirWords(what, 600)}${source === undefined ? '' : ` ${source}`} 到时不提供 *回滚*；请先试一台 server，确认没有问题。`,
  });
