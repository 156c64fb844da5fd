// Pictures one after the other, as an animated GIF: of each only what is other than in the one before it.
import gifenc from 'gifenc';
import { PNG } from 'pngjs';

const { GIFEncoder, applyPalette, quantize } = gifenc;

const mostColours = 255;

export class Animation {
  #gif = GIFEncoder();
  #before;

  /** @param png the whole picture; @param ms how long it is shown */
  add(png, ms) {
    const { width, height, data } = PNG.sync.read(png);
    const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
    const changed = this.#before === undefined ? pixels : pixels.filter((pixel, at) => pixel !== this.#before[at]);
    if (changed.length === 0) {
      // Nothing has changed: a pixel keeps its colour a little longer.
      this.#write(new Uint8Array(width * height), width, height, [[0, 0, 0]], 0, ms);
      return;
    }
    const palette = quantize(new Uint8Array(Uint32Array.from(changed).buffer), mostColours);
    const index = applyPalette(data, palette);
    const unchanged = palette.length;
    if (this.#before !== undefined)
      for (let at = 0; at < pixels.length; at += 1) if (pixels[at] === this.#before[at]) index[at] = unchanged;
    this.#write(index, width, height, [...palette, [0, 0, 0]], unchanged, ms);
    this.#before = Uint32Array.from(pixels);
  }

  #write(index, width, height, palette, transparentIndex, delay) {
    const transparent = this.#before !== undefined;
    this.#gif.writeFrame(index, width, height, { palette, delay, transparent, transparentIndex, dispose: 1 });
  }

  bytes() {
    this.#gif.finish();
    return this.#gif.bytes();
  }
}
