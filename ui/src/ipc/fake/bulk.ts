// A bulk file of the fake world. Its values stay where a real one's would: nowhere in the page.

import type { BulkCell } from "../bindings/BulkCell";
import type { BulkColumn } from "../bindings/BulkColumn";
import type { BulkHeldView } from "../bindings/BulkHeldView";
import type { BulkDoneView } from "../bindings/BulkDoneView";
import type { BulkProblemView } from "../bindings/BulkProblemView";
import type { BulkRow } from "../bindings/BulkRow";
import type { KeyWarningView } from "../bindings/KeyWarningView";
import type { BulkView } from "../bindings/BulkView";
import type { BulkProgress } from "../shell";
import { refuse } from "./refusal";
import { hold, inputOf } from "./seed";
import { catalogue } from "./catalogue";
import type { World } from "./world";

interface Line {
  client: string;
  shop: string;
  provider: string;
  environment: string;
  /** Whether there is a key in the row. */
  key: boolean;
}

export class Bulk {
  readonly handle: string;
  readonly #world: World;
  readonly #lines: Line[];
  #columns: BulkColumn[] = [{ role: "client" }, { role: "variable", name: "store_domain" }, { role: "provider" }, { role: "environment" }, { role: "key", part: "*" }];

  constructor(world: World) {
    this.#world = world;
    this.handle = world.id();
    const { chance } = world;
    this.#lines = Array.from({ length: 240 }, (_, index) => ({
      client: index % 37 === 5 ? "" : `Client ${Math.floor(index / 3) + 1}`,
      shop: `shop-${index + 1}.example`,
      provider: index % 29 === 7 ? "Wocommerce" : chance.pick(["stripe", "mollie", "brevo", "klaviyo"]),
      environment: index % 61 === 9 ? "live" : "production",
      key: index % 23 !== 11,
    }));
  }

  view(offset: number, limit: number): BulkView {
    const rows = this.#lines.map((line, index) => this.#row(line, index));
    const ready = rows.filter((row) => row.problems.length === 0 && !row.all_held);
    const held = rows.filter((row) => row.all_held).length;
    return {
      handle: this.handle,
      file_name: "clients-2026.csv",
      headings: ["Kunde", "Shop", "Service", "Environment", "Key"],
      columns: this.#columns,
      rows_total: rows.length,
      rows_ready: ready.length,
      rows_with_problems: rows.length - ready.length - held,
      rows_held: held,
      new_clients: new Set(ready.map((row) => this.#lines[row.line - 2]?.client)).size,
      new_integrations: ready.length,
      keys: this.#column("key") < 0 ? 0 : ready.length,
      keys_replacing: ready.filter((row) => row.held.length > 0).length,
      keys_held: held,
      offset,
      rows: rows.slice(offset, offset + limit),
    };
  }

  map(columns: BulkColumn[]): void {
    this.#columns = columns;
  }

  async takeIn(pace: number, progress: (state: BulkProgress) => void): Promise<BulkDoneView> {
    const rows = this.#lines.map((line, index) => this.#row(line, index));
    const comes = rows.map((row) => row.problems.length === 0 && !row.all_held);
    const ready = this.#lines.filter((_, index) => comes[index]);
    const held = rows.filter((row) => row.all_held).length;
    if (ready.length === 0) throw refuse("nothing_ready", "No row of the file is ready.", "Correct the columns or the file, then try again.");
    const before = this.#world.clients.length;
    for (const [index, line] of ready.entries()) {
      const client = this.#world.clients.find((one) => one.input.name === line.client) ?? this.#world.addClient({ name: line.client });
      const provider = catalogue.find((one) => one.id === line.provider);
      const name = `${provider?.name ?? line.provider} ${index + 1}`;
      const hung = this.#world.addHung(client, inputOf(client.input.name, name, line.provider));
      for (const part of provider?.parts.slice(0, 1) ?? []) hold(this.#world, hung, part.name, "bulk", Date.now());
      if (index % 8 === 0 && pace > 0) await new Promise((resolve) => setTimeout(resolve, 60 * pace));
      progress({ done: index + 1, total: ready.length });
    }
    this.#world.did("bulk_taken_in", "Bulk file taken in", { facts: [{ label: "Keys", value: String(ready.length) }] });
    return {
      clients: this.#world.clients.length - before,
      integrations: ready.length,
      keys: ready.length,
      replaced: rows.filter((row, index) => comes[index] && row.held.length > 0).length,
      held,
      skipped: this.#lines.length - ready.length - held,
      failed: [],
    };
  }

  #column(role: BulkColumn["role"]): number {
    return this.#columns.findIndex((column) => column.role === role);
  }

  #row(line: Line, index: number): BulkRow {
    // Two lines of two clients have one key.
    const own = index === 3 ? 0 : index;
    const keyed = this.#columns[4]?.role === "key";
    const cells: BulkCell[] = [text(line.client), text(line.shop), text(line.provider), text(line.environment)];
    if (!line.key) cells.push({ kind: "empty" });
    else if (keyed) cells.push({ kind: "key", mask: { prefix: "", tail: (4096 + own).toString(16), fingerprint: (0xa10000 + own).toString(16) } });
    else cells.push({ kind: "hidden" });
    const problems: BulkProblemView[] = [];
    if (this.#column("client") < 0 || line.client === "") problems.push({ kind: "client_missing", what: "No client is named." });
    if (!catalogue.some((one) => one.id === line.provider)) problems.push({ kind: "provider_unknown", text: line.provider, what: `No provider is called “${line.provider}”.` });
    if (line.environment === "live") problems.push({ kind: "environment_unknown", text: line.environment, what: `“${line.environment}” is no environment.` });
    if (!keyed || !line.key) problems.push({ kind: "key_missing", what: "There is no key in this row." });
    const good = problems.length === 0;
    const held = good ? heldBy(index) : [];
    return { line: index + 2, cells, problems, warnings: warningsOf(index, this.#lines), held, all_held: held.some((one) => one.same) };
  }
}

/** Some lines say what is held already, some replace it. */
function heldBy(index: number): BulkHeldView[] {
  const print = (0xa10000 + index).toString(16);
  const tail = (4096 + index).toString(16);
  if (index % 13 === 2) return [{ same: true, mask: { prefix: "", tail, fingerprint: print }, what: "API key: already held, the same key. It is left as it is." }];
  if (index % 13 === 3) return [{ same: false, mask: { prefix: "", tail: "0bad", fingerprint: "c0ffee" }, what: "API key: replaces the one held now, ••••••••0bad #c0ffee." }];
  return [];
}

function warningsOf(index: number, lines: Line[]): KeyWarningView[] {
  const all: KeyWarningView[] = [];
  if (index % 17 === 4) all.push({ kind: "shape", title: "Unusual shape", what: "It does not look like this provider's keys do." });
  const other = index === 0 ? 3 : index === 3 ? 0 : -1;
  const client = lines[other]?.client;
  if (client !== undefined) {
    const what = `The same key stands in line ${other + 2} for another client: ${client}. If one of them must revoke it, both stop.`;
    all.push({ kind: "shared_in_file", line: other + 2, client, title: "Same key twice in the file", what });
  }
  return all;
}

function text(text: string): BulkCell {
  return text === "" ? { kind: "empty" } : { kind: "text", text };
}
