// A redacted text in pieces: plain runs, and the chips that its stored spans say. The text itself is never parsed.

import type { RedactedText } from "../ipc/bindings/RedactedText";
import type { SpanView } from "../ipc/bindings/SpanView";

export type Piece = { text: string; span: null } | { text: string; span: SpanView };

/** Spans that overlap, run backwards or reach past the end are left as text: nothing is lost, nothing is shown twice. */
export function piecesOf({ text, spans }: RedactedText): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    if (span.start < at || span.end <= span.start || span.end > text.length) continue;
    if (span.start > at) pieces.push({ text: text.slice(at, span.start), span: null });
    pieces.push({ text: text.slice(span.start, span.end), span });
    at = span.end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), span: null });
  return pieces;
}
