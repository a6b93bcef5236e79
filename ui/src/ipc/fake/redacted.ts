// Text as it would be stored: masked, with its chips.

import type { RedactedText } from "../bindings/RedactedText";

/** Text with its chips: `[[kind|label|tag|rule]]` stands for one. */
export function redacted(marked: string): RedactedText {
  const spans: RedactedText["spans"] = [];
  let text = "";
  let rest = marked;
  for (let open = rest.indexOf("[["); open >= 0; open = rest.indexOf("[[")) {
    const close = rest.indexOf("]]", open);
    const [kind = "", label = "", tag = "", rule = ""] = rest.slice(open + 2, close).split("|");
    text += rest.slice(0, open);
    const shown = `[${label} #${tag}]`;
    spans.push({ start: text.length, end: text.length + shown.length, kind, label, tag, rule });
    text += shown;
    rest = rest.slice(close + 2);
  }
  return { text: text + rest, spans };
}
