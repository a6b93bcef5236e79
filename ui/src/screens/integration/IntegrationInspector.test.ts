import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { SendView } from "../../ipc/bindings/SendView";
import { router } from "../../stores/router.svelte";
import { toasts } from "../../stores/toasts.svelte";
import { integrationWords as words } from "../../words/integration";
import { keyWords } from "../../words/keys";
import { ipc, world } from "../staged";
import IntegrationInspector from "./IntegrationInspector.svelte";

vi.mock("../../ipc", () => import("../staged"));

const named = (name: string) => world.hung.find((hung) => hung.input.name.includes(name))?.id ?? "";

async function menu(item: string): Promise<void> {
  await fireEvent.click(await screen.findByTestId("integration-more"));
  await fireEvent.click(screen.getByRole("menuitem", { name: item }));
}

beforeEach(() => {
  vi.restoreAllMocks();
  for (const toast of toasts.shown) toasts.drop(toast.id);
  // happy-dom has neither.
  HTMLElement.prototype.showPopover = () => undefined;
});

describe("IntegrationInspector", () => {
  it("tests with one press and says what it showed", async () => {
    render(IntegrationInspector, { id: named("Shippo") });
    await fireEvent.click(await screen.findByTestId("test"));
    await waitFor(() => expect(screen.getByTestId("test").textContent).toContain(words.test));
    const verdict = await screen.findByTestId("verdict");
    expect(verdict.dataset["verdict"]).toBe("refused");
    expect(verdict.textContent).toContain("just now");
  });

  it("stops a test that runs, and can test again", async () => {
    let end: ((why: unknown) => void) | undefined;
    const stop = vi.spyOn(ipc, "test_cancel").mockImplementation(() => {
      end?.({ code: "cancelled", field: null, what: "Stopped.", next: "" });
      return Promise.resolve(null);
    });
    vi.spyOn(ipc, "test").mockImplementation(() => new Promise<SendView>((_, reject) => (end = reject)));
    const id = named("Shippo");
    render(IntegrationInspector, { id });
    await fireEvent.click(await screen.findByTestId("test"));
    await fireEvent.click(await screen.findByTestId("test-cancel"));
    expect(stop).toHaveBeenCalledExactlyOnceWith(id);
    await waitFor(() => expect(screen.queryByTestId("test-cancel")).toBeNull());
    expect(screen.getByTestId<HTMLButtonElement>("test").disabled).toBe(false);
  });

  it("shows keys as masks with their story, never a value", async () => {
    render(IntegrationInspector, { id: named("WooCommerce orders") });
    const section = await screen.findByRole("region", { name: words.sectionKeys });
    expect(within(section).getAllByText(/^Masked key, begins with c[ks]_/)).toHaveLength(2);
    expect(within(section).getAllByText(/, by mara@studio-7/)).toHaveLength(2);
  });

  it("leads to intake where the key is missing, and on to the test once it is whole", async () => {
    render(IntegrationInspector, { id: named("Postmark") });
    expect((await screen.findByTestId("not-testable")).textContent).toContain("is missing");
    expect(screen.getByTestId<HTMLButtonElement>("test").disabled).toBe(true);
    await fireEvent.click(screen.getByTestId("key-take"));
    await fireEvent.click(screen.getByText(keyWords.fromClipboard));
    await waitFor(() => expect(screen.getByTestId("intake").dataset["step"]).toBe("taken"));
    expect(screen.getByText(keyWords.clipboardCleared)).toBeTruthy();
  });

  it("says that a test comes later, and why", async () => {
    render(IntegrationInspector, { id: named("Magento") });
    expect((await screen.findByTestId("not-testable")).textContent).toContain("later version");
  });

  it("says what happens to the keys before it removes, and takes it back", async () => {
    const id = named("Klaviyo");
    render(IntegrationInspector, { id });
    await menu(words.remove);
    expect(await screen.findByText(words.removeKeys(1))).toBeTruthy();
    await fireEvent.click(screen.getByTestId("remove-go"));
    await waitFor(() => expect(toasts.shown.at(-1)?.action?.label).toBe(words.undo));
    await expect(ipc.integration(id)).rejects.toMatchObject({ code: "integration_unknown" });
    expect(router.place.screen).toBe("client");
    toasts.shown.at(-1)?.action?.run();
    await waitFor(async () => expect((await ipc.integration(id)).id).toBe(id));
  });

  it("archives, and takes it back", async () => {
    const id = named("Algolia");
    render(IntegrationInspector, { id });
    await menu(words.archive);
    await waitFor(async () => expect((await ipc.integration(id)).archived).toBe(true));
    toasts.shown.at(-1)?.action?.run();
    await waitFor(async () => expect((await ipc.integration(id)).archived).toBe(false));
  });

  it("says a name that is taken at the name, and keeps the dialog open", async () => {
    render(IntegrationInspector, { id: named("Shippo") });
    await menu(words.duplicate);
    const name = screen.getByTestId<HTMLInputElement>("duplicate-name");
    await fireEvent.input(name, { target: { value: "Shippo" } });
    await fireEvent.click(screen.getByTestId("duplicate-go"));
    await waitFor(() => expect(name.getAttribute("aria-invalid")).toBe("true"));
  });

  it("shows an older test when it is chosen, and goes back to the newest", async () => {
    render(IntegrationInspector, { id: named("WooCommerce orders") });
    const section = await screen.findByRole("region", { name: words.sectionSends });
    const rows = within(section).getAllByRole("button");
    await fireEvent.click(rows[2] ?? section);
    await fireEvent.click(await screen.findByText(words.newest));
    await waitFor(() => expect(screen.queryByText(words.newest)).toBeNull());
    expect(within(section).getAllByRole("button")[0]?.getAttribute("aria-current")).toBe("true");
  });

  it("shows what was masked as chips made from spans", async () => {
    render(IntegrationInspector, { id: named("WooCommerce orders") });
    const request = await screen.findByRole("region", { name: words.request });
    expect(within(request).getByText("authorization:")).toBeTruthy();
    const chip = request.querySelector<HTMLElement>(".chip");
    chip?.focus();
    expect((await screen.findByText(/^Masked: .+ Found by: /)).textContent).toContain("consumer_key");
  });

  it("says that it is gone when it is", async () => {
    render(IntegrationInspector, { id: "00000000-0000-0000-0000-000000000000" });
    expect(await screen.findByText(words.gone)).toBeTruthy();
  });

  it("offers to try again when it cannot be read", async () => {
    const read = vi
      .spyOn(ipc, "integration")
      .mockRejectedValueOnce({ code: "storage_busy", field: null, what: "It is busy.", next: "Try again." });
    render(IntegrationInspector, { id: named("Shippo") });
    await screen.findByText("It is busy.");
    await fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByTestId("integration-title")).toBeTruthy();
    expect(read).toHaveBeenCalledTimes(2);
  });
});
