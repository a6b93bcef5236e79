import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { actions } from "../../actions/actions.svelte";
import { router } from "../../stores/router.svelte";
import { watchWords as words } from "../../words/watch";
import { ipc } from "../staged";
import WatchList from "./WatchList.svelte";

vi.mock("../../ipc", () => import("../staged"));

beforeEach(() => {
  vi.restoreAllMocks();
  // A list draws what is in view: here nothing has a height of its own.
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});

describe("WatchList", () => {
  it("shows what fails first, and only that where it is asked for", async () => {
    const all = await ipc.watch_list();
    const bad = all.filter(({ state }) => state === "failing");
    expect(bad.length).toBeGreaterThan(0);
    const { unmount } = render(WatchList);
    const first = (await screen.findAllByTestId("watches-row"))[0];
    expect(first?.querySelector('[data-state="failing"]')).not.toBeNull();
    await fireEvent.click(screen.getByTestId("watches-failing"));
    expect(router.place).toEqual({ screen: "watches", state: "failing" });
    unmount();
    render(WatchList, { state: "failing" });
    await waitFor(() => expect(screen.getAllByTestId("watches-row").length).toBe(bad.length));
  });

  it("shows one in full, and closes that before it leaves", async () => {
    render(WatchList);
    await fireEvent.click((await screen.findAllByTestId("watches-row"))[0] ?? document.body);
    await screen.findByTestId("watch-strip");
    await fireEvent.click(screen.getByTestId("watch-open"));
    expect(router.place.screen).toBe("watch");
    actions.press(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    await waitFor(() => expect(screen.queryByTestId("watch-strip")).toBeNull());
  });

  it("says how watching begins where nothing is watched, and what is wrong where nothing can be read", async () => {
    vi.spyOn(ipc, "watch_list").mockResolvedValue([]);
    const { unmount } = render(WatchList);
    await screen.findByText(words.listNone);
    unmount();
    vi.spyOn(ipc, "watch_list").mockRejectedValue({ code: "storage", field: null, what: "It cannot be read.", next: "" });
    render(WatchList);
    await screen.findByText("It cannot be read.");
  });
});
