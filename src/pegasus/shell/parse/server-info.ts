import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import type { ProcessReading } from '../../../roll/observation.js';
import { notUnderstood, type Read } from '../failure.js';
import type { RemoteAnswer } from './remote.js';

const startedAt = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

const reply = z.object({
  version: z.string().regex(/^\S+$/),
  git_SHA: z.string().min(1),
  start_time: z.string().regex(startedAt),
});

/** Of a text of any length each character is looked at a few times only. */
const line = /^Pegasus Server (\S+) \(([^()]+)\) \S[^,\n]*, Started at (.{19})$/;

/** What a server process says of itself (SPEC §3.7), text up to 2.5 and JSON from newer servers. */
export function parseServerInfo(address: string, answer: RemoteAnswer): Read<ProcessReading> {
  const command = `server-info of ${address}`;
  switch (answer.kind) {
    case 'none':
      return ok({ kind: 'unreachable', error: answer.error });
    case 'text': {
      const [, version, commit, started] = line.exec(answer.text) ?? [];
      if (version === undefined || commit === undefined || started === undefined || !startedAt.test(started)) {
        return notUnderstood(command, 'it is not the line of a Pegasus server', answer.text.split('\n'));
      }
      return ok({ kind: 'running', version, commit, startedAt: started });
    }
    case 'json': {
      const parsed = reply.safeParse(answer.value);
      if (!parsed.success) return notUnderstood(command, 'it has another shape', [JSON.stringify(answer.value)]);
      return ok({ kind: 'running', version: parsed.data.version, commit: parsed.data.git_SHA, startedAt: parsed.data.start_time });
    }
  }
}
