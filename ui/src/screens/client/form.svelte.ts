// A client while it is being written.

import type { ClientInput } from "../../ipc/bindings/ClientInput";
import type { ClientView } from "../../ipc/bindings/ClientView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import { formWords } from "../../words/integration";
import type { Shell } from "../../ipc/shell";

export type Door = Pick<Shell, "client_add" | "client_edit">;

/** The code that says that a text field held a key. */
const KEY_CODE = "looks_like_key";

export class ClientForm {
  draft = $state<ClientInput>({ name: "", notes: "", tags: [], owner: "" });
  saving = $state(false);
  refusal = $state<Refusal | null>(null);
  keyRefused = $state(false);

  readonly editing: ClientView | null;
  #door: Door;
  #before: string;

  constructor(door: Door, editing: ClientView | null) {
    this.#door = door;
    this.editing = editing;
    if (editing !== null) {
      const { name, notes, tags, owner } = editing;
      this.draft = { name, notes, tags: [...tags], owner };
    }
    this.#before = JSON.stringify(this.draft);
  }

  /** Whether there is something to lose. */
  get changed(): boolean {
    return JSON.stringify(this.draft) !== this.#before;
  }

  error(field: keyof ClientInput): string | null {
    if (this.refusal?.field !== field) return null;
    if (this.keyRefused) return formWords.keyField;
    return [this.refusal.what, this.refusal.next].filter((text) => text !== "").join(" ");
  }

  /** A refusal that is about no field. */
  get elsewhere(): Refusal | null {
    const { refusal } = this;
    if (refusal === null || this.keyRefused) return null;
    return refusal.field !== null && refusal.field in this.draft ? null : refusal;
  }

  async save(): Promise<ClientView | null> {
    if (this.saving) return null;
    this.saving = true;
    this.refusal = null;
    this.keyRefused = false;
    const { name, notes, tags, owner } = $state.snapshot(this.draft);
    const input: ClientInput = { name: name.trim(), notes, tags, owner: owner.trim() };
    try {
      return this.editing === null
        ? await this.#door.client_add(input)
        : await this.#door.client_edit(this.editing.id, this.editing.revision, input);
    } catch (refusal) {
      this.#refuse(refusal as Refusal);
      return null;
    } finally {
      this.saving = false;
    }
  }

  #refuse(refusal: Refusal): void {
    this.refusal = refusal;
    if (refusal.code !== KEY_CODE) return;
    this.keyRefused = true;
    if (refusal.field === "tags") this.draft.tags = [];
    else if (refusal.field === "name" || refusal.field === "notes" || refusal.field === "owner") {
      this.draft[refusal.field] = "";
    }
  }
}
