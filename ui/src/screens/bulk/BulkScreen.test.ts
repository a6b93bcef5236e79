import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { bulkWords as words } from "../../words/bulk";
import { ipc } from "../staged";
import BulkScreen from "./BulkScreen.svelte";

vi.mock("../../ipc", () => import("../staged"));

beforeEach(() => vi.restoreAllMocks());

async function preview(): Promise<void> {
  render(BulkScreen);
  await fireEvent.click(screen.getByTestId("bulk-choose"));
  await screen.findAllByTestId("bulk-row");
}

describe("BulkScreen", () => {
  it("shows keys as masks, and says what is wrong with a row", async () => {
    await preview();
    expect(screen.getAllByText(/^Masked key/).length).toBeGreaterThan(0);
    await fireEvent.click(screen.getByTestId("bulk-problems"));
    await waitFor(() =>
      expect(screen.getAllByTestId("bulk-row").every((row) => row.querySelector(".bad") !== null)).toBe(true),
    );
    const list = screen.getByRole("listbox", { name: words.rows });
    await fireEvent.keyDown(list, { key: "ArrowDown" });
    expect(screen.getByText(/^Line \d+$/)).toBeTruthy();
  });

  it("says what is replaced, what is held already, and what another client has too", async () => {
    await preview();
    expect(screen.getByRole("status").textContent).toMatch(/of which \d+ replace a held one · \d+ already held/);
    const list = screen.getByRole("listbox", { name: words.rows });
    await fireEvent.keyDown(list, { key: "ArrowDown" });
    expect(screen.getByText(/^The same key stands in line 5 for another client/, { exact: false })).toBeTruthy();
    expect(screen.getAllByText(words.heldRow).length).toBeGreaterThan(0);
    expect(screen.getAllByText(words.replacesRow).length).toBeGreaterThan(0);
    for (let row = 0; row < 2; row += 1) await fireEvent.keyDown(list, { key: "ArrowDown" });
    expect(screen.getByText(/already held, the same key/)).toBeTruthy();
    await fireEvent.keyDown(list, { key: "ArrowDown" });
    expect(screen.getByText(/replaces the one held now, ••••••••0bad #c0ffee/)).toBeTruthy();
  });

  it("has nothing to take in where every key is held already", async () => {
    const view = await ipc.bulk_choose();
    if (view === null) throw new Error("no file");
    const rows = view.rows.map((row) => ({ ...row, problems: [], all_held: true }));
    vi.spyOn(ipc, "bulk_choose").mockResolvedValue({ ...view, rows, rows_ready: 0, rows_held: rows.length, rows_with_problems: 0 });
    await preview();
    expect(screen.getByText(words.nothingNew)).toBeTruthy();
    expect((screen.getByTestId("bulk-take") as HTMLButtonElement).disabled).toBe(true);
  });

  it("maps a column anew", async () => {
    await preview();
    const map = vi.spyOn(ipc, "bulk_map");
    const [select] = screen.getAllByRole("combobox");
    if (select === undefined) throw new Error("no column");
    await fireEvent.change(select, { target: { value: "ignore" } });
    await waitFor(() => expect(map.mock.lastCall?.[1][0]).toEqual({ role: "ignore" }));
  });

  it("takes in what is ready and says what came of it", async () => {
    await preview();
    await fireEvent.click(screen.getByTestId("bulk-take"));
    await waitFor(() => expect(screen.getByTestId("bulk").dataset["stage"]).toBe("done"));
    expect(screen.getByText(words.doneDelete)).toBeTruthy();
  });

  it("lets go of the file when the screen is left", async () => {
    const close = vi.spyOn(ipc, "key_file_close");
    const { unmount } = render(BulkScreen);
    await fireEvent.click(screen.getByTestId("bulk-choose"));
    await screen.findAllByTestId("bulk-row");
    unmount();
    expect(close).toHaveBeenCalledTimes(1);
  });

  it("goes back to where it was when no file was chosen", async () => {
    vi.spyOn(ipc, "bulk_choose").mockResolvedValue(null);
    render(BulkScreen);
    await fireEvent.click(screen.getByTestId("bulk-choose"));
    await waitFor(() => expect(screen.getByTestId("bulk").dataset["stage"]).toBe("choose"));
  });
});
