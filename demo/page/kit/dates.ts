const minuteMs = 60_000;

export const shortTime = (when: Date): string =>
  when.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hour12: false });

/** A date as Slack writes it in the time of whoever reads: `{date_short}, {time}` and the like. */
export function dated(seconds: number, pattern: string, now: Date): string {
  const when = new Date(seconds * 1000);
  const day = (options: Intl.DateTimeFormatOptions): string => when.toLocaleDateString('en', options);
  const two = (value: number): string => String(value).padStart(2, '0');
  const values = new Map([
    ['date_num', `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`],
    ['date', day({ month: 'long', day: 'numeric', year: 'numeric' })],
    ['date_short', day({ month: 'short', day: 'numeric', year: 'numeric' })],
    ['date_long', day({ weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' })],
    ['time', shortTime(when)],
    ['time_secs', `${shortTime(when)}:${two(when.getSeconds())}`],
    ['ago', ago(Math.round((now.getTime() - when.getTime()) / minuteMs))],
  ]);
  const today = now.toDateString() === when.toDateString();
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const pretty = name.endsWith('_pretty');
    if (pretty && today) return 'today';
    return values.get(pretty ? name.slice(0, -'_pretty'.length) : name) ?? whole;
  });
}

function ago(minutes: number): string {
  if (minutes === 0) return 'now';
  return minutes > 0 ? `${minutes} min ago` : `in ${-minutes} min`;
}
