import type { BreakOffer } from '../cluster-protocol.js';
import { breakIt, standing, whole } from './state.js';

/** What can be broken on a server of this kind, each with what will follow. */
export function BreakList({ on, address }: { on: BreakOffer['on']; address?: string }) {
  const offered = whole.value?.breaks.filter((each) => each.on === on) ?? [];
  return (
    <ul class="breaks">
      {offered.map((each) => {
        const stands = standing.value.some((one) => one.name === each.name && one.address === address);
        return (
          <li key={each.name}>
            {stands && each.ends !== undefined ? (
              <button type="button" class="ends" onClick={() => void breakIt(each.name, address, true)}>
                {each.ends}
              </button>
            ) : (
              <button type="button" class="danger" onClick={() => void breakIt(each.name, address)}>
                {each.title}
              </button>
            )}
            <p class="quiet">{each.follows}</p>
          </li>
        );
      })}
    </ul>
  );
}

/** The faults that stand at this server, each with what ends it. */
export function Standing({ address }: { address: string }) {
  const here = standing.value.filter((each) => each.address === address);
  return (
    <>
      {here.map(({ name }) => {
        const offered = whole.value?.breaks.find((each) => each.name === name);
        if (offered?.ends === undefined) return null;
        return (
          <button key={name} type="button" class="ends" onClick={() => void breakIt(name, address, true)}>
            {offered.ends}
          </button>
        );
      })}
    </>
  );
}
