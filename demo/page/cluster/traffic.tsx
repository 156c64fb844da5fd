import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { TrafficTotal } from '../cluster-protocol.js';
import { events, seconds, speed, sums, whole } from './state.js';
import { trafficPlot } from './traffic-plot.js';

const number = new Intl.NumberFormat('en');

/** The operations of simulated clients, with what the run and people did marked on it. */
export function Traffic() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.current === null) return;
    const plot = trafficPlot(box.current);
    const stop = effect(() => {
      plot.show(seconds.value, events.value, speed.value);
    });
    return () => {
      stop();
      plot.close();
    };
  }, []);
  const clients = whole.value?.clients;
  return (
    <section aria-labelledby="traffic-title">
      <h3 id="traffic-title">What clients meet</h3>
      {sums.value !== undefined && <Sums {...sums.value} />}
      <div class="plot" ref={box} role="img" aria-label="Operations a second of the simulated clients, over time" />
      {clients !== undefined && (
        <p class="quiet">
          Worked out from the model, not measured: clients that read {clients.reads} and write {clients.writes} times a
          second on every partition, and try again for {clients.timeoutMs / 1_000} s before an operation has failed.
        </p>
      )}
    </section>
  );
}

function Sums({ sinceRun, done, slow, failed }: TrafficTotal) {
  return (
    <p class="met">
      {sinceRun ? 'Since the run began: ' : 'So far: '}
      <b>{number.format(done)}</b> operations done at once, <b class={slow > 0 ? 'slow' : ''}>{number.format(slow)}</b>{' '}
      slow, <b class={failed > 0 ? 'failed' : ''}>{number.format(failed)}</b> failed.
    </p>
  );
}
