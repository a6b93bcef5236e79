import { describe, expect, it, vi } from "vitest";
import type { IntegrationInput } from "../../ipc/bindings/IntegrationInput";
import type { IntegrationView } from "../../ipc/bindings/IntegrationView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import { formWords } from "../../words/integration";
import { IntegrationForm } from "./form.svelte";

function doorThat(refusal: Refusal) {
  return {
    integration_add: vi.fn((_: string, __: IntegrationInput) => Promise.reject<IntegrationView>(refusal)),
    integration_edit: vi.fn((_: string, __: number, ___: IntegrationInput) => Promise.reject<IntegrationView>(refusal)),
    ca_choose: vi.fn(() => Promise.reject(refusal)),
  };
}

const range = { rotate_every_days: "A whole number of days.", "auth.lifetime_s": "A whole number of seconds." };

describe("IntegrationForm", () => {
  it("says a refusal at the variable it is about", async () => {
    const refusal = { code: "variable_invalid", field: "variables.store_domain", what: "Not a domain.", next: "" };
    const form = new IntegrationForm(doorThat(refusal), "c-1", null);
    await form.save(null, range);
    expect(form.error("variables.store_domain")).toBe("Not a domain.");
    expect(form.error("base_url")).toBeNull();
    expect(form.elsewhere(["variables.store_domain"])).toBeNull();
    expect(form.elsewhere(["name"])?.code).toBe("variable_invalid");
  });

  it("empties the one field that held a key and says which it was", async () => {
    const refusal = { code: "looks_like_key", field: "base_url", what: "A key.", next: "" };
    const form = new IntegrationForm(doorThat(refusal), "c-1", null);
    form.draft.name = "Orders";
    form.draft.baseUrl = "https://api.example/?key=pasted";
    await form.save(null, range);
    expect(form.keyField).toBe("base_url");
    expect(form.draft).toMatchObject({ name: "Orders", baseUrl: "" });
    expect(form.error("base_url")).toBe(formWords.keyField);
    expect(form.error("name")).toBeNull();
  });

  it("does not send what is no number of days", async () => {
    const door = doorThat({ code: "storage_full", field: null, what: "", next: "" });
    const form = new IntegrationForm(door, "c-1", null);
    form.draft.rotateEveryDays = "soon";
    await form.save(null, range);
    expect(form.error("rotate_every_days")).toBe(range.rotate_every_days);
    expect(door.integration_add).not.toHaveBeenCalled();
  });

  it("says what is wrong with a certificate file at its place", async () => {
    const form = new IntegrationForm(
      doorThat({ code: "ca_private_key", field: null, what: "It holds a private key.", next: "Choose another." }),
      "c-1",
      null,
    );
    await form.chooseCa();
    expect(form.error("ca_pem")).toBe("It holds a private key. Choose another.");
  });

  it("knows whether there is something to lose", () => {
    const form = new IntegrationForm(doorThat({ code: "", field: null, what: "", next: "" }), "c-1", null);
    expect(form.changed).toBe(false);
    form.draft.owner = "Mo";
    expect(form.changed).toBe(true);
  });
});
