import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { partitionStates, shortName, type PartitionState } from '../cluster-protocol.js';
import { GridDrawing } from './grid-drawing.js';
import { cells, cellsVersion, counts, run, servers } from './state.js';

const says: Readonly<Record<PartitionState, string>> = {
  full: 'all copies',
  short: 'a copy short',
  unwritable: 'takes no writes',
  unreadable: 'nobody answers',
};

/** Every partition, beside the server that leads it. */
export function PartitionGrid() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const box = canvas.current;
    if (box === null) return;
    const drawing = new GridDrawing(box);
    const show = (): void => {
      const addresses = servers.value.map(({ address }) => address);
      const at = run.value?.at?.address;
      drawing.show({
        states: cells.states,
        primaries: cells.primaries,
        names: addresses.map(shortName),
        atHand: at === undefined ? -1 : addresses.indexOf(at),
      });
    };
    const stop = effect(() => {
      void cellsVersion.value;
      show();
    });
    const fits = new ResizeObserver(show);
    if (box.parentElement !== null) fits.observe(box.parentElement);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', show);
    return () => {
      stop();
      fits.disconnect();
      dark.removeEventListener('change', show);
      drawing.close();
    };
  }, []);
  const found = counts.value;
  const told = partitionStates.map((state, place) => `${found[place] ?? 0} ${says[state]}`).join(', ');
  return (
    <section aria-labelledby="partitions-title">
      <h3 id="partitions-title">Partitions, by the server that leads them</h3>
      <div class="grid">
        <canvas ref={canvas} role="img" aria-label={`Partitions: ${told}`} />
      </div>
      <ul class="legend">
        {partitionStates.map((state, place) => (
          <li key={state} class={(found[place] ?? 0) === 0 ? 'none' : ''}>
            <i class={`cell-${state}`} /> <b>{found[place] ?? 0}</b> {says[state]}
          </li>
        ))}
      </ul>
    </section>
  );
}
