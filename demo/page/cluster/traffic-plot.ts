import uPlot from 'uplot';
import type { TimelineEvent, TrafficSecond } from '../cluster-protocol.js';

const height = 150;
/** A minute of everybody's time is shown, where that much is kept, and of the cluster's never less than two. */
const shownSeconds = 60;
const least = 120;

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export interface TrafficPlot {
  show(seconds: readonly TrafficSecond[], events: readonly TimelineEvent[], speed: number): void;
  close(): void;
}

/** The operations that were done at once above; below them, larger, those that were slow or failed. */
export function trafficPlot(box: HTMLElement): TrafficPlot {
  let marks: readonly TimelineEvent[] = [];
  const axis = { font: '11px system-ui, sans-serif', grid: { show: false }, ticks: { show: false } };
  const plot = new uPlot(
    {
      width: box.clientWidth,
      height,
      legend: { show: false },
      cursor: { show: false },
      padding: [6, 0, 0, 0],
      scales: {
        x: { time: false },
        done: { range: (_plot, _min, max) => [-1.4 * Math.max(1, max), 1.1 * Math.max(1, max)] },
        late: { range: (_plot, _min, max) => [0, 2.6 * Math.max(20, max)] },
      },
      axes: [
        {
          ...axis,
          stroke: () => colour('--soft'),
          size: 22,
          values: (_plot, splits) => splits.map((at) => new Date(at * 1_000).toISOString().slice(11, 19)),
        },
        {
          ...axis,
          scale: 'done',
          stroke: () => colour('--soft'),
          size: 46,
          values: (_plot, splits) => splits.map((each) => (each >= 0 ? `${each}` : '')),
        },
        {
          ...axis,
          scale: 'late',
          side: 1,
          stroke: () => colour('--warning'),
          size: 40,
          values: (_plot, splits) => {
            const top = (splits.at(-1) ?? 0) / 2.2;
            return splits.map((each) => (each <= top ? `${each}` : ''));
          },
        },
      ],
      series: [
        {},
        { scale: 'done', stroke: () => colour('--cell-full'), width: 1.5, points: { show: false } },
        {
          scale: 'late',
          stroke: () => colour('--cell-short'),
          fill: () => `${colour('--cell-short')}66`,
          width: 1,
          points: { show: false },
        },
        {
          scale: 'late',
          stroke: () => colour('--cell-unreadable'),
          fill: () => `${colour('--cell-unreadable')}88`,
          width: 1,
          points: { show: false },
        },
      ],
      hooks: {
        draw: [
          (drawn) => {
            drawMarks(drawn, marks);
          },
        ],
      },
    },
    [[], [], [], []],
    box,
  );
  const fits = new ResizeObserver(() => {
    if (box.clientWidth > 0 && box.clientWidth !== plot.width) plot.setSize({ width: box.clientWidth, height });
  });
  fits.observe(box);
  return {
    show: (seconds, events, speed) => {
      const shown = seconds.slice(-Math.max(least, shownSeconds * speed));
      const from = shown[0]?.[0] ?? 0;
      marks = events.filter(({ at, by }) => by !== 'cluster' && at >= from);
      plot.setData([
        shown.map(([at]) => at / 1_000),
        shown.map(([, done]) => done),
        shown.map(([, , slow]) => slow),
        shown.map(([, , , failed]) => failed),
      ]);
    },
    close: () => {
      fits.disconnect();
      plot.destroy();
    },
  };
}

/** A line for each thing that the run or somebody did; a restart, a hold and what people did have a name. */
function drawMarks(plot: uPlot, marks: readonly TimelineEvent[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  let free = bbox.left;
  for (const { at, by, mark } of marks) {
    const x = plot.valToPos(at / 1_000, 'x', true);
    ctx.strokeStyle = colour(by === 'run' ? '--line' : '--danger');
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (mark === undefined || x < free) continue;
    ctx.fillStyle = colour(by === 'run' ? '--soft' : '--danger');
    ctx.fillText(mark, x + 3 * devicePixelRatio, bbox.top + bbox.height * 0.52);
    free = x + ctx.measureText(mark).width + 8 * devicePixelRatio;
  }
  ctx.restore();
}
