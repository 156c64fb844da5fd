const addressPattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?:([1-9]\d{0,4})$/;
const tablePattern = /^[A-Za-z0-9_][A-Za-z0-9._:-]{0,127}$/;

/** `host:port`. */
export function isAddress(text: string): boolean {
  const port = addressPattern.exec(text)?.[1];
  return port !== undefined && Number(port) <= 65_535;
}

/** What a table may be called. */
export const isTable = (text: string): boolean => tablePattern.test(text);
