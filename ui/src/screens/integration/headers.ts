// Headers line by line, so that names can be set apart from values. Spans are stored facts: they are moved, never guessed.

import type { RedactedText } from "../../ipc/bindings/RedactedText";

export interface HeaderLine {
  name: string;
  value: RedactedText;
}

export function headerLines(headers: RedactedText): HeaderLine[] {
  const lines: HeaderLine[] = [];
  let start = 0;
  while (start < headers.text.length) {
    const end = endOfLine(headers, start);
    const line = cut(headers, start, end);
    if (line.text !== "") lines.push(named(line));
    start = end + 1;
  }
  return lines;
}

/** The end of the line that begins at `start`: a line break within a span does not end it. */
function endOfLine({ text, spans }: RedactedText, start: number): number {
  let at = text.indexOf("\n", start);
  for (; at !== -1; at = text.indexOf("\n", at + 1)) {
    const within = spans.some((span) => span.start <= at && at < span.end);
    if (!within) return at;
  }
  return text.length;
}

/** The name ends at the first colon, unless what stands there was masked. */
function named(line: RedactedText): HeaderLine {
  const colon = line.text.indexOf(":");
  const masked = line.spans.some((span) => span.start <= colon);
  if (colon <= 0 || masked) return { name: "", value: line };
  const from = line.text.charAt(colon + 1) === " " ? colon + 2 : colon + 1;
  return { name: line.text.slice(0, colon), value: cut(line, from, line.text.length) };
}

function cut({ text, spans }: RedactedText, start: number, end: number): RedactedText {
  return {
    text: text.slice(start, end),
    spans: spans
      .filter((span) => span.start >= start && span.end <= end)
      .map((span) => ({ ...span, start: span.start - start, end: span.end - start })),
  };
}
