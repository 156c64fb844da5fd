import { botUp, settings, whole, words } from './state.js';
import { BreakList } from './breaks.js';
import { Metas } from './metas.js';
import { PartitionGrid } from './partition-grid.js';
import { Servers } from './servers.js';
import { Speed } from './speed.js';
import { Timeline } from './timeline.js';
import { Traffic } from './traffic.js';

/** What the simulated cluster does, beside the conversation, and what people can do to it. */
export function ClusterView() {
  return (
    <section class="cluster" aria-labelledby="cluster-title" tabIndex={0}>
      <header class="cluster-head">
        <h2 id="cluster-title">{whole.value?.name ?? 'Cluster'}</h2>
        {whole.value !== undefined && <Speed />}
      </header>
      {whole.value !== undefined && (
        <>
          <InWords />
          <Metas />
          <PartitionGrid />
          <Servers />
          <Traffic />
          <Timeline />
          <section aria-labelledby="break-title">
            <h3 id="break-title">Break something else</h3>
            <BreakList on="all" />
          </section>
        </>
      )}
    </section>
  );
}

function InWords() {
  const said = words.value;
  if (said === undefined) return null;
  return (
    <div class={`in-words${botUp.value ? '' : ' bot-gone'}`} aria-live="polite">
      <p class="sees">{said.sees}</p>
      <p class="next">{said.next}</p>
      <p class="quiet">
        {settings.value === undefined
          ? 'No meta leads.'
          : `The leader’s settings: level ${settings.value.level}, add_secondary ${settings.value.addSecondaryMax}, assign delay ${Math.round(settings.value.assignDelayMs / 60_000)} min.`}
      </p>
    </div>
  );
}
