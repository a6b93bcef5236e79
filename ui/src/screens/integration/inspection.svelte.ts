// One integration under the glass: the view, the send being looked at, and a test while it runs.

import type { IntegrationView } from "../../ipc/bindings/IntegrationView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import type { SendView } from "../../ipc/bindings/SendView";
import type { Shell } from "../../ipc/shell";
import type { Tests } from "../../stores/tests.svelte";

export type Door = Pick<Shell, "integration" | "log_entry">;
/** Where tests run, whoever began them. */
export type Runner = Pick<Tests, "running" | "test" | "cancel">;

export class Inspection {
  view = $state.raw<IntegrationView | null>(null);
  /** Why the integration could not be read. */
  missing = $state<Refusal | null>(null);
  send = $state.raw<SendView | null>(null);
  /** An older send that was picked; `null` looks at the newest. */
  picked = $state<string | null>(null);
  stopping = $state(false);
  /** Why the last test was not even begun, or why it could not be shown. */
  refusal = $state<Refusal | null>(null);

  readonly id: string;
  #door: Door;
  #runner: Runner;
  #reads = 0;
  #sends = 0;

  constructor(door: Door, runner: Runner, id: string) {
    this.#door = door;
    this.#runner = runner;
    this.id = id;
  }

  get running(): boolean {
    return this.#runner.running.has(this.id);
  }

  /** Reads again; what is shown stays until the answer is here. */
  async read(): Promise<void> {
    const turn = (this.#reads += 1);
    try {
      const view = await this.#door.integration(this.id);
      if (turn !== this.#reads) return;
      this.view = view;
      this.missing = null;
      if (this.picked === null) await this.#show(view.sends[0]?.id ?? null);
    } catch (refusal) {
      if (turn === this.#reads) this.missing = refusal as Refusal;
    }
  }

  /** `complete`: its key was completed just now, which the view may not know yet. */
  async test(complete = false): Promise<void> {
    if (this.running || this.view === null || (this.view.not_testable !== null && !complete)) return;
    this.stopping = false;
    this.refusal = null;
    this.picked = null;
    try {
      const send = await this.#runner.test(this.id);
      this.#sends += 1;
      this.send = send;
    } catch (refusal) {
      this.refusal = refusal as Refusal;
    } finally {
      this.stopping = false;
    }
    await this.read();
  }

  async cancel(): Promise<void> {
    if (!this.running) return;
    this.stopping = true;
    await this.#runner.cancel(this.id);
  }

  /** Looks at an older send, or at the newest again. */
  async pick(id: string | null): Promise<void> {
    const newest = this.view?.sends[0]?.id ?? null;
    this.picked = id === newest ? null : id;
    await this.#show(id ?? newest);
  }

  async #show(id: string | null): Promise<void> {
    const turn = (this.#sends += 1);
    if (id !== null && this.send?.id === id) return;
    if (id === null) {
      this.send = null;
      return;
    }
    try {
      const entry = await this.#door.log_entry(id);
      if (turn === this.#sends) this.send = entry.send;
    } catch (refusal) {
      if (turn === this.#sends) this.refusal = refusal as Refusal;
    }
  }
}
