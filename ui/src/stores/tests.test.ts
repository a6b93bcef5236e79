import { describe, expect, it } from "vitest";
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
});
