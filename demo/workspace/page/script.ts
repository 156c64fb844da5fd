import { asking } from './asking.js';
import { drawing } from './drawing.js';
import { listening } from './listening.js';
import { message } from './message.js';
import { progress } from './progress.js';
import { rooms } from './rooms.js';
import { viewing } from './viewing.js';
import { writing } from './writing.js';

/** One module for the browser: how things look, then what they do. Plain JavaScript, as no build step touches it. */
export const script = drawing + progress + asking + message + rooms + writing + listening + viewing;
