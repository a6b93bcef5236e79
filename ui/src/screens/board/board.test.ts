import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BoardQuery } from "../../ipc/bindings/BoardQuery";
import { stage } from "../../ipc/fake";
import { Board } from "./board.svelte";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function made(scene = "") {
  const { shell, world } = stage(scene);
  const board = vi.fn(shell.board);
  const board_cards = vi.fn(shell.board_cards);
  return { world, board, board_cards, it: new Board({ board, board_cards }) };
}

describe("Board", () => {
  it("has its first cards with its first answer, and asks only for the others", async () => {
    const { it: board, board_cards } = made("many");
    await board.read();
    const ids = board.view?.slots.map((slot) => slot.client) ?? [];
    expect(ids).toHaveLength(500);
    await board.want(ids.slice(0, 40));
    expect(board_cards).not.toHaveBeenCalled();
    await board.want(ids.slice(38, 44));
    expect(board_cards).toHaveBeenCalledExactlyOnceWith(board.query, ids.slice(40, 44));
    expect(board.card(ids[43] ?? "")?.hooks).toHaveLength(10);
  });

  it("asks once for cards that are already on their way", async () => {
    const { it: board, board_cards } = made("many");
    await board.read();
    const ids = board.view?.slots.map((slot) => slot.client) ?? [];
    await Promise.all([board.want(ids.slice(50, 60)), board.want(ids.slice(50, 60))]);
    expect(board_cards).toHaveBeenCalledTimes(1);
  });

  it("waits for the last letter", async () => {
    const { it: board, board: asked } = made();
    for (const search of ["s", "st", "str"]) board.ask({ search });
    await vi.runAllTimersAsync();
    expect(asked).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ search: "str" }));
    expect(board.answers).toBe(1);
    expect(board.narrowed).toBe(true);
  });

  it("keeps the newest answer, whichever comes first", async () => {
    const answers: ((name: string) => void)[] = [];
    const view = (await stage().shell.board(new Board(stage().shell).query));
    const board = new Board({
      board: (query: BoardQuery) => new Promise((resolve) => answers.push(() => resolve({ ...view, tags: [query.search] }))),
      board_cards: async () => [],
    });
    const reads = [];
    for (const search of ["old", "new"]) {
      board.query = { ...board.query, search };
      reads.push(board.read());
    }
    answers[1]?.("new");
    answers[0]?.("old");
    expect(await Promise.all(reads)).toEqual([false, true]);
    expect(board.view?.tags).toEqual(["new"]);
  });

  it("shows old cards until the new ones are here", async () => {
    const { it: board, world, board_cards } = made("many");
    await board.read();
    const id = board.view?.slots[100]?.client ?? "";
    await board.want([id]);
    const before = board.card(id);
    const client = world.clients.find((one) => one.id === id);
    if (client !== undefined) client.input.tags = ["changed"];
    await board.read();
    await vi.runAllTimersAsync();
    expect(before?.tags).not.toEqual(["changed"]);
    expect(board.card(id)?.tags).toEqual(["changed"]);
    expect(board_cards).toHaveBeenCalledTimes(2);
  });

  it("makes one reading of many changes", async () => {
    const { it: board, board: asked } = made();
    for (let change = 0; change < 50; change += 1) board.changed();
    await vi.runAllTimersAsync();
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it("is not read while nobody sees it, and once when somebody does", async () => {
    const { it: board, board: asked } = made();
    board.changed();
    board.seen(false);
    for (let change = 0; change < 50; change += 1) board.changed();
    await vi.runAllTimersAsync();
    expect(asked).not.toHaveBeenCalled();
    board.seen(true);
    board.seen(true);
    await vi.runAllTimersAsync();
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it("says why it cannot be read, and keeps what it showed", async () => {
    const { it: board, board: asked } = made();
    await board.read();
    const refusal = { code: "storage_failed", field: null, what: "The database failed.", next: "" };
    asked.mockRejectedValueOnce(refusal);
    await board.read();
    expect(board.refusal).toEqual(refusal);
    expect(board.view).not.toBeNull();
    await board.read();
    expect(board.refusal).toBeNull();
  });

  it("clears what narrows it, and keeps the order", async () => {
    const { it: board } = made();
    board.ask({ health: ["refused"], due_soon: true, sort: "due" });
    expect(board.narrowed).toBe(true);
    board.clear();
    expect(board.narrowed).toBe(false);
    expect(board.query.sort).toBe("due");
  });
});
