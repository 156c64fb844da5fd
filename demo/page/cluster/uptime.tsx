import { computed } from '@preact/signals';
import { now } from './state.js';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** Seldom enough that a page of many servers has little to draw. */
const shownAt = computed(() => Math.floor(now.value / (10 * secondMs)) * 10 * secondMs);

export function Uptime({ since }: { since: number }) {
  return <>{inWords(Math.max(0, shownAt.value - since))}</>;
}

function inWords(ms: number): string {
  if (ms < minuteMs) return 'under 1 min';
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`;
  return `${Math.floor(ms / hourMs)} h ${Math.floor((ms % hourMs) / minuteMs)} min`;
}
