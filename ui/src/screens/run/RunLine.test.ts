import { render, screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import type { Step } from "../../stores/run.svelte";
import RunLine from "./RunLine.svelte";

it("does not say of a test that was stopped on its way that it was not sent", () => {
  const send = { id: "s", at: "2026-03-14T12:00:00Z", verdict: "not_sent", verdict_words: "Stopped on its way", reason: "stopped_under_way", status: null, total_ms: null } as const;
  const step: Step = { integration: "a", state: "done", why: null, until: null, send, refusal: null };
  render(RunLine, { row: { step, name: "Shop", client: "Nordlys", provider: "Stripe" }, version: 0 });
  expect(screen.getByText("Stopped on its way")).toBeTruthy();
  expect(screen.queryByText("Not sent")).toBeNull();
});
