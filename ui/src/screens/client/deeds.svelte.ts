// What can be done with a client; each says what it did, and takes it back where it can.

import type { ClientView } from "../../ipc/bindings/ClientView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import type { RemovalView } from "../../ipc/bindings/RemovalView";
import type { Shell } from "../../ipc";
import { go } from "../../stores/router.svelte";
import { toast, toastRefusal } from "../../stores/toasts.svelte";
import { clientWords as words } from "../../words/client";
import { removals } from "./removals.svelte";

export type Door = Pick<
  Shell,
  "client_archive" | "client_duplicate" | "client_remove_preview" | "client_remove" | "removal_undo"
>;

export class ClientDeeds {
  /** What a removal would take with it, while it waits for a yes. */
  removing = $state.raw<RemovalView | null>(null);
  duplicating = $state(false);
  busy = $state(false);

  #door: Door;
  #read: () => Promise<void>;

  /** `read` reads the client again. */
  constructor(door: Door, read: () => Promise<void>) {
    this.#door = door;
    this.#read = read;
  }

  /** Closes whatever asks. */
  keep(): void {
    this.removing = null;
    this.duplicating = false;
  }

  async archive({ id, name }: ClientView, archived: boolean): Promise<void> {
    await this.#try(async () => {
      await this.#door.client_archive(id, archived);
      const undo = () => void this.#back(() => this.#door.client_archive(id, !archived), name);
      const title = archived ? words.archived(name) : words.restored(name);
      toast({ title, action: { label: words.undo, run: undo } });
      await this.#read();
    });
  }

  async askRemove({ id }: ClientView): Promise<void> {
    await this.#try(async () => {
      this.removing = await this.#door.client_remove_preview(id);
    });
  }

  async remove({ id }: ClientView): Promise<void> {
    await this.#try(async () => {
      const removal = await this.#door.client_remove(id);
      this.removing = null;
      removals.say(removal, async (undo) => {
        await this.#door.removal_undo(undo);
        await this.#read();
      });
      go({ screen: "board" });
    });
  }

  /** Answers why not, for the dialog to say it at the name. */
  async duplicate({ id }: ClientView, name: string): Promise<Refusal | null> {
    try {
      const copy = await this.#door.client_duplicate(id, name);
      this.duplicating = false;
      toast({ title: words.added(copy.name), kind: "good" });
      go({ screen: "client", id: copy.id });
      return null;
    } catch (refusal) {
      return refusal as Refusal;
    }
  }

  async #try(run: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await run();
    } catch (refusal) {
      this.removing = null;
      toastRefusal(refusal as Refusal);
    } finally {
      this.busy = false;
    }
  }

  async #back(run: () => Promise<unknown>, name: string): Promise<void> {
    try {
      await run();
      toast({ title: words.undone(name), kind: "good" });
      await this.#read();
    } catch (refusal) {
      toastRefusal(refusal as Refusal);
    }
  }
}
