import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { router } from "../../stores/router.svelte";
import { runs } from "../../stores/runs.svelte";
import { toasts } from "../../stores/toasts.svelte";
import { clientWords as words, removalWords } from "../../words/client";
import { ipc, world } from "../staged";
import ClientFormPage from "./ClientFormPage.svelte";
import ClientPage from "./ClientPage.svelte";

vi.mock("../../ipc", () => import("../staged"));

const id = world.clients[0]?.id ?? "";
const name = world.clients[0]?.input.name ?? "";

async function menu(item: string): Promise<void> {
  await fireEvent.click(await screen.findByTestId("client-more"));
  await fireEvent.click(screen.getByRole("menuitem", { name: item }));
}

beforeEach(() => {
  vi.restoreAllMocks();
  HTMLElement.prototype.showPopover = () => undefined;
});

describe("ClientPage", () => {
  it("lists every integration with how it stands", async () => {
    render(ClientPage, { id });
    const rows = await screen.findAllByTestId("integration-row");
    expect(rows.length).toBe((await ipc.client(id)).integrations.length);
    expect(rows[0]?.textContent).toMatch(/Accepted|Untested|Refused|Degraded|Unreachable|Odd/);
  });

  it("tests those that are not archived, and leads to the run", async () => {
    const many = vi.spyOn(ipc, "test_many");
    render(ClientPage, { id });
    await fireEvent.click(await screen.findByTestId("test-all"));
    const live = (await ipc.client(id)).integrations.filter((one) => !one.archived);
    await waitFor(() => expect(many).toHaveBeenCalled());
    expect(many.mock.lastCall?.[0]).toEqual(live.map((one) => one.id));
    expect(router.place).toEqual({ screen: "run" });
    await waitFor(() => expect(runs.current?.batch?.total).toBe(live.length));
  });

  it("says what goes with it before it removes, and takes it back", async () => {
    const { integrations } = await ipc.client(id);
    render(ClientPage, { id });
    await menu(words.remove);
    const removal = await ipc.client_remove_preview(id);
    expect(removal.integrations).toBe(integrations.length);
    expect(await screen.findByText(words.removeWhat(removal.integrations, removal.keys))).toBeTruthy();
    await fireEvent.click(screen.getByTestId("remove-go"));
    await waitFor(() => expect(toasts.shown.at(-1)?.title).toBe(removalWords.removed(name)));
    expect(router.place.screen).toBe("board");
    toasts.shown.at(-1)?.action?.run();
    await waitFor(async () => expect((await ipc.client(id)).integrations.length).toBe(integrations.length));
  });
});

describe("ClientFormPage", () => {
  it("says a taken name at the name", async () => {
    render(ClientFormPage);
    const field = await screen.findByTestId<HTMLInputElement>("client-name");
    await fireEvent.input(field, { target: { value: name } });
    await fireEvent.click(screen.getByTestId("save"));
    await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
    await waitFor(() => expect(document.activeElement).toBe(field));
  });

  it("adds tags by Enter and comma, and takes one away", async () => {
    const add = vi.spyOn(ipc, "client_add");
    render(ClientFormPage);
    await fireEvent.input(await screen.findByTestId("client-name"), { target: { value: "Quay Street" } });
    const tags = screen.getByLabelText(words.tags);
    await fireEvent.input(tags, { target: { value: "retail" } });
    await fireEvent.keyDown(tags, { key: "Enter" });
    await fireEvent.input(tags, { target: { value: "uk" } });
    await fireEvent.keyDown(tags, { key: "," });
    await fireEvent.click(screen.getByRole("button", { name: words.tagRemove("retail") }));
    await fireEvent.click(screen.getByTestId("save"));
    await waitFor(() => expect(add.mock.lastCall?.[0]).toMatchObject({ name: "Quay Street", tags: ["uk"] }));
  });
});
