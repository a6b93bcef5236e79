import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { calm } from "./calm";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("calm", () => {
  it("reads at once, and once more for all that changed meanwhile", () => {
    const read = vi.fn();
    const { changed } = calm(read, () => 500);
    for (let change = 0; change < 50; change += 1) changed();
    expect(read).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(499);
    expect(read).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(read).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(5_000);
    expect(read).toHaveBeenCalledTimes(2);
    changed();
    expect(read).toHaveBeenCalledTimes(3);
  });
});
