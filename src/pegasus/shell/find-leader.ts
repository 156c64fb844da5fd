import { failed, type Read } from './failure.js';

/** Of several reasons why no meta says who leads, the one that says most. */
const telling = ['cancelled', 'not-understood', 'refused', 'not-leader', 'timeout', 'unreachable'] as const;

/**
 * The first answer of several metas that were asked who leads. Each is asked in a shell of its own, with a signal that
 * aborts when another has answered: a shell with several metas begins at any of them, and waits for one that hangs.
 * Resolves when no shell is left.
 */
export async function firstToAnswer<Leader>(
  metas: readonly string[],
  signal: AbortSignal,
  ask: (meta: string, signal: AbortSignal) => Promise<Read<Leader>>,
): Promise<Read<Leader>> {
  const answered = new AbortController();
  let first: Read<Leader> | undefined;
  const answers = await Promise.all(
    metas.map(async (meta) => {
      const answer = await ask(meta, AbortSignal.any([signal, answered.signal]));
      if (answer.ok) {
        first ??= answer;
        answered.abort();
      }
      return answer;
    }),
  );
  if (first !== undefined) return first;
  const failures = answers.flatMap((answer) => (answer.ok ? [] : [answer]));
  const worst = telling
    .map((kind) => failures.find(({ failure }) => failure.kind === kind))
    .find((each) => each !== undefined);
  return worst ?? failed('unreachable', 'There is no meta to ask.');
}
