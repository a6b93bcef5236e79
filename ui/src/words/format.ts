// Numbers as a person reads them.

/** `100,000`. By hand: the system's number formats take their time to load, and the first row would wait for them. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `820 B`, `1.2 KB`, `3.4 MB`. */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  const units = ["KB", "MB", "GB", "TB"];
  let rest = value / 1000;
  let unit = 0;
  while (rest >= 999.95 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${rest < 10 ? rest.toFixed(1) : Math.round(rest)} ${units[unit]}`;
}

/** `4 ms`, `0.4 ms`, `1.3 s`; `<0.1 ms` for what took no time that can be told. */
export function millis(value: number): string {
  if (value < 0.05) return "<0.1 ms";
  if (value >= 1000) return `${(value / 1000).toFixed(1)} s`;
  return value < 1 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}
