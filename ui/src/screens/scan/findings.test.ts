import { describe, expect, it, vi, type Mock } from "vitest";
import type { FindingView } from "../../ipc/bindings/FindingView";
import { Findings, PAGE, type Door } from "./findings.svelte";
import { findingOf, scanOf } from "./made";

const refused = { code: "storage_busy", field: null, what: "It is busy.", next: "" };

type Mocked = { [K in keyof Door]: Mock<Door[K]> };

function doorTo(all: FindingView[], over: Partial<Mocked> = {}): Mocked {
  return {
    scan: vi.fn<Door["scan"]>(() => Promise.resolve(scanOf({ secrets: all.length }))),
    scan_findings: vi.fn<Door["scan_findings"]>((_, offset, limit) => Promise.resolve({ total: all.length, offset, rows: all.slice(offset, offset + limit) })),
    scan_gone: vi.fn<Door["scan_gone"]>(() => Promise.resolve({ total: 0, offset: 0, rows: [] })),
    finding_accept: vi.fn<Door["finding_accept"]>((id, reason) => Promise.resolve(findingOf({ id, accepted: { reason, at: "", by: "ops" } }))),
    findings_accept: vi.fn<Door["findings_accept"]>(() => Promise.resolve([])),
    finding_unaccept: vi.fn<Door["finding_unaccept"]>((id) => Promise.resolve(findingOf({ id }))),
    ...over,
  };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => findingOf({ id: `${index}` }));

describe("Findings", () => {
  it("reads every page, and says when all are here", async () => {
    const door = doorTo(many(1_201));
    const found = new Findings(door, "s-1");
    expect(found.whole).toBe(false);
    await found.read();
    expect([found.all.length, found.whole, found.view?.secrets]).toEqual([1_201, true, 1_201]);
    expect(door.scan_findings.mock.calls.map(([, offset, limit]) => [offset, limit])).toEqual([[0, PAGE], [500, PAGE], [1_000, PAGE]]);
  });

  it("ends where fewer come than were told", async () => {
    const door = doorTo([], { scan_findings: vi.fn<Door["scan_findings"]>(() => Promise.resolve({ total: 9, offset: 0, rows: [] })) });
    const found = new Findings(door, "s-1");
    await found.read();
    expect(found.whole).toBe(true);
    expect(door.scan_findings).toHaveBeenCalledOnce();
  });

  it("says what is wrong, and recovers", async () => {
    const door = doorTo(many(2));
    door.scan_findings.mockRejectedValueOnce(refused);
    const found = new Findings(door, "s-1");
    await found.read();
    expect([found.refusal?.code, found.view]).toEqual(["storage_busy", null]);
    await found.read();
    expect([found.refusal, found.all.length]).toEqual([null, 2]);
  });

  it("reads all again after one was accepted: others of the same value are accepted with it", async () => {
    const door = doorTo(many(3));
    const found = new Findings(door, "s-1");
    await found.read();
    const accepted = { reason: "a test key", at: "", by: "ops" };
    door.scan_findings.mockResolvedValue({ total: 3, offset: 0, rows: many(3).map((one, index) => (index < 2 ? { ...one, accepted } : one)) });
    door.scan.mockResolvedValue(scanOf({ secrets: 1, accepted: 2 }));
    await found.accept(["1"], "a test key");
    expect(door.finding_accept).toHaveBeenCalledExactlyOnceWith("1", "a test key");
    expect(found.all.map((one) => one.accepted?.reason ?? null)).toEqual(["a test key", "a test key", null]);
    expect(found.view?.accepted).toBe(2);
  });

  it("asks once for many, so that a person is asked once, and reads again where that was refused", async () => {
    const door = doorTo(many(3));
    const found = new Findings(door, "s-1");
    await found.read();
    await found.accept(["0", "1", "2"], "x");
    expect(door.findings_accept).toHaveBeenCalledExactlyOnceWith(["0", "1", "2"], "x");
    expect(door.finding_accept).not.toHaveBeenCalled();
    door.findings_accept.mockRejectedValueOnce(refused);
    await expect(found.accept(["0", "1"], "x")).rejects.toMatchObject({ code: "storage_busy" });
    expect(door.scan).toHaveBeenCalledTimes(3);
  });

  it("leaves all as it was where the reason is refused", async () => {
    const door = doorTo(many(1), { finding_accept: vi.fn(() => Promise.reject({ ...refused, code: "looks_like_key", field: "reason" })) });
    const found = new Findings(door, "s-1");
    await found.read();
    await expect(found.accept(["0"], "x")).rejects.toMatchObject({ code: "looks_like_key" });
    expect(found.all[0]?.accepted).toBeNull();
  });

  it("reads what is gone when it is wanted, every page of it, and once", async () => {
    const door = doorTo(many(1));
    door.scan_gone.mockImplementation((_, offset, limit) => Promise.resolve({ total: 620, offset, rows: many(620).slice(offset, offset + limit) }));
    const found = new Findings(door, "s-1");
    await found.read();
    expect([found.gone, door.scan_gone.mock.calls.length]).toEqual([null, 0]);
    await found.readGone();
    await found.readGone();
    expect([found.gone?.length, door.scan_gone.mock.calls.length]).toEqual([620, 2]);
  });

  it("says it where what is gone cannot be read, and asks again", async () => {
    const door = doorTo(many(1));
    door.scan_gone.mockRejectedValueOnce(refused);
    const found = new Findings(door, "s-1");
    await found.readGone();
    expect([found.gone, found.refusal?.code]).toEqual([null, "storage_busy"]);
    await found.readGone();
    expect(found.gone).toEqual([]);
  });
});
