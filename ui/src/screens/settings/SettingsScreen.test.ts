import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { app } from "../../stores/app.svelte";
import { settingsWords as words } from "../../words/settings";
import { ipc } from "../staged";
import SettingsScreen from "./SettingsScreen.svelte";

vi.mock("../../ipc", () => import("../staged"));

beforeEach(async () => {
  vi.restoreAllMocks();
  await app.read();
});

describe("SettingsScreen", () => {
  it("keeps a number in range when the field is left", async () => {
    const save = vi.spyOn(ipc, "settings_save");
    render(SettingsScreen);
    const seconds = screen.getByLabelText(words.clipboard);
    await fireEvent.input(seconds, { target: { value: "45" } });
    await fireEvent.blur(seconds);
    await waitFor(() => expect(save.mock.lastCall?.[0].clipboard_seconds).toBe(45));
    expect(app.view?.settings.clipboard_seconds).toBe(45);
  });

  it.each(["9", "61", "soon", "", "1.5"])("refuses %j seconds at the field and keeps nothing", async (text) => {
    const save = vi.spyOn(ipc, "settings_save");
    render(SettingsScreen);
    const seconds = screen.getByLabelText(words.clipboard);
    await fireEvent.input(seconds, { target: { value: text } });
    await fireEvent.blur(seconds);
    expect(seconds.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByText(words.number(10, 60))).toBeTruthy();
    expect(save).not.toHaveBeenCalled();
  });

  it("keeps the strict storing of bodies, and says that what is stored stays", async () => {
    const save = vi.spyOn(ipc, "settings_save");
    render(SettingsScreen);
    expect(screen.getByText(/what is stored already stays as it is/)).toBeTruthy();
    await fireEvent.click(screen.getByTestId("strict-bodies"));
    await waitFor(() => expect(save.mock.lastCall?.[0].strict_bodies).toBe(true));
    expect(app.view?.settings.strict_bodies).toBe(true);
    await fireEvent.click(screen.getByTestId("strict-bodies"));
    await waitFor(() => expect(app.view?.settings.strict_bodies).toBe(false));
  });

  it("turns the theme at once, and back when it is refused", async () => {
    const refusal = { code: "storage_full", field: null, what: "The disk is full.", next: "Make room." };
    vi.spyOn(ipc, "settings_save").mockRejectedValueOnce(refusal);
    render(SettingsScreen);
    await fireEvent.click(screen.getByLabelText("Dark"));
    expect(await screen.findByText("The disk is full.")).toBeTruthy();
    expect(document.documentElement.dataset["theme"]).toBeUndefined();
    await fireEvent.click(screen.getByLabelText("Dark"));
    await waitFor(() => expect(document.documentElement.dataset["theme"]).toBe("dark"));
    await fireEvent.click(screen.getByLabelText("System"));
    await waitFor(() => expect(document.documentElement.dataset["theme"]).toBeUndefined());
  });

  it("lists what the check-up found, and says that all is well only when it is", async () => {
    const doctor = await ipc.doctor();
    vi.spyOn(ipc, "doctor").mockResolvedValue({ ...doctor, missing_keys: ["Nordlys / Orders / consumer_key"], orphan_keys: [] });
    render(SettingsScreen);
    await fireEvent.click(screen.getByTestId("doctor-run"));
    expect(await screen.findByText("Nordlys / Orders / consumer_key")).toBeTruthy();
    expect(screen.getByTestId("doctor").dataset["ok"]).toBe("false");
    expect(screen.queryByText(words.doctorGood)).toBeNull();
  });

  it("proves the keyring by a round trip", async () => {
    render(SettingsScreen);
    await fireEvent.click(screen.getByTestId("keyring-check"));
    expect(await screen.findByText(words.checked)).toBeTruthy();
  });

  it("asks before it removes the sample", async () => {
    app.take(await ipc.sample_open());
    const remove = vi.spyOn(ipc, "sample_remove");
    render(SettingsScreen);
    await fireEvent.click(screen.getByTestId("sample-remove"));
    expect(remove).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByTestId("sample-remove-go"));
    await waitFor(() => expect(app.view?.sample).toBe(false));
  });
});
