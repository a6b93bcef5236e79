import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { orderWords as words } from "../../words/order";
import { ipc, world } from "../staged";
import { ruleOf } from "./draft.svelte";
import OrderScreen from "./OrderScreen.svelte";

vi.mock("../../ipc", () => import("../staged"));

const whole = world.hung.filter((hung) => hung.parts.size > 0 && !hung.archived);
const idAt = (at: number) => whole[at]?.id ?? "";
const leaves = async () => (await screen.findByTestId("order-leaves")).textContent ?? "";

beforeEach(() => {
  vi.restoreAllMocks();
  HTMLElement.prototype.scrollTo = () => undefined;
});

describe("OrderScreen", () => {
  it("shows exactly what leaves, and every field with what becomes of it", async () => {
    render(OrderScreen, { id: idAt(0) });
    const preview = await ipc.order_preview(idAt(0), 1, null);
    expect(await leaves()).toContain(preview.leaves.trim());
    const rows = screen.getByTestId("order-fields").querySelectorAll("tbody tr");
    expect(rows).toHaveLength(preview.fields.length);
    expect([...rows].filter((row) => row.classList.contains("dropped"))).toHaveLength(preview.dropped);
  });

  it("shows the public headers that leave with it", async () => {
    const preview = await ipc.order_preview(idAt(0), 1, null);
    vi.spyOn(ipc, "order_preview").mockResolvedValue({ ...preview, headers: ["X-Shop: blumen"] });
    render(OrderScreen, { id: idAt(0) });
    expect(await leaves()).toContain("X-Shop: blumen");
  });

  it("makes up another order for another seed, and the same for the same", async () => {
    render(OrderScreen, { id: idAt(0) });
    const first = await leaves();
    const seed = screen.getByTestId<HTMLInputElement>("order-seed");
    await fireEvent.click(screen.getByTestId("order-another"));
    await waitFor(async () => expect(await leaves()).not.toBe(first));
    await fireEvent.input(seed, { target: { value: "1" } });
    await waitFor(async () => expect(await leaves()).toBe(first));
    await fireEvent.input(seed, { target: { value: "many" } });
    await waitFor(() => expect(seed.getAttribute("aria-invalid")).toBe("true"));
    expect(screen.getByTestId<HTMLButtonElement>("order-send").disabled).toBe(true);
  });

  it("drops a field by its row, for every item of a list, before it is saved", async () => {
    expect(ruleOf("line_items[0].name")).toBe("line_items[].name");
    render(OrderScreen, { id: idAt(1) });
    expect(await leaves()).toContain("order.created");
    await fireEvent.change(await screen.findByLabelText(words.fieldRule("event")), { target: { value: "dropped" } });
    await waitFor(async () => expect(await leaves()).not.toContain("order.created"));
    expect((await ipc.order(idAt(1))).revision).toBe(0);
  });

  it("saves what was changed before it sends that, and says what came of it", async () => {
    const save = vi.spyOn(ipc, "order_save");
    const send = vi.spyOn(ipc, "order_send");
    render(OrderScreen, { id: idAt(2) });
    await leaves();
    await fireEvent.input(screen.getByTestId("order-cleanup"), { target: { value: "DELETE /orders/{/id}" } });
    await fireEvent.input(screen.getByTestId("order-seed"), { target: { value: "7" } });
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>("order-send").disabled).toBe(false));
    await fireEvent.click(screen.getByTestId("order-send"));
    expect((await screen.findByTestId("order-note")).dataset["cleanup"]).toBe("done");
    expect(save.mock.lastCall?.[2]).toMatchObject({ cleanup: "DELETE /orders/{/id}" });
    expect(send).toHaveBeenCalledExactlyOnceWith(idAt(2), 7);
    expect(save.mock.invocationCallOrder[0]).toBeLessThan(send.mock.invocationCallOrder[0] ?? 0);
  });

  it("has a refusal at its field, and sends nothing then", async () => {
    vi.spyOn(ipc, "order_save").mockRejectedValue({ code: "path_invalid", field: "path", what: "No path.", next: "Begin with a slash." });
    const send = vi.spyOn(ipc, "order_send");
    render(OrderScreen, { id: idAt(3) });
    await leaves();
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>("order-send").disabled).toBe(false));
    await fireEvent.click(screen.getByTestId("order-send"));
    await waitFor(() => expect(screen.getByTestId("order-path").getAttribute("aria-invalid")).toBe("true"));
    expect(send).not.toHaveBeenCalled();
  });
});
