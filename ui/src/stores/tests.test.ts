import { describe, expect, it, vi } from "vitest";
import { stage } from "../ipc/fake";
import { Tests } from "./tests.svelte";

describe("Tests", () => {
  it("shows what is being tested, and no longer than that", async () => {
    const { shell, world } = stage();
    const id = world.hung[0]?.id ?? "";
    const tests = new Tests(shell);
    const send = tests.test(id);
    expect(tests.running.has(id)).toBe(true);
    expect((await send).verdict.kind).toBe("refused");
    expect(tests.running.has(id)).toBe(false);
  });

  it("forgets what could not be tested", async () => {
    const tests = new Tests(stage().shell);
    await expect(tests.test("nothing")).rejects.toMatchObject({ code: "integration_unknown" });
    expect(tests.running.size).toBe(0);
  });

  it("counts a batch as it goes, and takes no second one meanwhile", async () => {
    const { shell, world } = stage();
    const ids = world.hung.filter((hung) => hung.parts.size > 0).slice(0, 10).map((hung) => hung.id);
    const tests = new Tests(shell);
    const first = tests.testMany(ids);
    expect(tests.batch).toEqual({ done: 0, total: 10 });
    expect(await tests.testMany(ids)).toBeNull();
    const answer = await first;
    expect(answer).toMatchObject({ total: 10, cancelled: false });
    expect(tests.batch).toBeNull();
    expect(tests.running.size).toBe(0);
  });

  it("stops the batch when asked, and hands a refusal on", async () => {
    const refusal = { code: "keyring_locked", field: null, what: "The keyring is locked.", next: "Unlock it." };
    let refuse = (_: unknown) => {};
    const test_many = vi.fn(() => new Promise<never>((_, reject) => (refuse = reject)));
    const door = { test: vi.fn(), test_many, test_cancel: vi.fn().mockResolvedValue(null) };
    const tests = new Tests(door);
    const batch = tests.testMany(["i-1"]);
    await tests.cancel(null);
    expect(tests.stopping).toBe(true);
    refuse(refusal);
    expect(await batch).toEqual(refusal);
    expect(tests.stopping).toBe(false);
    expect(door.test_cancel).toHaveBeenCalledExactlyOnceWith(null);
  });
});
