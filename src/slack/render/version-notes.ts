import type { Plan } from '../../roll/plan.js';
import type { VersionNote } from '../../roll/version-rules.js';
import { inTheirWords, listing, quoted } from '../text.js';
import type { Part } from './parts.js';

/** What is known of the change to the version that is asked for; what blocks is said by its check. */
export function versionParts({ versionNotes = [], downgradeFrom, options: { version = '' } }: Plan): readonly Part[] {
  return [
    ...(downgradeFrom === undefined ? [] : [alert(downgradeWords(downgradeFrom.map(quoted), quoted(version)))]),
    ...versionNotes.flatMap((note) => (note.level === 'warn' || note.waived ? [alert(noteWords(note))] : [])),
  ];
}

const alert = (text: string): Part => ({ kind: 'alert', level: 'warning', text });

const downgradeWords = (from: readonly string[], to: string): string =>
  `*This is a downgrade*, from ${listing(from, 200)} to ${to}. ` +
  `See that ${to} reads what the newer version has written.`;

const noteWords = ({ name, from, what, source, waived }: VersionNote): string =>
  `*Version rule \`${quoted(name)}\`${waived ? ', allowed by name' : ''}*, from ` +
  `${listing(from.map(quoted), 200)}: ${inTheirWords(what, 600)}${source === undefined ? '' : ` ${source}`}`;
