// The form's state: what was refused and where, and whether there is something to lose.

import type { IntegrationView } from "../../ipc/bindings/IntegrationView";
import type { ProviderView } from "../../ipc/bindings/ProviderView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import { clearField, CUSTOM, draftOf, emptyDraft, inputOf, type Draft } from "./draft";
import { formWords } from "../../words/integration";
import type { Shell } from "../../ipc/shell";

export type Door = Pick<Shell, "integration_add" | "integration_edit" | "ca_choose">;

/** The code that says that a text field held a key. */
const KEY_CODE = "looks_like_key";

export class IntegrationForm {
  draft = $state<Draft>(emptyDraft());
  saving = $state(false);
  refusal = $state<Refusal | null>(null);
  /** The field whose text was refused as a key, and emptied. */
  keyField = $state<string | null>(null);

  readonly editing: IntegrationView | null;
  #door: Door;
  #client: string;
  #before: string;

  constructor(door: Door, client: string, editing: IntegrationView | null) {
    this.#door = door;
    this.#client = client;
    this.editing = editing;
    if (editing !== null) this.draft = draftOf(editing);
    this.#before = JSON.stringify(this.draft);
  }

  get changed(): boolean {
    return JSON.stringify(this.draft) !== this.#before;
  }

  /** The words for a field that was refused, if it is the one. */
  error(field: string): string | null {
    if (this.refusal?.field !== field) return null;
    if (this.keyField === field) return formWords.keyField;
    return [this.refusal.what, this.refusal.next].filter((text) => text !== "").join(" ");
  }

  /** A refusal that no field on the form takes. */
  elsewhere(fields: string[]): Refusal | null {
    const refusal = this.refusal;
    if (refusal === null || this.keyField !== null) return null;
    return refusal.field !== null && fields.includes(refusal.field) ? null : refusal;
  }

  choose(provider: ProviderView | null): void {
    const { draft } = this;
    const named = draft.name.trim() !== "" && draft.name !== this.#suggested;
    draft.provider = provider?.id ?? CUSTOM;
    draft.auth.scheme = provider === null ? "header" : "provider";
    if (!named) draft.name = this.#suggested = provider?.name ?? "";
  }
  #suggested = "";

  async chooseCa(): Promise<void> {
    try {
      const chosen = await this.#door.ca_choose();
      if (chosen === null) return;
      this.draft.caPem = chosen.handle;
      this.draft.ca = chosen.ca;
      this.refusal = null;
    } catch (refusal) {
      this.#refuse({ ...(refusal as Refusal), field: "ca_pem" });
    }
  }

  dropCa(): void {
    this.draft.caPem = null;
    this.draft.ca = null;
  }

  async save(provider: ProviderView | null, notANumber: { rotate_every_days: string; "auth.lifetime_s": string }): Promise<IntegrationView | null> {
    if (this.saving) return null;
    const input = inputOf($state.snapshot(this.draft), provider);
    this.refusal = null;
    this.keyField = null;
    if ("field" in input) {
      this.refusal = { code: "not_a_number", field: input.field, what: notANumber[input.field], next: "" };
      return null;
    }
    this.saving = true;
    try {
      return this.editing === null
        ? await this.#door.integration_add(this.#client, input)
        : await this.#door.integration_edit(this.editing.id, this.editing.revision, input);
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
    this.keyField = refusal.field ?? "";
    if (refusal.field !== null) clearField(this.draft, refusal.field);
  }
}
