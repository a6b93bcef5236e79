import { describe, expect, it, vi } from "vitest";
import type { IntegrationView } from "../../ipc/bindings/IntegrationView";
import type { LogEntryView } from "../../ipc/bindings/LogEntryView";
import type { SendSummary } from "../../ipc/bindings/SendSummary";
import type { SendView } from "../../ipc/bindings/SendView";
import { Tests } from "../../stores/tests.svelte";
import { Inspection, type Door } from "./inspection.svelte";

function summaryOf(id: string): SendSummary {
  return { id, at: "2026-11-22T12:00:00Z", verdict: "accepted", verdict_words: "Accepted", reason: "ok", status: 200, total_ms: 90 };
}

function viewOf(sends: string[], over: Partial<IntegrationView> = {}): IntegrationView {
  return { id: "i-1", sends: sends.map(summaryOf), not_testable: null, ...over } as IntegrationView;
}

const sendOf = (id: string) => ({ id }) as SendView;
const entryOf = (id: string) => ({ send: sendOf(id) }) as LogEntryView;

type Shown = Door & ConstructorParameters<typeof Tests>[0];

function doorWith(over: Partial<Shown> = {}): Shown {
  return {
    integration: vi.fn(() => Promise.resolve(viewOf(["s-2", "s-1"]))),
    log_entry: vi.fn((id: string) => Promise.resolve(entryOf(id))),
    test: vi.fn(() => Promise.resolve(sendOf("s-3"))),
    test_cancel: vi.fn(() => Promise.resolve(null)),
    ...over,
  };
}

const inspect = (door: Shown) => new Inspection(door, new Tests(door), "i-1");

describe("Inspection", () => {
  it("looks at the newest send", async () => {
    const inspection = inspect(doorWith());
    await inspection.read();
    expect(inspection.send?.id).toBe("s-2");
  });

  it("keeps an older send in view while the integration is read again", async () => {
    const inspection = inspect(doorWith());
    await inspection.read();
    await inspection.pick("s-1");
    await inspection.read();
    expect(inspection.send?.id).toBe("s-1");
    await inspection.pick(null);
    expect(inspection.send?.id).toBe("s-2");
    expect(inspection.picked).toBeNull();
  });

  it("shows what a test showed, and runs one at a time", async () => {
    const door = doorWith({
      integration: vi
        .fn()
        .mockResolvedValueOnce(viewOf(["s-2"]))
        .mockResolvedValue(viewOf(["s-3", "s-2"])),
    });
    const inspection = inspect(door);
    await inspection.read();
    await Promise.all([inspection.test(), inspection.test()]);
    expect(door.test).toHaveBeenCalledTimes(1);
    expect(inspection.send?.id).toBe("s-3");
    expect(inspection.running).toBe(false);
  });

  it("cancels the test that runs, and no other", async () => {
    let end: ((send: SendView) => void) | undefined;
    const door = doorWith({ test: () => new Promise((done) => (end = done)) });
    const inspection = inspect(door);
    await inspection.read();
    await inspection.cancel();
    expect(door.test_cancel).not.toHaveBeenCalled();
    const running = inspection.test();
    await inspection.cancel();
    expect(door.test_cancel).toHaveBeenCalledExactlyOnceWith("i-1");
    expect(inspection.stopping).toBe(true);
    end?.(sendOf("s-3"));
    await running;
    expect(inspection.stopping).toBe(false);
  });

  it("does not test what cannot be tested", async () => {
    const door = doorWith({ integration: () => Promise.resolve(viewOf([], { not_testable: "key_missing" })) });
    const inspection = inspect(door);
    await inspection.read();
    await inspection.test();
    expect(door.test).not.toHaveBeenCalled();
  });

  it("tests what was completed just now, whatever an older view says", async () => {
    const door = doorWith({ integration: () => Promise.resolve(viewOf([], { not_testable: "key_missing" })) });
    const inspection = inspect(door);
    await inspection.read();
    await inspection.test(true);
    expect(door.test).toHaveBeenCalledTimes(1);
  });

  it("says why a test was not begun and keeps what is shown", async () => {
    const refusal = { code: "keyring_locked", field: null, what: "Locked.", next: "Unlock it." };
    const inspection = inspect(doorWith({ test: () => Promise.reject(refusal) }));
    await inspection.read();
    await inspection.test();
    expect(inspection.refusal).toEqual(refusal);
    expect(inspection.send?.id).toBe("s-2");
  });

  it("drops the answer for a send that is no longer looked at", async () => {
    let late: ((entry: LogEntryView) => void) | undefined;
    const door = doorWith({
      log_entry: (id: string) =>
        id === "s-1" ? new Promise((done) => (late = done)) : Promise.resolve(entryOf(id)),
    });
    const inspection = inspect(door);
    await inspection.read();
    const first = inspection.pick("s-1");
    await inspection.pick(null);
    late?.(entryOf("s-1"));
    await first;
    expect(inspection.send?.id).toBe("s-2");
  });
});
