import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { watchWords as words } from "../../words/watch";
import { ipc, world } from "../staged";
import WatchScreen from "./WatchScreen.svelte";

vi.mock("../../ipc", () => import("../staged"));
// A canvas needs a browser; that it is drawn at all is seen by the pictures.
vi.mock("./chart", () => ({ draw: () => ({ point: vi.fn(), resize: vi.fn(), end: vi.fn() }) }));

const id = world.hung.find((hung) => hung.sends.length > 0 && !hung.archived)?.id ?? "";

beforeEach(() => {
  vi.restoreAllMocks();
  vi.stubGlobal("matchMedia", () => ({ addEventListener: vi.fn(), removeEventListener: vi.fn() }));
});

describe("WatchScreen", () => {
  it("has a cell for each of 90 days, one stop for Tab, and says the day that arrows lead to", async () => {
    render(WatchScreen, { id });
    const strip = await screen.findByTestId("watch-strip");
    const cells = [...strip.querySelectorAll("button")];
    expect(cells).toHaveLength(90);
    expect(cells.filter((cell) => cell.tabIndex === 0)).toEqual([cells[89]]);
    cells[89]?.focus();
    await fireEvent.keyDown(strip, { key: "ArrowLeft" });
    expect(document.activeElement).toBe(cells[88]);
    const said = cells[88]?.getAttribute("aria-label") ?? "";
    expect(said).not.toBe("");
    expect(screen.getByText(said)).toBeTruthy();
  });

  it("says the chart as a table", async () => {
    render(WatchScreen, { id });
    await fireEvent.click(await screen.findByTestId("watch-table"));
    const past = await ipc.watch_history(id);
    expect(screen.getAllByRole("row")).toHaveLength(past.days.filter((day) => day.sends > 0).length + 1);
  });

  it("saves what was set", async () => {
    const save = vi.spyOn(ipc, "watch_save");
    render(WatchScreen, { id });
    await fireEvent.input(await screen.findByTestId("watch-fail-after"), { target: { value: "5" } });
    await fireEvent.click(screen.getByTestId("watch-quiet"));
    await fireEvent.click(screen.getByTestId("watch-save"));
    await waitFor(() => expect(save).toHaveBeenCalled());
    expect(save.mock.lastCall?.[1]).toMatchObject({ fail_after: 5, quiet: { from: "22:00", to: "06:00", zone: "local" } });
  });

  it("says what is wrong with a rule at the rule, and what is no number at its field", async () => {
    render(WatchScreen, { id });
    await fireEvent.click(await screen.findByLabelText(words.kinds.cron));
    const rule = await screen.findByTestId<HTMLInputElement>("watch-cron");
    await fireEvent.input(rule, { target: { value: "every now and then" } });
    await fireEvent.click(screen.getByTestId("watch-save"));
    await waitFor(() => expect(rule.getAttribute("aria-invalid")).toBe("true"));
    await waitFor(() => expect(document.activeElement).toBe(rule));
    const often = screen.getByTestId<HTMLInputElement>("watch-fail-after");
    await fireEvent.input(often, { target: { value: "often" } });
    await fireEvent.click(screen.getByTestId("watch-save"));
    await waitFor(() => expect(often.getAttribute("aria-invalid")).toBe("true"));
  });
});
