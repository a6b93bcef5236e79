import { render } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { SpanView } from "../ipc/bindings/SpanView";
import { piecesOf } from "./pieces";
import Redacted from "./Redacted.svelte";

function span(start: number, end: number, label = "held"): SpanView {
  return { start, end, kind: "key", label, tag: "3f9a", rule: "held" };
}

/** Every piece in turn; chips in brackets. */
function drawn(text: string, spans: SpanView[]): string {
  return piecesOf({ text, spans }).map((piece) => (piece.span === null ? piece.text : `<${piece.text}>`)).join("|");
}

describe("piecesOf", () => {
  it("cuts at the offsets, in UTF-16 code units", () => {
    // 👍 is two code units, é here is two (e and a combining acute), 漢 is one.
    const text = "👍 e\u0301 漢 [key #3f9a] 👍";
    const start = text.indexOf("[");
    expect(start).toBe(8);
    expect(drawn(text, [span(start, start + "[key #3f9a]".length)])).toBe("👍 e\u0301 漢 |<[key #3f9a]>| 👍");
  });

  it("takes spans at both ends, side by side, and in any order", () => {
    expect(drawn("abcd", [span(2, 4), span(0, 2)])).toBe("<ab>|<cd>");
    expect(drawn("", [])).toBe("");
    expect(drawn("plain", [])).toBe("plain");
  });

  it("shows the text itself where a span cannot be right, and nothing twice", () => {
    expect(drawn("abcdef", [span(0, 3), span(2, 5)])).toBe("<abc>|def");
    expect(drawn("abc", [span(1, 9), span(2, 2), span(3, 1)])).toBe("abc");
  });

  it("makes no chip of text that only looks like one", () => {
    expect(drawn("[key #3f9a]", [])).toBe("[key #3f9a]");
  });
});

describe("Redacted", () => {
  it("draws chips with label and tag, and text as text", () => {
    const text = "token <b>[x]</b> end";
    const { container } = render(Redacted, { text: { text, spans: [span(9, 12, "woo consumer_key")] } });
    expect(container.querySelectorAll(".chip")).toHaveLength(1);
    expect(container.querySelector(".chip")?.textContent).toBe("[woo consumer_key=3f9a]");
    expect(container.querySelector("b")).toBeNull();
    expect(container.textContent).toContain("token <b>");
  });
});
