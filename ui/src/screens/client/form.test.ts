import { describe, expect, it, vi } from "vitest";
import type { ClientInput } from "../../ipc/bindings/ClientInput";
import type { ClientView } from "../../ipc/bindings/ClientView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import { ClientForm } from "./form.svelte";

function doorThat(refusal: Refusal) {
  return {
    client_add: vi.fn((_: ClientInput) => Promise.reject<ClientView>(refusal)),
    client_edit: vi.fn((_id: string, _revision: number, _: ClientInput) => Promise.reject<ClientView>(refusal)),
  };
}

describe("ClientForm", () => {
  it("says a refusal at its field, and keeps what was written", async () => {
    const form = new ClientForm(
      doorThat({ code: "name_taken", field: "name", what: "A client has this name.", next: "Choose another." }),
      null,
    );
    form.draft.name = "Nordlys";
    expect(await form.save()).toBeNull();
    expect(form.error("name")).toBe("A client has this name. Choose another.");
    expect(form.error("notes")).toBeNull();
    expect(form.elsewhere).toBeNull();
    expect(form.draft.name).toBe("Nordlys");
  });

  it("empties a field that held a key, and keeps the others", async () => {
    const form = new ClientForm(doorThat({ code: "looks_like_key", field: "notes", what: "A key.", next: "" }), null);
    form.draft.name = "Nordlys";
    form.draft.notes = "what was pasted";
    await form.save();
    expect(form.keyRefused).toBe(true);
    expect(form.draft).toMatchObject({ name: "Nordlys", notes: "" });
  });

  it("says what is about no field elsewhere", async () => {
    const form = new ClientForm(doorThat({ code: "storage_full", field: null, what: "Full.", next: "" }), null);
    await form.save();
    expect(form.elsewhere?.code).toBe("storage_full");
  });

  it("names the revision it was made on", async () => {
    const editing: ClientView = {
      id: "c-1",
      name: "Nordlys",
      notes: "",
      tags: ["vip"],
      owner: "",
      archived: false,
      revision: 7,
      created_at: "",
      updated_at: "",
      updated_by: "",
      keys_held: 0,
      integrations: [],
    };
    const door = doorThat({ code: "changed_elsewhere", field: null, what: "Changed.", next: "" });
    const form = new ClientForm(door, editing);
    form.draft.owner = " Mo ";
    await form.save();
    expect(door.client_edit).toHaveBeenCalledExactlyOnceWith("c-1", 7, {
      name: "Nordlys",
      notes: "",
      tags: ["vip"],
      owner: "Mo",
    });
  });
});
