/** Without the keys that were not said: absent is not the same as undefined to whoever puts defaults below. */
export function saidOnly<Value>(settings: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
}
