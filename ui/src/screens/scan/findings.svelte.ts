// One scan and all its findings: read page by page, filtered and grouped here, so that looking at them another way asks nobody.

import type { FindingView } from "../../ipc/bindings/FindingView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import type { ScanView } from "../../ipc/bindings/ScanView";
import type { Shell } from "../../ipc/shell";

export const PAGE = 500;

export type Door = Pick<Shell, "scan" | "scan_findings" | "scan_gone" | "finding_accept" | "findings_accept" | "finding_unaccept">;

export class Findings {
  view = $state.raw<ScanView | null>(null);
  all = $state.raw<FindingView[]>([]);
  /** What the scan before had found and this one has not: read when it is wanted. */
  gone = $state.raw<FindingView[] | null>(null);
  /** Whether every page is here. */
  whole = $state(false);
  refusal = $state.raw<Refusal | null>(null);
  #door: Door;
  #id: string;
  #turn = 0;

  constructor(door: Door, id: string) {
    this.#door = door;
    this.#id = id;
  }

  /** Reads again; what is shown stays until the first page of the answer is here. */
  async read(): Promise<void> {
    const turn = (this.#turn += 1);
    try {
      const [view, first] = await Promise.all([this.#door.scan(this.#id), this.#door.scan_findings(this.#id, 0, PAGE)]);
      if (turn !== this.#turn) return;
      this.view = view;
      this.refusal = null;
      let all = first.rows;
      // An answer that is shorter than it says must not be asked for again and again.
      for (let last = first; all.length < first.total && last.rows.length > 0; ) {
        if (!this.whole) this.all = all;
        last = await this.#door.scan_findings(this.#id, all.length, PAGE);
        if (turn !== this.#turn) return;
        all = [...all, ...last.rows];
      }
      this.all = all;
      this.whole = true;
    } catch (refusal) {
      if (turn === this.#turn) this.refusal = refusal as Refusal;
    }
  }

  /** Reads what is gone, once. */
  async readGone(): Promise<void> {
    if (this.gone !== null) return;
    try {
      let all: FindingView[] = [];
      for (let total = 1, last = 1; all.length < total && last > 0; ) {
        const page = await this.#door.scan_gone(this.#id, all.length, PAGE);
        all = [...all, ...page.rows];
        total = page.total;
        last = page.rows.length;
      }
      this.gone = all;
    } catch (refusal) {
      this.refusal = refusal as Refusal;
    }
  }

  /** Accepts all for one reason, or none. Rejects with a `Refusal`, which may be of the reason. */
  async accept(findings: readonly string[], reason: string): Promise<void> {
    await this.#change(async () => {
      const [one, ...more] = findings;
      if (one !== undefined && more.length === 0) await this.#door.finding_accept(one, reason);
      else await this.#door.findings_accept([...findings], reason);
    });
  }

  async takeBack(findings: readonly string[]): Promise<void> {
    await this.#change(async () => {
      for (const finding of findings) await this.#door.finding_unaccept(finding);
    });
  }

  /** What is accepted in one line is accepted in every line of the place that has the same value: so all is read again. */
  async #change(change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } finally {
      await this.read();
    }
  }
}
