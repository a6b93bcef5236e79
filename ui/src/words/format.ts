// Numbers as a person reads them.

const whole = new Intl.NumberFormat("en");

/** `100,000`. */
export function count(value: number): string {
  return whole.format(value);
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

/** `4 ms`, `0.4 ms`, `1.3 s`. */
export function millis(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(1)} s`;
  return value < 1 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}
