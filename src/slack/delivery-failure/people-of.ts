import type { Run } from '../../roll/run.js';

/** User ids of those whom a run concerns: who asked for it, and who approved it. */
export const peopleOf = (run: Run): readonly string[] => [
  ...new Set([run.requestedBy, ...run.votes.map(({ by }) => by)]),
];
