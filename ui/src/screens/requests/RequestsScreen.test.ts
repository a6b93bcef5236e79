import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { requestWords as words } from "../../words/requests";
import { ipc, world } from "../staged";
import RequestsScreen from "./RequestsScreen.svelte";

vi.mock("../../ipc", () => import("../staged"));

const client = world.clients[0]?.id ?? "";

beforeEach(() => {
  vi.restoreAllMocks();
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});

async function begin(way: "clipboard" | "file"): Promise<HTMLElement> {
  await fireEvent.click(await screen.findByTestId(`requests-${way}`));
  return screen.findByTestId("requests-list");
}

describe("RequestsScreen", () => {
  it("picks by Space, and asks what the picked ones come to", async () => {
    const plan = vi.spyOn(ipc, "request_import_plan");
    render(RequestsScreen, { client });
    const list = await begin("clipboard");
    await fireEvent.keyDown(list, { key: "ArrowDown" });
    await fireEvent.keyDown(list, { key: " " });
    await waitFor(() => expect(screen.getByText(new RegExp(words.picked(1)))).toBeTruthy());
    await fireEvent.click(screen.getByTestId("requests-next"));
    await screen.findAllByTestId("requests-planned");
    expect(plan.mock.lastCall?.[1]).toMatchObject({ all: false, requests: [2] });
  });

  it("shows a secret by its mask alone", async () => {
    render(RequestsScreen, { client });
    await begin("file");
    await fireEvent.click((await screen.findAllByTestId("requests-row"))[0] ?? document.body);
    await screen.findByText(words.secrets);
    expect(document.querySelectorAll(".mask").length).toBeGreaterThan(0);
    expect(document.querySelector("input[type=password]")).toBeNull();
  });

  it("takes in what was renamed, by that name, and lets go of the text", async () => {
    const take = vi.spyOn(ipc, "request_import_take_in");
    const close = vi.spyOn(ipc, "key_file_close");
    const { unmount } = render(RequestsScreen, { client });
    await begin("clipboard");
    await fireEvent.click(screen.getByTestId("requests-next"));
    const [name] = await screen.findAllByLabelText(words.name);
    await fireEvent.input(name ?? document.body, { target: { value: "Payments" } });
    await fireEvent.click(screen.getByTestId("requests-take"));
    await screen.findByTestId("requests-done");
    expect(take.mock.lastCall?.[1]).toMatchObject({ all: true, changes: [{ integration: 1, name: "Payments" }] });
    expect(screen.getByRole("button", { name: "Payments" })).toBeTruthy();
    unmount();
    await waitFor(() => expect(close).toHaveBeenCalledTimes(1));
  });

  it("says no more of it when the person said no", async () => {
    vi.spyOn(ipc, "request_import_take_in").mockRejectedValue({ code: "declined", field: null, what: "Declined.", next: "" });
    render(RequestsScreen, { client });
    await begin("clipboard");
    await fireEvent.click(screen.getByTestId("requests-next"));
    await fireEvent.click(await screen.findByTestId("requests-take"));
    expect(await screen.findByText(words.declined)).toBeTruthy();
    expect(screen.getAllByTestId("requests-planned").length).toBeGreaterThan(0);
  });

  it("reads further pages when they come into view, and picks of all pages", async () => {
    const page = vi.spyOn(ipc, "request_import_page");
    render(RequestsScreen, { client });
    const list = await begin("file");
    await fireEvent.keyDown(list, { key: "ArrowDown" });
    await fireEvent.keyDown(list, { key: " " });
    const view = await ipc.request_import_file(client);
    const ready = (view?.requests_ready ?? 0) - 1;
    await waitFor(() => expect(screen.getByText(new RegExp(words.picked(ready)))).toBeTruthy());
    expect(page).toHaveBeenCalled();
  });
});
