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
