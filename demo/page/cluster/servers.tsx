import { shortName, type ServerView } from '../cluster-protocol.js';
import { BreakList, Standing } from './breaks.js';
import { stateWords, workAt } from './server-words.js';
import { run, servers, startServer } from './state.js';
import { Uptime } from './uptime.js';

/** Below this a server takes no new copy. */
const leastFree = 10;

export function Servers() {
  return (
    <section aria-labelledby="servers-title">
      <h3 id="servers-title">Replica servers</h3>
      <ul class="cards">
        {servers.value.map((server) => (
          <Server key={server.address} server={server} />
        ))}
      </ul>
    </section>
  );
}

function Server({ server }: { server: ServerView }) {
  const { address, state, alive, version, startedAt, primaries, secondaries, opening, free } = server;
  const name = shortName(address);
  const work = workAt(run.value, address);
  return (
    <li class={`card ${state}${work?.now === true ? ' at-hand' : ''}`} data-server={address}>
      <p class="card-name" title={address}>
        {name}
        {alive === false && <span class="badge bad">given up</span>}
        {free < leastFree && <span class="badge bad">{free} % free</span>}
      </p>
      <p class="quiet">
        {state === 'serving' ? (
          <>
            {version}, up <Uptime since={startedAt} />
          </>
        ) : (
          `${stateWords[state]}${opening > 0 ? `, ${opening} to open` : ''}`
        )}
      </p>
      <p class="held">
        <span title="Partitions that it leads">
          <b>{primaries}</b> primary
        </span>
        <span title="Partitions of which it has another copy">
          <b>{secondaries}</b> secondary
        </span>
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
      <details>
        <summary>Break {name}</summary>
        <BreakList on="server" address={address} />
      </details>
    </li>
  );
}
