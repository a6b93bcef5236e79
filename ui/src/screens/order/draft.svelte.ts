// An order while it is being set: what would leave is asked anew after each pause, and sending sends what was saved.

import type { FieldTreatment } from "../../ipc/bindings/FieldTreatment";
import type { OrderInput } from "../../ipc/bindings/OrderInput";
import type { OrderPreview } from "../../ipc/bindings/OrderPreview";
import type { OrderView } from "../../ipc/bindings/OrderView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import type { SendView } from "../../ipc/bindings/SendView";
import type { Shell } from "../../ipc/shell";

export type Door = Pick<Shell, "order" | "order_save" | "order_preview" | "order_send">;

export const OWN = "own";

/** Typing waits this long for the next letter, in milliseconds. */
const PAUSE = 250;

/** A field's path as a rule names it: of every item, not of the first alone. */
export function ruleOf(path: string): string {
  return path.replace(/\[\d+\]/g, "[]");
}

export class OrderDraft {
  view = $state.raw<OrderView | null>(null);
  input = $state<OrderInput | null>(null);
  seed = $state("1");
  preview = $state.raw<OrderPreview | null>(null);
  /** Why nothing could be previewed or saved, with the field it is about. */
  refusal = $state.raw<Refusal | null>(null);
  missing = $state.raw<Refusal | null>(null);
  busy = $state(false);
  sending = $state(false);
  result = $state.raw<SendView | null>(null);
  #before = $state("");

  readonly #door: Door;
  readonly #id: string;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(door: Door, id: string) {
    this.#door = door;
    this.#id = id;
  }

  get changed(): boolean {
    return this.input !== null && JSON.stringify(this.input) !== this.#before;
  }

  /** The seed as a number; `null` where it is none. */
  get seeded(): number | null {
    const text = this.seed.trim();
    const seed = Number(text);
    return /^\d{1,10}$/.test(text) && seed <= 4_294_967_295 ? seed : null;
  }

  async read(): Promise<void> {
    try {
      this.#take(await this.#door.order(this.#id));
      this.missing = null;
      await this.look();
    } catch (refusal) {
      this.missing = refusal as Refusal;
    }
  }

  /** Reads again what others may have changed, unless something is being written here. */
  async again(): Promise<void> {
    if (!this.changed && !this.busy && !this.sending) await this.read();
  }

  #take(view: OrderView): void {
    this.view = view;
    this.input = structuredClone(view.input);
    this.#before = JSON.stringify(this.input);
  }

  /** Asks what would leave, after a pause. */
  soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), PAUSE);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  async look(): Promise<void> {
    const seed = this.seeded;
    if (this.input === null || seed === null) return;
    const turn = (this.#turn += 1);
    try {
      const preview = await this.#door.order_preview(this.#id, seed, $state.snapshot(this.input));
      if (turn !== this.#turn) return;
      this.preview = preview;
      this.refusal = null;
    } catch (refusal) {
      if (turn === this.#turn) this.refusal = refusal as Refusal;
    }
  }

  /** Another template: a sample brings what suits it along. */
  choose(id: string): void {
    const { input } = this;
    if (input === null) return;
    const sample = this.view?.samples.find((one) => one.id === id);
    if (sample !== undefined) {
      this.input = structuredClone(sample.input);
    } else if (input.template !== OWN) {
      const before = this.view?.samples.find((one) => one.id === input.template);
      this.input = { ...input, template: OWN, text: input.text ?? before?.text ?? "" };
    }
  }

  treat(path: string, rule: FieldTreatment): void {
    const { input } = this;
    if (input === null) return;
    const named = ruleOf(path);
    const known = input.policy.find((one) => one.path === path || one.path === named);
    if (known !== undefined) known.rule = rule;
    else input.policy.push({ path: named, rule });
  }

  async save(): Promise<boolean> {
    const { view, input } = this;
    if (view === null || input === null || this.busy) return false;
    this.busy = true;
    try {
      const saved = await this.#door.order_save(this.#id, view.revision, $state.snapshot(input));
      this.#take(saved);
      this.refusal = null;
      return true;
    } catch (refusal) {
      this.refusal = refusal as Refusal;
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Saves what was changed, then sends. The shell asks the person; what they declined needs no word here. */
  async send(): Promise<void> {
    const seed = this.seeded;
    if (seed === null || this.sending) return;
    if ((this.changed || this.view?.revision === 0) && !(await this.save())) return;
    this.sending = true;
    this.result = null;
    try {
      this.result = await this.#door.order_send(this.#id, seed);
    } catch (why) {
      const refusal = why as Refusal;
      if (refusal.code !== "declined") this.refusal = refusal;
    } finally {
      this.sending = false;
    }
  }
}
