import { render, screen } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { SendView } from "../../ipc/bindings/SendView";
import { integrationWords as words } from "../../words/integration";
import { ipc } from "../staged";
import ExchangeSection from "./ExchangeSection.svelte";

vi.mock("../../ipc", () => import("../staged"));

async function anySend(): Promise<SendView> {
  const query = { client: null, integration: null, verdicts: ["accepted" as const], sends_only: true, since: null, until: null, search: "" };
  const { rows } = await ipc.log(query, 0, 1);
  const { send } = await ipc.log_entry(rows[0]?.id ?? "");
  if (send === null) throw new Error("no send");
  return send;
}

describe("ExchangeSection", () => {
  it("says that an exchange was stored strictly, and what its chips stand for", async () => {
    const send = await anySend();
    const { response } = send;
    if (response === null) throw new Error("no answer");
    const spans = [{ start: 10, end: 22, kind: "withheld", label: "text", tag: "5c8c", rule: "strict" }];
    const body = { text: '{"nick": "[text #5c8c]"}', spans };
    render(ExchangeSection, { send: { ...send, masked: 0, response: { ...response, body, strict: true } } });
    expect(screen.getByText(words.strict)).toBeTruthy();
    const chip = screen.getByRole("group", { name: words.response }).querySelector<HTMLElement>(".chip.withheld");
    chip?.focus();
    expect((await screen.findByText(/^Not shown: text\. No list/)).textContent).toContain("=5c8c");
  });

  it("says nothing of it where all that was not masked is there", async () => {
    render(ExchangeSection, { send: await anySend() });
    expect(screen.queryByText(words.strict)).toBeNull();
  });
});
