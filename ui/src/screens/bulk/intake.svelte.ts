// A file with many clients and keys on its way in: the page maps columns and sees masks; values stay in the vault.

import type { BulkColumn } from "../../ipc/bindings/BulkColumn";
import type { BulkDoneView } from "../../ipc/bindings/BulkDoneView";
import type { BulkRow } from "../../ipc/bindings/BulkRow";
import type { BulkView } from "../../ipc/bindings/BulkView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import type { Shell } from "../../ipc/shell";

export const PAGE = 200;

export type Door = Pick<Shell, "bulk_choose" | "bulk_map" | "bulk_take_in" | "key_file_close">;

export type Stage = "choose" | "choosing" | "preview" | "confirming" | "storing" | "done";

export class BulkIntake {
  stage = $state<Stage>("choose");
  view = $state.raw<BulkView | null>(null);
  done = $state<BulkDoneView | null>(null);
  progress = $state({ done: 0, total: 0 });
  refusal = $state<Refusal | null>(null);
  declined = $state(false);
  mapping = $state(false);
  onlyProblems = $state(false);
  /** Rows with problems found so far, while all pages are looked through. */
  problems = $state.raw<BulkRow[]>([]);
  version = $state(0);

  #door: Door;
  #pages = new Map<number, BulkRow[]>();
  #pending = new Map<number, Promise<BulkRow[]>>();
  #generation = 0;
  #maps = 0;

  constructor(door: Door) {
    this.#door = door;
  }

  get length(): number {
    if (this.view === null) return 0;
    return this.onlyProblems ? this.problems.length : this.view.rows_total;
  }

  row(index: number): BulkRow | undefined {
    void this.version;
    if (this.onlyProblems) return this.problems[index];
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  async choose(): Promise<void> {
    this.refusal = null;
    const before = this.stage;
    this.stage = "choosing";
    try {
      const view = await this.#door.bulk_choose();
      if (view === null) {
        this.stage = before;
        return;
      }
      await this.close();
      this.#begin(view);
      this.stage = "preview";
    } catch (refusal) {
      this.stage = before;
      this.refusal = refusal as Refusal;
    }
  }

  /** Another meaning for one column: the whole preview is made anew. */
  async map(index: number, column: BulkColumn): Promise<void> {
    const view = this.view;
    if (view === null) return;
    const columns = view.columns.map((old, place) => (place === index ? column : withoutTwin(old, column)));
    this.view = { ...view, columns };
    const turn = (this.#maps += 1);
    this.mapping = true;
    try {
      const next = await this.#door.bulk_map(view.handle, columns, 0, PAGE);
      if (turn !== this.#maps) return;
      this.#begin(next);
      this.refusal = null;
      if (this.onlyProblems) await this.#seek();
    } catch (refusal) {
      if (turn !== this.#maps) return;
      this.view = view;
      this.refusal = refusal as Refusal;
    } finally {
      if (turn === this.#maps) this.mapping = false;
    }
  }

  async want(first: number, last: number): Promise<void> {
    if (this.view === null || this.onlyProblems) return;
    const to = Math.floor(Math.min(last, this.view.rows_total - 1) / PAGE);
    const wanted: Promise<unknown>[] = [];
    for (let page = Math.floor(Math.max(0, first) / PAGE); page <= to; page += 1) wanted.push(this.#page(page));
    await Promise.all(wanted);
  }

  async showProblems(only: boolean): Promise<void> {
    this.onlyProblems = only;
    if (only) await this.#seek();
  }

  async takeIn(): Promise<void> {
    const view = this.view;
    if (view === null) return;
    this.refusal = null;
    this.declined = false;
    this.progress = { done: 0, total: view.rows_ready };
    this.stage = "confirming";
    try {
      this.done = await this.#door.bulk_take_in(view.handle, (state) => {
        this.stage = "storing";
        this.progress = state;
      });
      this.stage = "done";
    } catch (refusal) {
      this.stage = "preview";
      if ((refusal as Refusal).code === "declined") this.declined = true;
      else this.refusal = refusal as Refusal;
    }
  }

  /** Lets go of the file: nothing of it stays in the vault's memory. */
  async close(): Promise<void> {
    const handle = this.view?.handle;
    this.view = null;
    this.#generation += 1;
    if (handle !== undefined) await this.#door.key_file_close(handle).catch(() => null);
  }

  async again(): Promise<void> {
    await this.close();
    this.stage = "choose";
    this.done = null;
    this.onlyProblems = false;
    this.problems = [];
  }

  #begin(view: BulkView): void {
    this.#generation += 1;
    this.#pages.clear();
    this.#pending.clear();
    this.problems = [];
    this.view = view;
    if (view.offset === 0) this.#pages.set(0, view.rows);
    this.version += 1;
  }

  #page(page: number): Promise<BulkRow[]> {
    const held = this.#pages.get(page);
    if (held !== undefined) return Promise.resolve(held);
    const asked = this.#pending.get(page) ?? this.#load(page);
    this.#pending.set(page, asked);
    return asked;
  }

  async #load(page: number): Promise<BulkRow[]> {
    const view = this.view;
    if (view === null) return [];
    const generation = this.#generation;
    try {
      const next = await this.#door.bulk_map(view.handle, view.columns, page * PAGE, PAGE);
      if (generation !== this.#generation) return [];
      this.#pages.set(page, next.rows);
      return next.rows;
    } catch (refusal) {
      if (generation === this.#generation) this.refusal = refusal as Refusal;
      return [];
    } finally {
      if (generation === this.#generation) {
        this.#pending.delete(page);
        this.version += 1;
      }
    }
  }

  /** Looks through all pages for rows with problems, and stops when it has found as many as there are. */
  async #seek(): Promise<void> {
    const view = this.view;
    if (view === null) return;
    const generation = this.#generation;
    const found: BulkRow[] = [];
    const pages = Math.ceil(view.rows_total / PAGE);
    for (let page = 0; page < pages && found.length < view.rows_with_problems; page += 1) {
      const rows = await this.#page(page);
      if (generation !== this.#generation || !this.onlyProblems) return;
      found.push(...rows.filter((row) => row.problems.length > 0));
      this.problems = [...found];
    }
  }
}

/** A file has one column for each meaning: the one that had it before is ignored from now on. */
function withoutTwin(old: BulkColumn, taken: BulkColumn): BulkColumn {
  return taken.role !== "ignore" && sameColumn(old, taken) ? { role: "ignore" } : old;
}

export function sameColumn(one: BulkColumn, other: BulkColumn): boolean {
  if (one.role !== other.role) return false;
  if (one.role === "variable" && other.role === "variable") return one.name === other.name;
  if (one.role === "key" && other.role === "key") return one.part === other.part;
  return true;
}
