import { shortName, type MetaView } from '../cluster-protocol.js';
import { BreakList, Standing } from './breaks.js';
import { stateWords, workAt } from './server-words.js';
import { metas, run, startServer } from './state.js';
import { Uptime } from './uptime.js';

export function Metas() {
  return (
    <section aria-labelledby="metas-title">
      <h3 id="metas-title">Meta servers</h3>
      <ul class="cards metas">
        {metas.value.map((meta) => (
          <Meta key={meta.address} meta={meta} />
        ))}
      </ul>
    </section>
  );
}

function Meta({ meta }: { meta: MetaView }) {
  const { address, state, leads, version, startedAt } = meta;
  const name = shortName(address);
  const work = workAt(run.value, address);
  return (
    <li class={`card ${state}${work?.now === true ? ' at-hand' : ''}${leads ? ' leads' : ''}`}>
      <p class="card-name" title={address}>
        {name}
        {leads && <span class="badge">leads</span>}
      </p>
      <p class="quiet">
        {state === 'serving' ? (
          <>
            {version}, up <Uptime since={startedAt} />
          </>
        ) : (
          stateWords[state]
        )}
      </p>
      {work !== undefined && <p class="work">{work.text}</p>}
      <p class="card-deeds">
        {state === 'down' && (
          <button type="button" onClick={() => void startServer(address)}>
            Start {name}
          </button>
        )}
        <Standing address={address} />
      </p>
      {state !== 'down' && (
        <details>
          <summary>Break {name}</summary>
          <BreakList on={leads ? 'leader' : 'meta'} {...(leads ? {} : { address })} />
        </details>
      )}
    </li>
  );
}
