import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { router } from "../../stores/router.svelte";
import { formWords as words } from "../../words/integration";
import { ipc, world } from "../staged";
import IntegrationForm from "./IntegrationForm.svelte";

vi.mock("../../ipc", () => import("../staged"));

const client = world.clients[0]?.id ?? "";

async function choose(name: string): Promise<void> {
  const find = await screen.findByRole("combobox", { name: words.provider });
  await fireEvent.input(find, { target: { value: name } });
  await fireEvent.keyDown(find, { key: "Enter" });
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
const type = (label: string, value: string) => fireEvent.input(field(label), { target: { value } });
const save = () => fireEvent.click(screen.getByTestId("save"));

beforeEach(() => vi.restoreAllMocks());

describe("IntegrationForm", () => {
  it("shows where a test will go while it is written", async () => {
    render(IntegrationForm, { client });
    await choose("woocommerce");
    const preview = screen.getByRole("complementary", { name: words.preview });
    expect(preview.textContent).toContain("Store domain");
    await type("Store domain", "shop.example");
    expect(preview.textContent).toContain("https://shop.example/wp-json/wc/v3");
  });

  it("finds a provider by any of its words, and always offers Custom", async () => {
    render(IntegrationForm, { client });
    const find = await screen.findByRole("combobox", { name: words.provider });
    await fireEvent.input(find, { target: { value: "no such provider" } });
    expect(screen.getAllByRole("option").map((option) => option.textContent?.trim())).toEqual([
      expect.stringContaining(words.custom),
    ]);
    await fireEvent.keyDown(find, { key: "Enter" });
    expect(screen.getByText(words.customHint)).toBeTruthy();
  });

  it("says a refusal at its field and moves there", async () => {
    render(IntegrationForm, { client });
    await choose("custom");
    await type(words.name, "ERP");
    await type(words.baseUrl, "http://erp.example");
    await save();
    const base = field(words.baseUrl);
    await waitFor(() => expect(base.getAttribute("aria-invalid")).toBe("true"));
    const described = (base.getAttribute("aria-describedby") ?? "").split(" ");
    expect(described.map((id) => document.getElementById(id)?.textContent).join(" ")).toContain("Only HTTPS");
    await waitFor(() => expect(document.activeElement).toBe(base));
    expect(field(words.name).getAttribute("aria-invalid")).toBe("false");
  });

  it("empties a field that holds a key, and leads to where keys come in", async () => {
    const hung = world.hung.find((one) => !one.archived);
    render(IntegrationForm, { id: hung?.id });
    await screen.findByLabelText(words.notes);
    const pasted = `sk_live_${"9Zq4".repeat(8)}`;
    await type(words.notes, pasted);
    await save();
    expect(await screen.findByText(words.keyTitle)).toBeTruthy();
    expect(field(words.notes).getAttribute("aria-invalid")).toBe("true");
    expect(field(words.notes).value).toBe("");
    expect(document.body.innerHTML).not.toContain(pasted);
    await fireEvent.click(screen.getByRole("button", { name: words.keyNext }));
    expect(router.place).toEqual({ screen: "integration", id: hung?.id });
  });

  it("keeps what was written when someone else changed it, and offers to read again", async () => {
    const hung = world.hung.find((one) => !one.archived);
    const edit = vi.spyOn(ipc, "integration_edit").mockRejectedValue({
      code: "changed_elsewhere",
      field: null,
      what: "Someone changed this.",
      next: "Look again.",
    });
    render(IntegrationForm, { id: hung?.id });
    await screen.findByLabelText(words.owner);
    await type(words.owner, "Mo");
    await save();
    await screen.findByText("Someone changed this.");
    expect(field(words.owner).value).toBe("Mo");
    expect(edit).toHaveBeenCalledTimes(1);
    await fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(field(words.owner).value).not.toBe("Mo"));
  });

  it("asks before what was changed is lost", async () => {
    render(IntegrationForm, { client });
    await choose("stripe");
    await fireEvent.click(screen.getByRole("button", { name: words.cancel }));
    expect(screen.getByText(words.discardWhat)).toBeTruthy();
  });

  it("offers the unsafe switch only where the settings allow it", async () => {
    const { unmount } = render(IntegrationForm, { client });
    await choose("custom");
    expect(screen.queryByRole("switch", { name: new RegExp(words.loopback) })).toBeNull();
    unmount();
    const settings = (await ipc.app()).settings;
    await ipc.settings_save({ ...settings, unsafe_loopback_http: true });
    render(IntegrationForm, { client });
    await choose("custom");
    expect(screen.getByRole("switch", { name: new RegExp(words.loopback) }).textContent).toBeDefined();
    await ipc.settings_save(settings);
  });
});

describe("The way a key is sent", () => {
  it("is chosen by one click, shows only its fields, and what it will send", async () => {
    render(IntegrationForm, { client });
    await choose("custom");
    await fireEvent.click(screen.getByTestId("scheme-change"));
    await fireEvent.click(screen.getByTestId("scheme-oauth2_client_credentials"), { detail: 1 });
    expect(await screen.findByTestId("auth-token-url")).toBeTruthy();
    expect(screen.queryByTestId("auth-header")).toBeNull();
    expect(screen.queryByTestId("scheme-list")).toBeNull();
    await fireEvent.input(screen.getByTestId("auth-token-url"), { target: { value: "https://id.example/token" } });
    const preview = screen.getByRole("complementary", { name: words.preview });
    expect(preview.textContent).toContain("https://id.example/token");
    expect(preview.textContent).toContain("Client secret");
  });

  it("has a refusal of a condition at its line, empty lines not counted", async () => {
    const hung = world.hung.find((one) => !one.archived);
    render(IntegrationForm, { id: hung?.id });
    await fireEvent.click(await screen.findByTestId("condition-add"));
    await fireEvent.click(screen.getByTestId("condition-add"));
    await fireEvent.click(screen.getByTestId("condition-add"));
    const lines = () => screen.getAllByTestId<HTMLInputElement>("condition");
    await fireEvent.input(lines()[0] ?? document.body, { target: { value: "[STATUS] == 200" } });
    await fireEvent.input(lines()[2] ?? document.body, { target: { value: "is it well" } });
    await save();
    await waitFor(() => expect(lines().map((line) => line.getAttribute("aria-invalid"))).toEqual(["false", "false", "true"]));
  });
});
