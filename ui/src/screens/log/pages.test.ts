import { describe, expect, it } from "vitest";
import type { LogPage } from "../../ipc/bindings/LogPage";
import type { LogQuery } from "../../ipc/bindings/LogQuery";
import type { LogRow } from "../../ipc/bindings/LogRow";
import { emptyFilter, queryOf } from "./filter";
import { LogPages, PAGE } from "./pages.svelte";

const anything = queryOf(emptyFilter(), new Date(0));

function rowOf(number: number): LogRow {
  return {
    id: `row-${number}`,
    at: new Date(number * 1000).toISOString(),
    actor: "ops",
    deed: "test_sent",
    words: "sent a test",
    client: null,
    client_name: null,
    integration: null,
    integration_name: null,
    verdict: "accepted",
    verdict_words: "Accepted",
    status: 200,
    total_ms: 100,
    unfinished: false,
  };
}

/** A log that grows: rows are numbered from the oldest, and read newest first. */
class Book {
  size: number;
  calls: { offset: number; limit: number }[] = [];
  failing = false;

  constructor(size: number) {
    this.size = size;
  }

  read = (_: LogQuery, offset: number, limit: number): Promise<LogPage> => {
    this.calls.push({ offset, limit });
    if (this.failing) return Promise.reject({ code: "storage", field: null, what: "It broke.", next: "Try again." });
    const rows: LogRow[] = [];
    for (let at = offset; at < Math.min(this.size, offset + limit); at += 1) rows.push(rowOf(this.size - at));
    return Promise.resolve({ total: this.size, offset, rows, histogram: [] });
  };
}

describe("LogPages", () => {
  it("reads only the pages that are looked at", async () => {
    const book = new Book(100_000);
    const pages = new LogPages(book.read, anything);
    await pages.reload();
    expect(pages.total).toBe(100_000);
    expect(pages.row(0)?.id).toBe("row-100000");
    expect(pages.row(50_000)).toBeUndefined();
    await pages.want(50_000, 50_040);
    expect(pages.row(50_000)?.id).toBe("row-50000");
    expect(book.calls).toEqual([
      { offset: 0, limit: PAGE },
      { offset: 50_000, limit: PAGE },
    ]);
  });

  it("asks for a page once, however often it is wanted", async () => {
    const book = new Book(1_000);
    const pages = new LogPages(book.read, anything);
    await pages.reload();
    await Promise.all([pages.want(300, 310), pages.want(305, 320), pages.want(300, 399)]);
    expect(book.calls.filter((call) => call.offset === 300)).toHaveLength(1);
  });

  it("keeps every row at its place while entries come in", async () => {
    const book = new Book(1_000);
    const pages = new LogPages(book.read, anything);
    await pages.reload();
    book.size += 7;
    await pages.notice();
    expect(pages.fresh).toBe(7);
    await pages.want(200, 210);
    expect(pages.row(200)?.id).toBe("row-800");
    expect(pages.row(0)?.id).toBe("row-1000");
  });

  it("moves a page that was read while an entry came in unnoticed", async () => {
    const book = new Book(1_000);
    const pages = new LogPages(book.read, anything);
    await pages.reload();
    book.size += 1;
    await pages.want(100, 110);
    expect(pages.row(100)?.id).toBe("row-900");
    expect(pages.fresh).toBe(1);
  });

  it("lets go of far pages", async () => {
    const book = new Book(100_000);
    const pages = new LogPages(book.read, anything);
    await pages.reload();
    for (let page = 1; page < 80; page += 1) await pages.want(page * PAGE, page * PAGE + 1);
    expect(pages.row(0)).toBeUndefined();
    expect(pages.row(79 * PAGE)?.id).toBe(`row-${100_000 - 79 * PAGE}`);
  });

  it("drops the answer to a question that was replaced", async () => {
    let release: (() => void) | undefined;
    const slow = new Promise<void>((done) => (release = done));
    const book = new Book(5);
    const read = async (query: LogQuery, offset: number, limit: number) => {
      if (query.search === "slow") await slow;
      const page = await book.read(query, offset, limit);
      return query.search === "slow" ? { ...page, total: 999 } : page;
    };
    const pages = new LogPages(read, { ...anything, search: "slow" });
    const first = pages.reload();
    await pages.ask({ ...anything, search: "quick" });
    release?.();
    await first;
    expect(pages.total).toBe(5);
  });

  it("says what is wrong, and recovers", async () => {
    const book = new Book(500);
    const pages = new LogPages(book.read, anything);
    await pages.reload();
    book.failing = true;
    await pages.want(200, 210);
    expect(pages.refusal?.code).toBe("storage");
    expect(pages.row(0)?.id).toBe("row-500");
    book.failing = false;
    await pages.want(200, 210);
    expect(pages.refusal).toBeNull();
    expect(pages.row(200)?.id).toBe("row-300");
  });
});
