import { setSpeed, speed } from './state.js';

const speeds = [0, 1, 5, 10, 20, 50] as const;

/** How fast the cluster's time goes; 0 lets it stand still. */
export function Speed() {
  const all = speeds.some((each) => each === speed.value) ? speeds : [...speeds, speed.value].sort((a, b) => a - b);
  return (
    <div class="speed" role="group" aria-label="How fast the cluster’s time goes">
      {all.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={speed.value === each}
          aria-label={each === 0 ? 'Stop time' : `${each} times as fast as yours`}
          title={each === 0 ? 'Time stands still, for the cluster and for the bot’s patience' : undefined}
          onClick={() => void setSpeed(each)}
        >
          {each === 0 ? '❚❚' : `${each}×`}
        </button>
      ))}
    </div>
  );
}
