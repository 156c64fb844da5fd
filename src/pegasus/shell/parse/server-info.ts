import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import type { ProcessReading } from '../../../roll/observation.js';
import { inOneSentence, notUnderstood, type Read } from '../failure.js';
import type { RemoteAnswer } from './remote.js';

const startedAt = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

const reply = z.object({
  version: z.string().regex(/^\S+$/),
  git_SHA: z.string().min(1),
  start_time: z.string().regex(startedAt),
});

/** Of a text of any length each character is looked at a few times only. */
const line = /^Pegasus Server (\S+) \(([^()]+)\) \S[^,\n]*, Started at (.{19})$/;

/** The port is open, and the replicas are not yet: nothing but a loading process answers so. */
const stillLoading = 'ERR_HANDLER_NOT_FOUND';

/** A newer process that has just started answers for some seconds without saying what it is. */
const unfinished = z
  .looseObject({ version: z.literal('').optional() })
  .or(z.looseObject({ start_time: z.literal('').optional() }));

/**
 * For a reading of several servers: one that nobody understands is as good as one that does not answer, and does not
 * spoil the reading. Only the step that needs this server waits for it, and says what it answered.
 */
export function readServerInfo(address: string, answer: RemoteAnswer): ProcessReading {
  const reading = parseServerInfo(address, answer);
  return reading.ok ? reading.value : { kind: 'unreachable', error: inOneSentence(reading.failure) };
}

/**
 * What a server process says of itself (docs/pegasus.md, "server-info"), text up to 2.5 and JSON from newer servers.
 */
export function parseServerInfo(address: string, answer: RemoteAnswer): Read<ProcessReading> {
  const command = `server-info of ${address}`;
  switch (answer.kind) {
    case 'none':
      return ok({ kind: answer.error === stillLoading ? 'loading' : 'unreachable', error: answer.error });
    case 'text': {
      const [, version, commit, started] = line.exec(answer.text) ?? [];
      if (version === undefined || commit === undefined || started === undefined || !startedAt.test(started)) {
        return notUnderstood(command, 'it is not the line of a Pegasus server', answer.text.split('\n'));
      }
      return ok({ kind: 'running', version, commit, startedAt: started });
    }
    case 'json': {
      const parsed = reply.safeParse(answer.value);
      if (unfinished.safeParse(answer.value).success)
        return ok({ kind: 'unreachable', error: 'it answers, and does not say yet which version it is' });
      if (!parsed.success) return notUnderstood(command, 'it has another shape', [JSON.stringify(answer.value)]);
      return ok({
        kind: 'running',
        version: parsed.data.version,
        commit: parsed.data.git_SHA,
        startedAt: parsed.data.start_time,
      });
    }
  }
}
