// Short notices in a corner: what was done, with the way to take it back, or what was refused.

import type { Refusal } from "../ipc/bindings/Refusal";

export interface Toast {
  id: number;
  kind: "good" | "bad" | "plain";
  title: string;
  what?: string;
  action?: { label: string; run: () => void };
}

type Said = Omit<Toast, "id" | "kind"> & {
  kind?: Toast["kind"];
  /** How long it stays; a notice with an action stays longer by itself. */
  ms?: number;
};

/** Never more at once: the oldest leaves first. */
const MOST = 4;

class Toasts {
  shown = $state.raw<Toast[]>([]);
  #next = 1;
  #ends = new Map<number, { left: number; since: number; timer: number }>();

  say({ ms, kind = "plain", ...said }: Said): number {
    const id = (this.#next += 1);
    this.shown = [...this.shown, { ...said, kind, id }].slice(-MOST);
    this.#run(id, ms ?? (said.action === undefined ? 5_000 : 10_000));
    return id;
  }

  drop(id: number): void {
    clearTimeout(this.#ends.get(id)?.timer);
    this.#ends.delete(id);
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  /** While a person points at the notices, or has the focus in them, none of them leaves. */
  hold(): void {
    for (const end of this.#ends.values()) {
      clearTimeout(end.timer);
      end.left -= performance.now() - end.since;
    }
  }

  release(): void {
    for (const [id, end] of this.#ends) this.#run(id, Math.max(1_500, end.left));
  }

  #run(id: number, left: number): void {
    const timer = window.setTimeout(() => this.drop(id), left);
    this.#ends.set(id, { left, since: performance.now(), timer });
  }
}

export const toasts = new Toasts();

export function toast(said: Said): number {
  return toasts.say(said);
}

/** A refusal that belongs to no field. What the person declined themselves needs no notice. */
export function toastRefusal(refusal: Refusal): void {
  if (refusal.code === "declined" || refusal.code === "cancelled") return;
  toasts.say({ kind: "bad", title: refusal.what, what: refusal.next, ms: 12_000 });
}
