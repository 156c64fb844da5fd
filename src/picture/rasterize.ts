import { Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

/** A drawing that is not done by then never will be. */
const longestMs = 60_000;

/**
 * A drawing as PNG. Only the two fonts that are shipped are there: a glyph that neither has is drawn as a box. It is
 * done in a thread of its own, which loads the renderer and ends.
 * @param compiled where a program of the bot is, when not where it was built
 * @throws when the renderer cannot be loaded, the drawing is none, or it takes longer than a minute
 */
export async function rasterize(svg: string, compiled: (program: URL) => string = fileURLToPath): Promise<Uint8Array> {
  const worker = new Worker(compiled(new URL('./rasterize-worker.js', import.meta.url)), {
    workerData: svg,
    // Its own are for the bot.
    execArgv: [],
  });
  worker.unref();
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      AbortSignal.timeout(longestMs).addEventListener('abort', () => {
        reject(new Error(`it was not drawn within ${longestMs / 1_000} s`));
      });
      worker.once('message', (png: unknown) => {
        if (png instanceof Uint8Array) resolve(png);
        else reject(new Error('what was drawn is no picture'));
      });
      worker.once('error', reject);
      worker.once('exit', (code) => {
        reject(new Error(`the thread that draws ended with ${code}`));
      });
    });
  } finally {
    void worker.terminate();
  }
}
