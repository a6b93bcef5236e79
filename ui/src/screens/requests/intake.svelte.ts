// Requests on their way in: the page picks by number and sees masks; the text and its secrets stay in the vault.

import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { Refusal } from "../../ipc/bindings/Refusal";
import type { RequestChange } from "../../ipc/bindings/RequestChange";
import type { RequestDoneView } from "../../ipc/bindings/RequestDoneView";
import type { RequestImportView } from "../../ipc/bindings/RequestImportView";
import type { RequestPicks } from "../../ipc/bindings/RequestPicks";
import type { RequestPlanView } from "../../ipc/bindings/RequestPlanView";
import type { RequestRow } from "../../ipc/bindings/RequestRow";
import type { Shell } from "../../ipc/shell";

export type Door = Pick<
  Shell,
  | "request_import_clipboard" | "request_import_file" | "request_import_variables" | "request_import_page" | "request_import_plan"
  | "request_import_take_in" | "key_file_close"
>;

/** `asking`: a window of the system waits for the person. */
export type Stage = "start" | "asking" | "preview" | "planning" | "plan" | "confirming" | "storing" | "done";

const PAGE = 100;

export class RequestIntake {
  stage = $state<Stage>("start");
  source = $state<"clipboard" | "file">("clipboard");
  view = $state.raw<RequestImportView | null>(null);
  plan = $state.raw<RequestPlanView | null>(null);
  done = $state.raw<RequestDoneView | null>(null);
  progress = $state({ done: 0, total: 0 });
  refusal = $state.raw<Refusal | null>(null);
  declined = $state(false);
  /** Every one that is ready; else those in `numbers`. */
  all = $state(true);
  readonly numbers = new SvelteSet<number>();
  /** What is said otherwise of an integration, by its number. */
  readonly changes = new SvelteMap<number, RequestChange>();
  version = $state(0);

  readonly #door: Door;
  readonly #client: string;
  readonly #rows = new Map<number, RequestRow>();
  readonly #asked = new Set<number>();

  constructor(door: Door, client: string) {
    this.#door = door;
    this.#client = client;
  }

  get length(): number {
    return this.view?.requests_total ?? 0;
  }

  row(index: number): RequestRow | undefined {
    void this.version;
    return this.#rows.get(index);
  }

  picks(row: RequestRow): boolean {
    return row.problems.length === 0 && (this.all || this.numbers.has(row.number));
  }

  get picked(): number {
    return this.all ? (this.view?.requests_ready ?? 0) : this.numbers.size;
  }

  async begin(source: "clipboard" | "file"): Promise<void> {
    const before = this.stage;
    this.source = source;
    await this.#asking(before, async () => {
      const view = source === "clipboard" ? await this.#door.request_import_clipboard(this.#client) : await this.#door.request_import_file(this.#client);
      if (view === null) return false;
      await this.close();
      this.all = true;
      this.numbers.clear();
      this.changes.clear();
      this.#take(view);
      return true;
    });
  }

  /** A Postman environment, whose values then stand for the variables. */
  async variables(): Promise<void> {
    const handle = this.view?.handle;
    if (handle === undefined) return;
    this.source = "file";
    await this.#asking("preview", async () => {
      const view = await this.#door.request_import_variables(handle);
      if (view !== null) this.#take(view);
      return true;
    });
  }

  async #asking(before: Stage, run: () => Promise<boolean>): Promise<void> {
    this.refusal = null;
    this.declined = false;
    this.stage = "asking";
    try {
      this.stage = (await run()) ? "preview" : before;
    } catch (why) {
      this.stage = before;
      this.#refused(why as Refusal);
    }
  }

  #take(view: RequestImportView): void {
    this.#rows.clear();
    this.#asked.clear();
    this.view = view;
    view.requests.forEach((row, at) => this.#rows.set(view.offset + at, row));
    this.version += 1;
  }

  async want(first: number, last: number): Promise<void> {
    const { view } = this;
    if (view === null) return;
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1) {
      const from = page * PAGE;
      const whole = Array.from({ length: Math.min(PAGE, view.requests_total - from) }, (_, at) => from + at).every((at) => this.#rows.has(at));
      if (whole || this.#asked.has(page)) continue;
      this.#asked.add(page);
      try {
        const next = await this.#door.request_import_page(view.handle, from, PAGE);
        if (this.view?.handle !== view.handle) return;
        next.requests.forEach((row, at) => this.#rows.set(from + at, row));
        this.version += 1;
      } catch (why) {
        this.#asked.delete(page);
        this.refusal = why as Refusal;
      }
    }
  }

  pickAll(all: boolean): void {
    this.all = all;
    this.numbers.clear();
  }

  /** Picks one or leaves it; the first one that is left turns "all" into those that are known. */
  async toggle(row: RequestRow): Promise<void> {
    if (row.problems.length > 0) return;
    if (this.all) {
      await this.want(0, this.length - 1);
      this.all = false;
      for (const one of this.#rows.values()) if (one.problems.length === 0) this.numbers.add(one.number);
      this.numbers.delete(row.number);
    } else if (!this.numbers.delete(row.number)) {
      this.numbers.add(row.number);
    }
  }

  change(integration: number, change: Partial<RequestChange>): void {
    const before = this.changes.get(integration) ?? { integration, name: null, environment: null, variables: {}, probe: null };
    this.changes.set(integration, { ...before, ...change });
  }

  #picks(): RequestPicks {
    return { all: this.all, requests: this.all ? [] : [...this.numbers], changes: [...this.changes.values()] };
  }

  async look(): Promise<void> {
    const handle = this.view?.handle;
    if (handle === undefined || this.picked === 0) return;
    this.stage = "planning";
    this.refusal = null;
    this.declined = false;
    try {
      this.plan = await this.#door.request_import_plan(handle, this.#picks());
      this.stage = "plan";
    } catch (why) {
      this.stage = "preview";
      this.#refused(why as Refusal);
    }
  }

  async takeIn(): Promise<void> {
    const handle = this.view?.handle;
    if (handle === undefined) return;
    this.stage = "confirming";
    this.refusal = null;
    this.declined = false;
    this.progress = { done: 0, total: this.plan?.integrations.length ?? 0 };
    try {
      this.done = await this.#door.request_import_take_in(handle, this.#picks(), (state) => {
        this.stage = "storing";
        this.progress = state;
      });
      this.stage = "done";
    } catch (why) {
      this.stage = "plan";
      this.#refused(why as Refusal);
    }
  }

  #refused(refusal: Refusal): void {
    if (refusal.code === "declined") this.declined = true;
    else this.refusal = refusal;
    if (refusal.code === "handle_unknown") {
      this.view = null;
      this.stage = "start";
    }
  }

  /** Lets go of the text: nothing of it stays in the vault's memory. */
  async close(): Promise<void> {
    const handle = this.view?.handle;
    this.view = null;
    if (handle !== undefined) await this.#door.key_file_close(handle).catch(() => null);
  }

  async again(): Promise<void> {
    await this.close();
    this.done = null;
    this.plan = null;
    this.stage = "start";
  }
}
