import { partitionStates } from '../cluster-protocol.js';
import { layOutGrid, type GridLayout } from './grid-layout.js';

interface Given {
  readonly states: Uint8Array;
  readonly primaries: Int16Array;
  readonly names: readonly string[];
  /** Places of the servers that are named in the colour of what the run is at. */
  readonly atHand: number;
}

/** How much of the way to its place a cell goes with each picture, and how often there is one. */
const nearer = 0.22;
const pictureEveryMs = 33;
const flashMs = 900;

/** Draws the grid on a canvas; cells whose leader is another one wander to their new place. */
export class GridDrawing {
  readonly #canvas: HTMLCanvasElement;
  readonly #moves: boolean;
  #given: Given | undefined;
  #layout: GridLayout | undefined;
  #xs = new Float32Array(0);
  #ys = new Float32Array(0);
  #before = new Int16Array(0);
  #flashUntil = new Float64Array(0);
  #frame = 0;
  #drawnAt = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#moves = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  show(given: Given): void {
    this.#given = given;
    const width = this.#canvas.clientWidth;
    if (width === 0) return;
    const layout = layOutGrid(given.primaries, given.names.length, width);
    const isNew = this.#xs.length !== layout.xs.length;
    this.#layout = layout;
    if (isNew || !this.#moves) {
      this.#xs = layout.xs.slice();
      this.#ys = layout.ys.slice();
    }
    if (isNew) {
      this.#before = given.primaries.slice();
      this.#flashUntil = new Float64Array(layout.xs.length);
    }
    const until = performance.now() + flashMs;
    for (const [place, primary] of given.primaries.entries()) {
      if (this.#before[place] !== primary && primary >= 0) this.#flashUntil[place] = until;
      this.#before[place] = primary;
    }
    this.#fit(width, layout.height);
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#next);
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
  }

  #fit(width: number, height: number): void {
    const ratio = devicePixelRatio;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width === wide && this.#canvas.height === high) return;
    this.#canvas.width = wide;
    this.#canvas.height = high;
    this.#canvas.style.height = `${height}px`;
  }

  readonly #next = (time: number): void => {
    if (time - this.#drawnAt < pictureEveryMs) {
      this.#frame = requestAnimationFrame(this.#next);
      return;
    }
    this.#drawnAt = time;
    const goesOn = this.#wander(time);
    this.#draw(time);
    this.#frame = goesOn ? requestAnimationFrame(this.#next) : 0;
  };

  /** Whether something still moves or shines. */
  #wander(time: number): boolean {
    const layout = this.#layout;
    if (layout === undefined) return false;
    let moves = false;
    for (let place = 0; place < this.#xs.length; place += 1) {
      const dx = (layout.xs[place] ?? 0) - (this.#xs[place] ?? 0);
      const dy = (layout.ys[place] ?? 0) - (this.#ys[place] ?? 0);
      if ((this.#flashUntil[place] ?? 0) > time) moves = true;
      if (dx === 0 && dy === 0) continue;
      const isNear = Math.abs(dx) + Math.abs(dy) < 0.7;
      this.#xs[place] = isNear ? (layout.xs[place] ?? 0) : (this.#xs[place] ?? 0) + dx * nearer;
      this.#ys[place] = isNear ? (layout.ys[place] ?? 0) : (this.#ys[place] ?? 0) + dy * nearer;
      moves = true;
    }
    return moves;
  }

  #draw(time: number): void {
    const context = this.#canvas.getContext('2d');
    const [given, layout] = [this.#given, this.#layout];
    if (context === null || given === undefined || layout === undefined) return;
    const style = getComputedStyle(this.#canvas);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const ratio = devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#drawNames(context, given, layout, colour);
    const { size } = layout;
    for (const [state, name] of partitionStates.entries()) {
      context.fillStyle = colour(`--cell-${name}`);
      context.strokeStyle = context.fillStyle;
      for (let place = 0; place < this.#xs.length; place += 1) {
        if (given.states[place] !== state) continue;
        const [x, y] = [this.#xs[place] ?? 0, this.#ys[place] ?? 0];
        // Not by colour alone: what is short lacks a piece, what takes no writes is half, what is lost is hollow.
        if (name === 'unreadable') context.strokeRect(x + 0.75, y + 0.75, size - 1.5, size - 1.5);
        else if (name === 'unwritable') context.fillRect(x, y + size / 2, size, size / 2);
        else if (name === 'short') context.fillRect(x, y + size / 3, size, size - size / 3);
        else context.fillRect(x, y, size, size);
      }
    }
    context.strokeStyle = colour('--text');
    context.lineWidth = 1.5;
    for (let place = 0; place < this.#xs.length; place += 1)
      if ((this.#flashUntil[place] ?? 0) > time)
        context.strokeRect((this.#xs[place] ?? 0) - 0.5, (this.#ys[place] ?? 0) - 0.5, size + 1, size + 1);
    context.lineWidth = 1;
  }

  #drawNames(
    context: CanvasRenderingContext2D,
    { names, atHand }: Given,
    { blocks, step, height }: GridLayout,
    colour: (name: string) => string,
  ): void {
    context.font = `${Math.max(10, Math.min(12, step))}px system-ui, sans-serif`;
    context.textBaseline = 'middle';
    for (const [place, { x, y }] of blocks.entries()) {
      const name = names[place];
      if (name === undefined && y >= height) continue;
      context.fillStyle = colour(place === atHand ? '--link' : '--soft');
      context.fillText(name ?? 'no one', x, y + step / 2);
    }
  }
}
