import type { MetaLevel } from '../../roll/observation.js';

/** Values of the levels on the wire, lowest first as in `metaLevels`. */
export const levelValues: Readonly<Record<MetaLevel, number>> = {
  stopped: 100,
  blind: 200,
  freezed: 300,
  steady: 400,
  lively: 500,
};
