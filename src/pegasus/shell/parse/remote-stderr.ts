import { contentLines } from './lines.js';

/** What the stderr of a shell tells of its remote commands, in the order it was printed. */
export type RemoteEvent =
  /** From `COMMAND:` to `Failed count:`; without the latter when the shell ended in the middle. */
  | { readonly kind: 'block'; readonly lines: readonly string[] }
  /** `parse X as a ip:port node failed` (≤2.5), `ERROR: parse 'X' as host:port failed` (newer): nobody was asked. */
  | { readonly kind: 'bad-address'; readonly address: string; readonly lines: readonly string[] };

/** `strays`: lines that belong to neither, such as what a wrapper script complains of. */
export function readRemoteStderr(text: string): {
  readonly events: readonly RemoteEvent[];
  readonly strays: readonly string[];
} {
  const events: RemoteEvent[] = [];
  const strays: string[] = [];
  let block: string[] | undefined;
  for (const line of contentLines(text)) {
    if (line.startsWith('COMMAND: ')) {
      if (block !== undefined) events.push({ kind: 'block', lines: block });
      block = [line];
    } else if (block !== undefined) {
      block.push(line);
      if (/^Failed count: \d+$/.test(line)) {
        events.push({ kind: 'block', lines: block });
        block = undefined;
      }
    } else {
      const bad = /^(?:ERROR: )?parse '?(\S+?)'? as (?:a ip:port node|host:port) failed$/.exec(line)?.[1];
      if (bad !== undefined) events.push({ kind: 'bad-address', address: bad, lines: [line] });
      else if (line.trim() !== '') strays.push(line);
    }
  }
  if (block !== undefined) events.push({ kind: 'block', lines: block });
  return { events, strays };
}
