/**
 * A thread of its own: drawing takes a second of a processor, in which the bot has other things to decide. It is given
 * one drawing, answers with the PNG, and ends.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { chineseFont } from './fonts/chinese.js';
import { latinFont } from './fonts/latin.js';

/** Pixels for each unit of the drawing, so that it is sharp on any screen. */
const zoom = 1.5;

/** The renderer's code: beside the bundle, or where the package is installed. */
const renderer = (): Promise<Uint8Array> =>
  readFile(new URL('./resvg.wasm', import.meta.url)).catch(() =>
    readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')),
  );

await initWasm(new Uint8Array(await renderer()));
const drawing = new Resvg(String(workerData), {
  fitTo: { mode: 'zoom', value: zoom },
  font: { fontBuffers: [latinFont(), chineseFont()], defaultFontFamily: 'Inter' },
});
parentPort?.postMessage(drawing.render().asPng());
