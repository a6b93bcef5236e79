// The log as a list of 100,000 rows of which only the pages in view are held.

import type { LogBin } from "../../ipc/bindings/LogBin";
import type { LogPage } from "../../ipc/bindings/LogPage";
import type { LogQuery } from "../../ipc/bindings/LogQuery";
import type { LogRow } from "../../ipc/bindings/LogRow";
import type { Refusal } from "../../ipc/bindings/Refusal";

export const PAGE = 100;
/** Pages kept: enough to scroll back a while, few enough to stay small. */
const KEPT = 30;

type Read = (query: LogQuery, offset: number, limit: number) => Promise<LogPage>;

/**
 * Rows by place, newest first. New entries push every place down; the list keeps the places it began with, and asks
 * for the same rows at their new offset, so that nothing jumps while a person reads.
 */
export class LogPages {
  total = $state(0);
  bins = $state<LogBin[]>([]);
  /** Entries that came after this list was read. */
  fresh = $state(0);
  loaded = $state(false);
  refusal = $state<Refusal | null>(null);
  /** Grows with each page that came in: a reader of `row` follows it. */
  version = $state(0);

  #read: Read;
  #query: LogQuery;
  #pages = new Map<number, LogRow[]>();
  #pending = new Set<number>();
  #generation = 0;

  constructor(read: Read, query: LogQuery) {
    this.#read = read;
    this.#query = query;
  }

  row(index: number): LogRow | undefined {
    void this.version;
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Asks for the rows of a range that are not held yet. */
  async want(first: number, last: number): Promise<void> {
    const from = Math.max(0, Math.floor(first / PAGE));
    const to = Math.floor(Math.max(first, Math.min(last, this.total - 1)) / PAGE);
    const wanted: Promise<void>[] = [];
    for (let page = from; page <= to; page += 1) {
      if (!this.#pages.has(page) && !this.#pending.has(page)) wanted.push(this.#load(page));
    }
    await Promise.all(wanted);
  }

  /** Another question: what is shown stays until the first page of the answer is here. */
  async ask(query: LogQuery): Promise<void> {
    this.#query = query;
    await this.reload();
  }

  async reload(): Promise<void> {
    const generation = (this.#generation += 1);
    this.#pending.clear();
    try {
      const page = await this.#read(this.#query, 0, PAGE);
      if (generation !== this.#generation) return;
      this.#pages.clear();
      this.#pages.set(0, page.rows);
      this.total = page.total;
      this.bins = page.histogram;
      this.fresh = 0;
      this.refusal = null;
    } catch (refusal) {
      if (generation !== this.#generation) return;
      this.refusal = refusal as Refusal;
    }
    this.loaded = true;
    this.version += 1;
  }

  /** Learns how many entries are new without moving the list. */
  async notice(): Promise<void> {
    const generation = this.#generation;
    try {
      const page = await this.#read(this.#query, 0, 1);
      if (generation === this.#generation) this.fresh = Math.max(0, page.total - this.total);
    } catch {
      // The list stays as it is: the next page that is read says what is wrong.
    }
  }

  async #load(page: number): Promise<void> {
    const generation = this.#generation;
    this.#pending.add(page);
    try {
      const rows = await this.#rowsAt(page * PAGE);
      if (generation !== this.#generation) return;
      this.#pages.set(page, rows);
      this.#trim(page);
      this.refusal = null;
    } catch (refusal) {
      if (generation === this.#generation) this.refusal = refusal as Refusal;
    } finally {
      if (generation === this.#generation) {
        this.#pending.delete(page);
        this.version += 1;
      }
    }
  }

  /** Reads at the offset that the rows have moved to; reads once more if entries came in between. */
  async #rowsAt(place: number): Promise<LogRow[]> {
    for (;;) {
      const shift = this.fresh;
      const answer = await this.#read(this.#query, place + shift, PAGE);
      const now = Math.max(0, answer.total - this.total);
      if (now === shift) return answer.rows;
      this.fresh = now;
    }
  }

  #trim(around: number): void {
    while (this.#pages.size > KEPT) {
      let farthest = around;
      for (const page of this.#pages.keys()) {
        if (Math.abs(page - around) > Math.abs(farthest - around)) farthest = page;
      }
      this.#pages.delete(farthest);
    }
  }
}
