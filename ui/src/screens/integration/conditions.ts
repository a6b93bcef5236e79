// How conditions are written, as far as suggestions need it. Whether a line is right says the engine alone.

import { conditionWords as words } from "../../words/auth";

/** As many as the engine takes, and characters of each. */
export const MOST_CONDITIONS = 20;
export const LONGEST_CONDITION = 300;

const MARK = "degraded:";

export interface Condition {
  text: string;
  /** A failing one makes the answer degraded, and not odd. */
  degraded: boolean;
}

export function conditionOf(written: string): Condition {
  const text = written.trim();
  return text.startsWith(MARK) ? { text: text.slice(MARK.length).trim(), degraded: true } : { text, degraded: false };
}

export function writtenOf({ text, degraded }: Condition): string {
  return degraded ? `${MARK} ${text.trim()}` : text.trim();
}

export interface Suggestion {
  /** The whole line, were it taken. */
  line: string;
  /** What of it is new. */
  shown: string;
  what: string;
}

const subjects: readonly { text: string; what: string; operators: readonly string[]; values: readonly string[] }[] = [
  { text: "[STATUS]", what: words.what.status, operators: ["==", "!=", "<", ">="], values: ["200", "any(200, 204)", "300"] },
  { text: "[TIME]", what: words.what.time, operators: ["<", "<="], values: ["800", "2000"] },
  { text: "[BODY]", what: words.what.body, operators: ["contains", "does not contain", "~", "exists", "starts with"], values: ['"Fatal error"', "ok"] },
  { text: "[BODY].data[0].id", what: words.what.body, operators: ["exists", "is missing", "==", "!="], values: ['"ok"', "1"] },
  { text: "[HEADER].content-type", what: words.what.header, operators: ["~", "==", "exists", "contains"], values: ["json"] },
  { text: "[CERT_DAYS]", what: words.what.cert, operators: [">", ">="], values: ["14", "21"] },
  { text: "[SIZE]", what: words.what.size, operators: ["<", ">"], values: ["100000", "0"] },
  { text: "len([BODY].data)", what: words.what.len, operators: [">", "=="], values: ["0"] },
];

/** Those that stand alone. */
const alone = new Set(["exists", "is missing"]);
const everyOperator = ["does not contain", "is missing", "starts with", "contains", "exists", "==", "!=", "<=", ">=", "<", ">", "~"];

/** What may come next on a line that is written so far. */
export function suggestionsOf(line: string): Suggestion[] {
  const written = line.trimStart();
  const [subject, rest] = cut(written);
  if (subject === null) {
    const typed = written.toLowerCase();
    return subjects
      .filter(({ text }) => text.toLowerCase().startsWith(typed) || text.toLowerCase().startsWith(`[${typed}`))
      .filter(({ text }) => text !== written)
      .map(({ text, what }) => ({ line: `${text} `, shown: text, what }));
  }
  const known = subjects.find(({ text }) => text === subject) ?? subjects.find(({ text }) => subject.startsWith(text.replace(/\..*$/, ""))) ?? subjects[2];
  if (known === undefined) return [];
  const operator = everyOperator.find((one) => rest.startsWith(one) && (rest.length === one.length || rest.charAt(one.length) === " "));
  if (operator === undefined || (rest === operator && !alone.has(operator))) {
    return known.operators
      .filter((one) => one.startsWith(rest) && one !== rest)
      .map((one) => ({ line: `${subject} ${one}${alone.has(one) ? "" : " "}`, shown: one, what: words.what.operators[one] ?? "" }));
  }
  if (alone.has(operator)) return [];
  const value = rest.slice(operator.length).trimStart();
  return known.values
    .filter((one) => one.startsWith(value) && one !== value)
    .map((one) => ({ line: `${subject} ${operator} ${one}`, shown: one, what: one.startsWith("any(") ? words.what.any : words.what.value }));
}

/** The subject of a line once a space ends it, and what follows. */
function cut(written: string): [string | null, string] {
  const found = /^(len\([^)]*\)|\[[A-Z_]+\]\S*)\s+(.*)$/.exec(written);
  return found === null ? [null, ""] : [found[1] ?? "", found[2] ?? ""];
}

/** A refusal's field such as `conditions.3` or `conditions[3]` as the line it means; `null` where it means none. */
export function lineOf(field: string | null): number | null {
  const found = /^conditions(?:\.|\[)(\d+)\]?$/.exec(field ?? "");
  return found === null ? null : Number(found[1]);
}
