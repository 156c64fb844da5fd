import { drawing } from './drawing.js';
import { progress } from './progress.js';
import { talking } from './talking.js';
import { viewing } from './viewing.js';

/** One module for the browser: how things look, then what they do. Plain JavaScript, as no build step touches it. */
export const script = drawing + progress + talking + viewing;
