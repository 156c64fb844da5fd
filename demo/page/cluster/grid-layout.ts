/** Where each server's partitions stand in the grid. */
export interface GridLayout {
  readonly height: number;
  /** A cell's side, and the distance to the next. */
  readonly size: number;
  readonly step: number;
  /** A block for each server, and at the end one for the partitions without a primary. */
  readonly blocks: readonly { readonly x: number; readonly y: number }[];
  /** Where each partition's cell is to be, by its place. */
  readonly xs: Float32Array;
  readonly ys: Float32Array;
}

const labelWidth = 46;
const blockGap = 5;
const columnGap = 14;
/** From so many servers on they stand side by side, where there is the width for it. */
const manyServers = 12;
const leastColumnWidth = 230;
const nameHeight = 13;
const leastStep = 5;
const mostStep = 18;

/**
 * Each server has a block of the partitions that it leads, as high as the fullest of them, so that a partition that gets
 * another leader is seen to move.
 * @param primaries of each partition the place of its primary among the servers, -1 without one
 */
export function layOutGrid(primaries: Int16Array, servers: number, width: number): GridLayout {
  const columns = servers > manyServers ? Math.max(1, Math.min(2, Math.floor(width / leastColumnWidth))) : 1;
  const blockWidth = (width - (columns - 1) * columnGap) / columns;
  const even = Math.ceil(primaries.length / Math.max(1, servers));
  // One row is enough for a server that leads half as much again as the others.
  const fits = Math.floor((blockWidth - labelWidth) / (1.5 * even));
  const step = Math.max(leastStep, Math.min(mostStep, fits));
  const size = step > 9 ? step - 2 : step - 1;
  const across = Math.max(1, Math.floor((blockWidth - labelWidth) / step));

  const led = new Array<number>(servers + 1).fill(0);
  const xs = new Float32Array(primaries.length);
  const ys = new Float32Array(primaries.length);
  const slots = new Int32Array(primaries.length);
  for (const [place, primary] of primaries.entries()) {
    const block = primary < 0 ? servers : primary;
    const slot = led[block] ?? 0;
    slots[place] = slot;
    led[block] = slot + 1;
  }
  const highest = Math.max(1, ...led.slice(0, servers).map((count) => Math.ceil(Math.max(count, even) / across)));
  const rows = Math.ceil(servers / columns);
  // A name is higher than a small cell.
  const top = Math.max(0, nameHeight - step) / 2;
  const blockHeight = highest * step + blockGap;
  const blocks = led.map((_count, block) => {
    if (block === servers) return { x: 0, y: top + rows * blockHeight };
    return { x: Math.floor(block / rows) * (blockWidth + columnGap), y: top + (block % rows) * blockHeight };
  });
  for (const [place, primary] of primaries.entries()) {
    const block = primary < 0 ? servers : primary;
    const { x, y } = blocks[block] ?? { x: 0, y: 0 };
    const slot = slots[place] ?? 0;
    xs[place] = x + labelWidth + (slot % across) * step;
    ys[place] = y + Math.floor(slot / across) * step;
  }
  const homeless = Math.ceil((led[servers] ?? 0) / across);
  return { height: 2 * top + rows * blockHeight + Math.max(1, homeless) * step, size, step, blocks, xs, ys };
}
