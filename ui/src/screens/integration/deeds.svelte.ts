// What can be done with an integration besides testing it; each says what it did, and takes it back where it can.

import type { IntegrationView } from "../../ipc/bindings/IntegrationView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import type { RemovalView } from "../../ipc/bindings/RemovalView";
import type { Shell } from "../../ipc/shell";
import { go } from "../../stores/router.svelte";
import { toast, toastRefusal } from "../../stores/toasts.svelte";
import { integrationWords as words } from "../../words/integration";
import { keyWords } from "../../words/keys";
import { removals } from "../client/removals.svelte";
import { ago } from "../../words/time";

export type Door = Pick<
  Shell,
  | "integration_archive"
  | "integration_duplicate"
  | "integration_remove_preview"
  | "integration_remove"
  | "removal_undo"
  | "key_copy"
  | "key_forget"
>;

/** What the deeds are about, and how it is read again. */
interface Subject {
  readonly view: IntegrationView | null;
  read(): Promise<void>;
}

export class IntegrationDeeds {
  /** What a removal would take with it, while it waits for a yes. */
  removing = $state.raw<RemovalView | null>(null);
  duplicating = $state(false);
  busy = $state(false);

  #door: Door;
  #subject: Subject;

  constructor(door: Door, subject: Subject) {
    this.#door = door;
    this.#subject = subject;
  }

  openClient(): void {
    this.#with((view) => go({ screen: "client", id: view.client }));
  }

  openPage(): void {
    this.#with((view) => go({ screen: "integration", id: view.id }));
  }

  edit(): void {
    this.#with((view) => go({ screen: "integration-form", id: view.id }));
  }

  askDuplicate(): void {
    this.duplicating = true;
  }

  /** Closes whatever asks. */
  keep(): void {
    this.removing = null;
    this.duplicating = false;
  }

  async archive(archived: boolean): Promise<void> {
    await this.#try(async (view) => {
      await this.#door.integration_archive(view.id, archived);
      const name = view.input.name;
      toast({
        title: archived ? words.archived(name) : words.restored(name),
        action: {
          label: words.undo,
          run: () => void this.#back(() => this.#door.integration_archive(view.id, !archived), name),
        },
      });
      await this.#subject.read();
    });
  }

  async askRemove(): Promise<void> {
    await this.#try(async (view) => {
      this.removing = await this.#door.integration_remove_preview(view.id);
    });
  }

  async remove(): Promise<void> {
    await this.#try(async (view) => {
      const removal = await this.#door.integration_remove(view.id);
      this.removing = null;
      removals.say(removal, async (undo) => {
        await this.#door.removal_undo(undo);
        await this.#subject.read();
      });
      go({ screen: "client", id: view.client });
    });
  }

  /** Answers why not, for the dialog to say it at the name. */
  async duplicate(name: string, withKey: boolean): Promise<Refusal | null> {
    const { view } = this.#subject;
    if (view === null) return null;
    try {
      const copy = await this.#door.integration_duplicate(view.id, name, withKey);
      this.duplicating = false;
      toast({ title: words.added(copy.input.name) });
      go({ screen: "integration", id: copy.id });
      return null;
    } catch (refusal) {
      return refusal as Refusal;
    }
  }

  async copyKey(part: string): Promise<void> {
    await this.#try(async (view) => {
      const copied = await this.#door.key_copy(view.id, part);
      const label = view.keys.find((key) => key.part === part)?.label ?? part;
      toast({ title: keyWords.copied(label), what: keyWords.copiedUntil(ago(copied.clears_at)) });
      await this.#subject.read();
    });
  }

  async forgetKey(): Promise<void> {
    await this.#try(async (view) => {
      await this.#door.key_forget(view.id);
      toast({ title: keyWords.forgotten });
      await this.#subject.read();
    });
  }

  #with(run: (view: IntegrationView) => void): void {
    const { view } = this.#subject;
    if (view !== null) run(view);
  }

  async #try(run: (view: IntegrationView) => Promise<void>): Promise<void> {
    const { view } = this.#subject;
    if (view === null || this.busy) return;
    this.busy = true;
    try {
      await run(view);
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
      toast({ title: words.undone(name) });
      await this.#subject.read();
    } catch (refusal) {
      toastRefusal(refusal as Refusal);
    }
  }
}
