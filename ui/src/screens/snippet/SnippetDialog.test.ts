import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { snippetWords as words } from "../../words/order";
import { ipc, world } from "../staged";
import SnippetDialog from "./SnippetDialog.svelte";

vi.mock("../../ipc", () => import("../staged"));

const hung = world.hung.find((one) => one.parts.size > 0);
const props = { integration: hung?.id ?? "", name: hung?.input.name ?? "", onclose: vi.fn() };

beforeEach(() => {
  vi.restoreAllMocks();
  HTMLDialogElement.prototype.showModal = vi.fn();
});

describe("SnippetDialog", () => {
  it("asks for the language that is chosen, and copies by what it is, not by its text", async () => {
    const copy = vi.spyOn(ipc, "snippet_copy");
    render(SnippetDialog, props);
    const first = (await screen.findByTestId("snippet-text")).textContent;
    await fireEvent.click(screen.getByLabelText(words.languages.python));
    await waitFor(() => expect(screen.getByTestId("snippet-text").textContent).not.toBe(first));
    await fireEvent.click(screen.getByLabelText(words.keyFroms.constant));
    await fireEvent.click(screen.getByTestId("snippet-copy"));
    expect(copy).toHaveBeenCalledExactlyOnceWith(props.integration, { language: "python", key_from: "constant", request: "probe", seed: 1 });
  });

  it("offers a shell no constant", async () => {
    render(SnippetDialog, props);
    await screen.findByTestId("snippet-text");
    expect(screen.queryByTestId("snippet-key")).toBeNull();
  });

  it("says why there is none", async () => {
    vi.spyOn(ipc, "snippet").mockRejectedValue({ code: "no_probe", field: null, what: "There is no probe.", next: "Name one." });
    render(SnippetDialog, props);
    expect(await screen.findByText("There is no probe.")).toBeTruthy();
    expect(screen.getByTestId<HTMLButtonElement>("snippet-copy").disabled).toBe(true);
  });
});
