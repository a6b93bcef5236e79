// One key on its way in. The page names the part and the source, then waits: the key itself never passes here.

import type { KeyFileView } from "../../ipc/bindings/KeyFileView";
import type { KeyTakenView } from "../../ipc/bindings/KeyTakenView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import type { Shell } from "../../ipc/shell";

export type Source = "clipboard" | "prompt" | "file";

export type Step =
  | { at: "choose" }
  | { at: "waiting"; source: Source }
  | { at: "file"; file: KeyFileView }
  | { at: "taken"; taken: KeyTakenView };

export type Door = Pick<Shell, "key_add_clipboard" | "key_add_prompt" | "key_file_choose" | "key_add_file" | "key_file_close">;

export class Intake {
  step = $state<Step>({ at: "choose" });
  /** What the last try was refused with. */
  refusal = $state<Refusal | null>(null);
  /** The person said no in the system's own window. */
  declined = $state(false);

  #door: Door;
  #integration: string;
  #part: string;

  constructor(door: Door, integration: string, part: string) {
    this.#door = door;
    this.#integration = integration;
    this.#part = part;
  }

  async from(source: Source): Promise<void> {
    if (source === "file") return this.#choose();
    await this.#wait(source, { at: "choose" }, () =>
      source === "clipboard"
        ? this.#door.key_add_clipboard(this.#integration, this.#part)
        : this.#door.key_add_prompt(this.#integration, this.#part),
    );
  }

  async fromEntry(name: string): Promise<void> {
    if (this.step.at !== "file") return;
    const { file } = this.step;
    const back: Step = { at: "file", file };
    await this.#wait("file", back, () => this.#door.key_add_file(this.#integration, this.#part, file.handle, name));
  }

  /** Back to the choice of sources. */
  async again(): Promise<void> {
    await this.close();
    this.step = { at: "choose" };
    this.clear();
  }

  /** What was said of the last try no longer holds. */
  clear(): void {
    this.refusal = null;
    this.declined = false;
  }

  /** Lets go of an opened file. */
  async close(): Promise<void> {
    if (this.step.at !== "file") return;
    const { handle } = this.step.file;
    // A handle that is gone already is as closed as one can be.
    await this.#door.key_file_close(handle).catch(() => null);
  }

  async #choose(): Promise<void> {
    this.#begin("file");
    try {
      const file = await this.#door.key_file_choose(this.#integration, this.#part);
      this.step = file === null ? { at: "choose" } : { at: "file", file };
    } catch (refusal) {
      this.#fail(refusal as Refusal, { at: "choose" });
    }
  }

  async #wait(source: Source, back: Step, call: () => Promise<KeyTakenView>): Promise<void> {
    this.#begin(source);
    try {
      this.step = { at: "taken", taken: await call() };
    } catch (refusal) {
      this.#fail(refusal as Refusal, back);
    }
  }

  #begin(source: Source): void {
    this.clear();
    this.step = { at: "waiting", source };
  }

  #fail(refusal: Refusal, back: Step): void {
    this.step = back;
    if (refusal.code === "declined") this.declined = true;
    else this.refusal = refusal;
  }
}
