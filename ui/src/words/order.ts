// Words of an order that is made up: its template, the field policy, what leaves, and what came of it.

import type { CleanupState } from "../ipc/bindings/CleanupState";
import type { FieldTreatment } from "../ipc/bindings/FieldTreatment";
import type { PayloadFormat } from "../ipc/bindings/PayloadFormat";
import type { ProbeClass } from "../ipc/bindings/ProbeClass";
import type { SchemaOutcome } from "../ipc/bindings/SchemaOutcome";
import { count } from "./format";

export const treatmentNames: Record<FieldTreatment, string> = {
  allowed: "Allowed",
  masked: "Masked",
  hashed: "Hashed",
  dropped: "Dropped",
};

export const treatmentWhats: Record<FieldTreatment, string> = {
  allowed: "Leaves as it is.",
  masked: "Its shape leaves: letters as x, digits as 0.",
  hashed: "A keyed hash leaves: equal values stay equal, and nothing else can be told.",
  dropped: "Does not leave.",
};

export const classNames: Record<ProbeClass, string> = {
  reads_only: "Reads only",
  idempotent: "May be repeated",
  creates: "Creates data",
};

export const classWhats: Record<ProbeClass, string> = {
  reads_only: "It changes nothing.",
  idempotent: "Sent twice, it leaves the same as sent once.",
  creates: "Never sent without being asked for, and never twice by itself.",
};

export const formatNames: Record<PayloadFormat, string> = { json: "JSON", form: "Form", xml: "XML" };

export const schemaNames: Record<SchemaOutcome, string> = {
  none: "No schema for the answer",
  held: "The answer is as its schema says",
  failed: "The answer is not as its schema says",
  unknown: "The answer could not be judged by its schema",
};

export const cleanupNames: Record<CleanupState, string> = {
  none: "Not taken back",
  not_needed: "Nothing to take back",
  done: "Taken back",
  failed: "Still there",
  unknown: "Nobody knows whether something was made",
};

export const orderWords = {
  title: (name: string) => `Made-up order for ${name}`,
  section: "Made-up order",
  open: "Send a made-up order…",
  loading: "Reading the order",

  template: "What is sent",
  sample: "Template",
  own: "Own template",
  source: (source: string) => `Shape from ${source}`,
  text: "Template",
  textHint: "Made-up values stand in {{ }}, such as {{ customer.email }}.",
  placeholders: "What may stand in {{ }}",
  insert: (name: string) => `Put in ${name}`,
  method: "Method",
  path: "Path",
  pathHint: "Below the base URL, such as /orders.",
  format: "Format",
  seed: "Seed",
  seedHint: "The same seed makes up the same order again.",
  seedNext: "Another one",
  seedNumber: "A whole number from 0 to 4294967295.",
  klass: "What it does",
  cleanup: "How it is taken back",
  cleanupHint: "Such as DELETE /orders/{/id}?force=true. In braces stand pointers into the answer. Empty: it stays.",

  policy: "Field policy",
  policyHint: "What is not allowed does not leave.",
  defaultRule: "Fields without a rule are",
  rules: "Rules",
  rulesHint: "By path: line_items[].name, meta.*, address.**",
  rulePath: "Path",
  ruleIs: "Becomes",
  ruleAt: (at: number) => `Rule ${at}`,
  addRule: "Add a rule",
  dropRule: (path: string) => `Drop the rule for ${path}`,
  fieldRule: (path: string) => `What becomes of ${path}`,

  schemas: "Schemas",
  requestSchema: "JSON Schema of what goes out",
  responseSchema: "JSON Schema of what comes back",
  schemaHint: "References within itself only: nothing is fetched.",

  leaves: "Exactly what leaves",
  leavesTo: (origin: string) => `to ${origin}`,
  sizeOf: (size: string, media: string) => `${size}, ${media}`,
  empty: "Nothing leaves.",
  fields: "Every field and what becomes of it",
  counts: (all: number, dropped: number, masked: number, hashed: number) =>
    [
      all === 1 ? "1 field" : `${count(all)} fields`,
      dropped > 0 ? `${count(dropped)} dropped` : "",
      masked > 0 ? `${count(masked)} masked` : "",
      hashed > 0 ? `${count(hashed)} hashed` : "",
    ]
      .filter((part) => part !== "")
      .join(", "),
  columns: { field: "Field", value: "Made up", leaves: "Leaves as", rule: "Rule" },
  nothing: "nothing",
  personal: (kind: string) => `Personal: ${kind}`,
  notRequired: "not required by the schema",
  required: "required",
  cleaned: "cleaned",
  cleanedWhat: "Markup or control characters were taken out.",
  onlyDropped: "Only what does not leave as it is",
  noFields: "The template has no fields.",
  none: "None of them is changed.",
  problems: "Before it can be sent",
  notes: "Worth a look",
  line: (line: number) => `Line ${line}`,
  previewing: "Making it up…",

  save: "Save",
  saved: "The order was saved.",
  send: "Send it…",
  saveAndSend: "Save and send it…",
  sending: "Sending…",
  sendHint: "The system asks you before anything leaves.",
  result: "What came of it",
  resultSeed: (seed: number) => `seed ${seed}`,
  resultFields: (fields: number, dropped: number) => `${count(fields)} fields left, ${count(dropped)} did not`,
  cleanupSend: "Show the request that took it back",
  cleanupExchange: "The request that took it back",
  again: "Close this result",
  schemaProblems: "Where it is not",
} as const;

export const snippetWords = {
  open: "As code…",
  title: (name: string) => `${name} as code`,
  sub: "The same request, without the key.",
  languages: { curl: "curl", php_wp: "WordPress", php_curl: "PHP", node: "Node", python: "Python" },
  language: "Language",
  keyFrom: "The key comes from",
  keyFroms: { environment: "The environment", constant: "A constant" },
  request: "Request",
  requests: { probe: "The test", order: "The made-up order" },
  copy: "Copy",
  copied: "The code is on the clipboard.",
  reads: "Reads",
  notes: "Before you use it",
  loading: "Writing it",
  code: "Code",
} as const;
