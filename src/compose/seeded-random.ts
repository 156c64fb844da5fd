import { randomInt } from 'node:crypto';
import { Random } from '../lib/random.js';

/** Chance that is another one at each start. */
export const seededRandom = (): Random => new Random(randomInt(2 ** 32));
