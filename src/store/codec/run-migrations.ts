import { change, changeField, each, type Json } from './json-change.js';

const rename = (object: Json, names: Readonly<Record<string, string>>): Json =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [names[name] ?? name, value]));

const stepNames = { retreat: 'undrain', back: 'await-return' } as const;

const renameSteps = (object: Json): Json =>
  changeField(object, 'spent', (spent) => change(spent, (by) => rename(by, stepNames)));

const renameStep = (step: Json): Json => ({
  ...rename(step, { again: 'retryVerbs' }),
  kind: step['kind'] === 'retreat' ? 'undrain' : step['kind'] === 'back' ? 'await-return' : step['kind'],
});

/** Format 3 to 4: fields and steps got the names that other tools have for them. */
export function withPlainNames(body: unknown): unknown {
  return change(body, (run) => {
    const renamed = changeField(rename(run, { presses: 'handledActions' }), 'log', each(renameSteps));
    return changeField(renamed, 'progress', (progress) =>
      change(progress, (before) => {
        const steps = changeField(rename(before, { wish: 'stopRequest' }), 'phase', (phase) =>
          change(phase, (at) => changeField(at, 'step', (step) => change(step, renameStep))),
        );
        const targets = changeField(
          steps,
          'targets',
          each((target) => renameSteps(rename(target, { taken: 'drainedPartitions', away: 'processDown' }))),
        );
        return changeField(
          targets,
          'starts',
          each((start) => rename(start, { again: 'unexpected' })),
        );
      }),
    );
  });
}
