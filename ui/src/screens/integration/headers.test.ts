import { describe, expect, it } from "vitest";
import type { SpanView } from "../../ipc/bindings/SpanView";
import { headerLines } from "./headers";

function spanOf(text: string, part: string): SpanView {
  const start = text.indexOf(part);
  return { start, end: start + part.length, kind: "key", label: "woo consumer_key", tag: "3f9a", rule: "held" };
}

describe("headerLines", () => {
  it("sets names apart and moves each span to its own line", () => {
    const text = "host: shop.example\nauthorization: Basic [key woo #3f9a]\naccept: */*";
    const lines = headerLines({ text, spans: [spanOf(text, "[key woo #3f9a]")] });
    expect(lines.map((line) => line.name)).toEqual(["host", "authorization", "accept"]);
    const value = lines[1]?.value;
    expect(value?.text).toBe("Basic [key woo #3f9a]");
    const span = value?.spans[0];
    expect(value?.text.slice(span?.start, span?.end)).toBe("[key woo #3f9a]");
    expect(lines[0]?.value.spans).toEqual([]);
  });

  it("counts UTF-16 units, as the spans do", () => {
    const text = "x-shop: 🛒🛒\nx-key: [key]";
    const lines = headerLines({ text, spans: [spanOf(text, "[key]")] });
    const { value } = lines[1] ?? { value: { text: "", spans: [] } };
    expect(value.text.slice(value.spans[0]?.start, value.spans[0]?.end)).toBe("[key]");
  });

  it("does not take a colon within a mask for the end of a name", () => {
    const text = "[key a:b]: value";
    const [line] = headerLines({ text, spans: [spanOf(text, "[key a:b]")] });
    expect(line?.name).toBe("");
    expect(line?.value.text).toBe(text);
  });

  it("keeps a line without a colon, and drops empty ones", () => {
    expect(headerLines({ text: "odd line\n\nb: c\n", spans: [] }).map((line) => line.name)).toEqual(["", "b"]);
    expect(headerLines({ text: "", spans: [] })).toEqual([]);
  });

  it("does not break a line inside a span", () => {
    const text = "a: [two\nlines]\nb: c";
    const lines = headerLines({ text, spans: [spanOf(text, "[two\nlines]")] });
    expect(lines.map((line) => line.value.text)).toEqual(["[two\nlines]", "c"]);
  });
});
