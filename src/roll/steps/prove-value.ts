import { sameStep } from '../active.js';
import { isValueOverdue } from '../patience.js';
import { valueSeen } from '../stale.js';
import { makeHold } from './holds.js';
import { hold, wait, type Outcome, type StepInput } from './outcome.js';

/**
 * What to do while a server that is back is not proven to have the value that the run is to bring; undefined when it
 * is, or when none is asked for.
 * @param again begins the server anew, once people want another attempt
 */
export function valueNotProven(
  input: StepInput<'await-return'>,
  again: (input: StepInput<'await-return'>) => Outcome,
): Outcome | undefined {
  const { run, target, step, seen, context } = input;
  const { stale } = run.options;
  if (stale === undefined || target.forced.includes('value-not-proven')) return undefined;
  const { address: node, role } = target;
  const { key, value: wanted } = stale;
  const value = valueSeen(stale, seen.flags?.[node]);
  if (value.kind === 'has-it') return undefined;
  if (value.kind === 'has-another' && step.retryVerbs !== undefined) return again(input);
  const untoldSince = step.untoldSince ?? context.now;
  // What is said clearly does not become another by waiting.
  if (
    value.kind === 'not-told' &&
    !value.lasting &&
    !isValueOverdue(untoldSince, value.why.code === 'value-not-understood', context)
  )
    return wait(
      sameStep(run, { ...step, untoldSince }),
      { code: 'wait-for-value', node, key, why: value.why },
      step.since,
    );
  return hold(
    run,
    makeHold(
      run,
      'value-not-proven',
      value.kind === 'has-another'
        ? { code: 'wrong-value', node, key, wanted, found: value.found }
        : { code: 'value-not-proven', node, key, wanted, why: value.why },
      {
        nodes: [node],
        raw: value.kind === 'not-told' && value.raw.length > 0 ? value.raw : (target.printed ?? []),
        retry: { code: 'does-look-for-value', value: wanted, drains: role === 'replica' },
        force: { code: 'does-accept-value' },
      },
    ),
  );
}
