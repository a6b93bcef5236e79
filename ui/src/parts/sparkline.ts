// The line of the last latencies: where it runs and where it breaks.

/** Paths in a box of `width` × `height`, one for each run of answers; a gap where a send had none. */
export function runsOf(values: readonly (number | null)[], width: number, height: number): string[] {
  const answered = values.filter((value) => value !== null);
  if (answered.length === 0) return [];
  const low = Math.min(...answered);
  const high = Math.max(...answered);
  const x = (index: number) => (values.length === 1 ? width / 2 : (index / (values.length - 1)) * (width - 2) + 1);
  // A flat line stays in the middle: the scale never makes noise of nothing.
  const range = Math.max(high - low, high * 0.25, 1);
  const middle = (high + low) / 2;
  const y = (value: number) => height / 2 - ((value - middle) / range) * (height - 5);
  const runs: string[] = [];
  let run = "";
  values.forEach((value, index) => {
    if (value === null) {
      if (run !== "") runs.push(run);
      run = "";
      return;
    }
    run += `${run === "" ? "M" : "L"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  if (run !== "") runs.push(run);
  return runs;
}
