import { describe, expect, it, vi } from "vitest";
import type { BulkColumn } from "../../ipc/bindings/BulkColumn";
import type { BulkDoneView } from "../../ipc/bindings/BulkDoneView";
import type { BulkRow } from "../../ipc/bindings/BulkRow";
import type { BulkView } from "../../ipc/bindings/BulkView";
import { BulkIntake, PAGE, type Door } from "./intake.svelte";

const columns: BulkColumn[] = [{ role: "client" }, { role: "ignore" }, { role: "key", part: "api_key" }];
const done: BulkDoneView = { clients: 2, integrations: 2, keys: 2, replaced: 0, held: 0, skipped: 0, failed: [] };

/** Every tenth row has a problem. */
function rowAt(index: number): BulkRow {
  return { line: index + 2, cells: [], problems: index % 10 === 9 ? [{ kind: "key_missing", what: "There is no key in this row." }] : [], warnings: [], held: [], all_held: false };
}

function fileOf(rows: number, over: Partial<Door> = {}) {
  const view = (columns: BulkColumn[], offset: number, limit: number): BulkView => ({
    handle: "h-1",
    file_name: "keys.csv",
    headings: ["a", "b", "c"],
    columns,
    rows_total: rows,
    rows_ready: rows - Math.floor(rows / 10),
    rows_with_problems: Math.floor(rows / 10),
    rows_held: 0,
    new_clients: 0,
    new_integrations: 0,
    keys: rows,
    keys_replacing: 0,
    keys_held: 0,
    offset,
    rows: Array.from({ length: Math.max(0, Math.min(limit, rows - offset)) }, (_, index) => rowAt(offset + index)),
  });
  const door = {
    bulk_choose: vi.fn(() => Promise.resolve<BulkView | null>(view(columns, 0, PAGE))),
    bulk_map: vi.fn((_: string, mapped: BulkColumn[], offset: number, limit: number) =>
      Promise.resolve(view(mapped, offset, limit)),
    ),
    bulk_take_in: vi.fn((_: string, progress: (state: { done: number; total: number }) => void) => {
      progress({ done: 1, total: 2 });
      return Promise.resolve(done);
    }),
    key_file_close: vi.fn(() => Promise.resolve(null)),
    ...over,
  };
  return { door, view };
}

describe("BulkIntake", () => {
  it("reads the rows that are looked at, with the columns as they are mapped", async () => {
    const { door } = fileOf(10_000);
    const bulk = new BulkIntake(door);
    await bulk.choose();
    await bulk.want(5_000, 5_020);
    expect(bulk.row(5_000)?.line).toBe(5_002);
    expect(door.bulk_map).toHaveBeenCalledExactlyOnceWith("h-1", columns, 5_000, PAGE);
  });

  it("gives a meaning to one column only", async () => {
    const { door } = fileOf(10);
    const bulk = new BulkIntake(door);
    await bulk.choose();
    await bulk.map(1, { role: "client" });
    expect(bulk.view?.columns).toEqual([{ role: "ignore" }, { role: "client" }, { role: "key", part: "api_key" }]);
  });

  it("goes back to the old mapping when the new one is refused", async () => {
    const { door } = fileOf(10, {
      bulk_map: () => Promise.reject({ code: "handle_gone", field: null, what: "It is gone.", next: "Choose again." }),
    });
    const bulk = new BulkIntake(door);
    await bulk.choose();
    await bulk.map(1, { role: "provider" });
    expect(bulk.view?.columns).toEqual(columns);
    expect(bulk.refusal?.code).toBe("handle_gone");
    expect(bulk.mapping).toBe(false);
  });

  it("finds every row with a problem, on whatever page", async () => {
    const { door } = fileOf(1_000);
    const bulk = new BulkIntake(door);
    await bulk.choose();
    await bulk.showProblems(true);
    expect(bulk.length).toBe(100);
    expect(bulk.row(99)?.line).toBe(1_001);
    await bulk.showProblems(false);
    expect(bulk.length).toBe(1_000);
  });

  it("follows the progress and ends with the result", async () => {
    const { door } = fileOf(2);
    const bulk = new BulkIntake(door);
    await bulk.choose();
    await bulk.takeIn();
    expect(bulk.stage).toBe("done");
    expect(bulk.progress).toEqual({ done: 1, total: 2 });
    expect(bulk.done).toEqual(done);
  });

  it("stays at the preview when the person says no", async () => {
    const { door } = fileOf(2, {
      bulk_take_in: () => Promise.reject({ code: "declined", field: null, what: "You said no.", next: "" }),
    });
    const bulk = new BulkIntake(door);
    await bulk.choose();
    await bulk.takeIn();
    expect([bulk.stage, bulk.declined, bulk.refusal]).toEqual(["preview", true, null]);
  });

  it("lets go of the file when it is left", async () => {
    const { door } = fileOf(2);
    const bulk = new BulkIntake(door);
    await bulk.choose();
    await bulk.again();
    expect(door.key_file_close).toHaveBeenCalledExactlyOnceWith("h-1");
    expect(bulk.stage).toBe("choose");
  });
});
