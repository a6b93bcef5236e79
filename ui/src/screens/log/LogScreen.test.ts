import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { logWords as words } from "../../words/log";
import { ipc, world } from "../staged";
import LogScreen from "./LogScreen.svelte";

vi.mock("../../ipc", () => import("../staged"));

const row = () => screen.getAllByTestId("log-row");

beforeEach(() => vi.restoreAllMocks());

describe("LogScreen", () => {
  it("reads one page and draws only what is in view", async () => {
    const log = vi.spyOn(ipc, "log");
    render(LogScreen);
    await screen.findAllByTestId("log-row");
    expect(world.deeds.length).toBeGreaterThan(100);
    expect(row().length).toBeLessThan(30);
    expect(row()[0]?.getAttribute("aria-setsize")).toBe(String(world.deeds.length));
    expect(log.mock.calls.every(([, , limit]) => limit <= 100)).toBe(true);
  });

  it("moves through entries by arrows and shows each", async () => {
    render(LogScreen);
    const list = await screen.findByTestId("log-list");
    await fireEvent.keyDown(list, { key: "ArrowDown" });
    const first = (await screen.findByRole("article")).getAttribute("aria-label");
    await fireEvent.keyDown(list, { key: "ArrowDown" });
    await waitFor(() => expect(row()[1]?.getAttribute("aria-selected")).toBe("true"));
    expect(screen.getByRole("article").getAttribute("aria-label")).not.toBe(first);
    await fireEvent.keyDown(screen.getByRole("article"), { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("article")).toBeNull());
  });

  it("asks for one verdict, and clears the filters again", async () => {
    const log = vi.spyOn(ipc, "log");
    render(LogScreen);
    await screen.findAllByTestId("log-row");
    await fireEvent.click(screen.getByTestId("log-verdict-refused"));
    await waitFor(() => expect(log.mock.lastCall?.[0].verdicts).toEqual(["refused"]));
    await waitFor(() => expect(row().every((one) => one.textContent?.includes("Refused"))).toBe(true));
    await fireEvent.click(screen.getByTestId("log-clear"));
    await waitFor(() => expect(log.mock.lastCall?.[0].verdicts).toEqual([]));
  });

  it("begins with the client it was opened for", async () => {
    const log = vi.spyOn(ipc, "log");
    const client = world.clients[0]?.id ?? "";
    render(LogScreen, { client });
    await screen.findAllByTestId("log-row");
    expect(log.mock.calls[0]?.[0].client).toBe(client);
  });

  it("searches at once on Enter", async () => {
    const log = vi.spyOn(ipc, "log");
    render(LogScreen);
    const search = await screen.findByTestId("log-search");
    await fireEvent.input(search, { target: { value: "shippo" } });
    await fireEvent.keyDown(search, { key: "Enter" });
    expect(log.mock.lastCall?.[0].search).toBe("shippo");
  });

  it("picks a time range on the histogram by keys alone", async () => {
    const log = vi.spyOn(ipc, "log");
    render(LogScreen);
    const histogram = await screen.findByRole("slider", { name: words.histogram });
    await fireEvent.keyDown(histogram, { key: "End" });
    await fireEvent.keyDown(histogram, { key: "ArrowLeft", shiftKey: true });
    expect(histogram.getAttribute("aria-valuetext")).toMatch(/entries|entry/);
    await fireEvent.keyDown(histogram, { key: "Enter" });
    await waitFor(() => expect(log.mock.lastCall?.[0].since).not.toBeNull());
    const query = log.mock.lastCall?.[0];
    expect(Date.parse(query?.until ?? "")).toBeGreaterThan(Date.parse(query?.since ?? ""));
    await fireEvent.click(screen.getByText(words.rangeDrop));
    await waitFor(() => expect(log.mock.lastCall?.[0].since).toBeNull());
  });

  it("says what is wrong and reads again when asked", async () => {
    vi.spyOn(ipc, "log").mockRejectedValueOnce({ code: "storage_busy", field: null, what: "It is busy.", next: "" });
    render(LogScreen);
    await screen.findByText("It is busy.");
    await fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect((await screen.findAllByTestId("log-row")).length).toBeGreaterThan(0);
  });

  it("says that nothing matches, with the way out", async () => {
    render(LogScreen);
    await screen.findAllByTestId("log-row");
    const search = screen.getByTestId("log-search");
    await fireEvent.input(search, { target: { value: "no such words anywhere" } });
    await fireEvent.keyDown(search, { key: "Enter" });
    expect(await screen.findByText(words.noneTitle)).toBeTruthy();
  });

  it("gives an exchange out for a report by its id, and says what stands in it before", async () => {
    const copy = vi.spyOn(ipc, "exchange_copy");
    render(LogScreen);
    await screen.findAllByTestId("log-row");
    await fireEvent.click(screen.getByTestId("log-verdict-refused"));
    await waitFor(() => expect(row().every((one) => one.textContent?.includes("Refused"))).toBe(true));
    await fireEvent.click(row()[0]!);
    await fireEvent.click(await screen.findByTestId("log-copy"));
    expect(await screen.findByText(words.reportDone)).toBeTruthy();
    expect(copy.mock.lastCall?.[0]).toMatch(/^[0-9a-f-]{36}$/);
  });
});
