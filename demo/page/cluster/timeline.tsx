import { shortName } from '../cluster-protocol.js';
import { events, now, run, spans } from './state.js';

const shownEvents = 60;
/** Steps that look alike are of one colour. */
const groups: Readonly<Record<string, string>> = {
  'move-primaries': 'moving',
  drain: 'moving',
  'downgrade-secondaries': 'draining',
  'close-replicas': 'draining',
  'flush-log': 'draining',
  process: 'away',
  'await-return': 'away',
  heal: 'healing',
  undrain: 'healing',
};
const legend = [
  ['moving', 'primaries move'],
  ['draining', 'drained, closed'],
  ['away', 'restarted'],
  ['healing', 'copies come back'],
] as const;

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 19);

/** What the run has spent its time on, and what happened meanwhile. */
export function Timeline() {
  return (
    <section aria-labelledby="timeline-title">
      <h3 id="timeline-title">Timeline, by the cluster’s clock</h3>
      <Strip />
      <ol class="events" aria-label="What has happened, the latest first" tabIndex={0}>
        {[...events.value]
          .slice(-shownEvents)
          .reverse()
          .map(({ id, at, by, text }) => (
            <li key={id} class={`by-${by}`}>
              <time>{timeOf(at)}</time> <span>{text}</span>
            </li>
          ))}
      </ol>
    </section>
  );
}

function Strip() {
  const [first] = spans.value;
  if (first === undefined || run.value === undefined) return <p class="quiet">No run yet.</p>;
  const last = spans.value.at(-1);
  const end = Math.max(first.from + 1, last?.to ?? now.value);
  const width = (ms: number): string => `${(100 * ms) / (end - first.from)}%`;
  return (
    <>
      <ol class="strip" aria-label="What the run did, in the order of time">
        {spans.value.map(({ address, step, from, to = end }, place) => (
          <li
            key={place}
            class={`${groups[step] ?? 'other'}${spans.value[place - 1]?.address === address ? '' : ' begins'}`}
            style={{ width: width(to - from) }}
            title={`${shortName(address)}: ${step}, ${Math.round((to - from) / 1_000)} s`}
          />
        ))}
      </ol>
      <ul class="turns" aria-label="Servers in the order in which they are rolled">
        {run.value.targets.map(({ address, state }) => (
          <li key={address} class={state} title={`${address}: ${state}`}>
            {shortName(address)}
          </li>
        ))}
      </ul>
      <ul class="legend">
        {legend.map(([name, says]) => (
          <li key={name}>
            <i class={name} /> {says}
          </li>
        ))}
      </ul>
    </>
  );
}
