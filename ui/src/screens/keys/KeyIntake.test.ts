import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { KeyringView } from "../../ipc/bindings/KeyringView";
import { app } from "../../stores/app.svelte";
import { keyringWords } from "../../words/shell";
import { ipc, world } from "../staged";
import KeyIntake from "./KeyIntake.svelte";

vi.mock("../../ipc", () => import("../staged"));

const locked: KeyringView = { state: "locked", backend: "a keyring", title: "It is locked", what: "Keys wait.", next: "Unlock it." };
const view = await ipc.integration(world.hung.find((hung) => hung.input.name === "Shippo")?.id ?? "");

function open() {
  const nothing = () => undefined;
  render(KeyIntake, { view, provider: null, part: "api_token", onclose: nothing, onpart: nothing, ontest: nothing });
}

beforeEach(async () => {
  vi.restoreAllMocks();
  app.take(await ipc.app());
});

describe("KeyIntake", () => {
  it("says that the keyring is locked before anything was copied or typed, and unlocks it on the spot", async () => {
    if (app.view !== null) app.take({ ...app.view, keyring: locked });
    const unlock = vi.spyOn(ipc, "keyring_unlock");
    open();
    expect(screen.getByTestId("keyring-trouble").textContent).toContain(locked.what);
    const ask = screen.getByTestId("keyring-trouble-ask");
    expect(ask.textContent).toContain(keyringWords.unlock);
    await fireEvent.click(ask);
    await waitFor(() => expect(screen.queryByTestId("keyring-trouble")).toBeNull());
    expect(unlock).toHaveBeenCalledOnce();
  });

  it("offers the same where a try was refused for it", async () => {
    const refusal = { code: "keyring_locked", field: null, what: "The keyring is locked.", next: "Unlock it." };
    vi.spyOn(ipc, "key_add_clipboard").mockRejectedValue(refusal);
    open();
    expect(screen.queryByTestId("keyring-trouble")).toBeNull();
    await fireEvent.click(screen.getByRole("button", { name: /^Paste from clipboard/ }));
    expect((await screen.findByTestId("keyring-trouble")).textContent).toContain(refusal.what);
    await fireEvent.click(screen.getByTestId("keyring-trouble-ask"));
    await waitFor(() => expect(screen.queryByTestId("keyring-trouble")).toBeNull());
  });
});
