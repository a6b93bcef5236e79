// An integration while it is being written: every field as the text a person sees, and back.

import type { CaView } from "../../ipc/bindings/CaView";
import type { Environment } from "../../ipc/bindings/Environment";
import type { IntegrationInput } from "../../ipc/bindings/IntegrationInput";
import type { IntegrationView } from "../../ipc/bindings/IntegrationView";
import type { ProbeClass } from "../../ipc/bindings/ProbeClass";
import type { ProviderView } from "../../ipc/bindings/ProviderView";
import { authDraftOf, authOf, clearAuth, emptyAuth, type AuthDraft, type Claim } from "./auth";
import { conditionOf, lineOf, writtenOf, type Condition } from "./conditions";
import { probeOf, writtenProbe } from "./probe";

export interface Draft {
  name: string;
  provider: string;
  environment: Environment;
  variables: Record<string, string>;
  baseUrl: string;
  auth: AuthDraft;
  clientCertificate: boolean;
  /** Empty: the provider's own. */
  probe: string;
  /** What a probe of one's own does. */
  probeClass: ProbeClass;
  /** Public ones, beside those of the scheme. */
  headers: Claim[];
  /** Empty: the provider's own. */
  conditions: Condition[];
  /** What stands there, as it came, or the handle of a file that was chosen. */
  caPem: string | null;
  ca: CaView | null;
  allowLoopbackHttp: boolean;
  notes: string;
  tags: string[];
  owner: string;
  rotateEveryDays: string;
}

/** Most public headers of one integration, as the engine takes them. */
export const MOST_PUBLIC = 16;

export const CUSTOM = "custom";

export function emptyDraft(): Draft {
  return {
    name: "",
    provider: "",
    environment: "production",
    variables: {},
    baseUrl: "",
    auth: emptyAuth(),
    clientCertificate: false,
    probe: "",
    probeClass: "reads_only",
    headers: [],
    conditions: [],
    caPem: null,
    ca: null,
    allowLoopbackHttp: false,
    notes: "",
    tags: [],
    owner: "",
    rotateEveryDays: "",
  };
}

export function draftOf(view: IntegrationView): Draft {
  const { input } = view;
  const probe = probeOf(input.probe ?? "");
  return {
    ...emptyDraft(),
    name: input.name,
    provider: input.provider,
    environment: input.environment,
    variables: { ...input.variables },
    baseUrl: input.base_url ?? "",
    auth: authDraftOf(input.auth),
    clientCertificate: input.client_certificate,
    probe: probe.text,
    probeClass: probe.class,
    headers: input.headers.map((one) => ({ ...one })),
    conditions: input.conditions.map(conditionOf),
    caPem: input.ca_pem,
    ca: view.ca,
    allowLoopbackHttp: input.allow_loopback_http,
    notes: input.notes,
    tags: [...input.tags],
    owner: input.owner,
    rotateEveryDays: input.rotate_every_days === null ? "" : String(input.rotate_every_days),
  };
}

/** The draft as the engine takes it, or the field that cannot be read as what it should be. */
export function inputOf(draft: Draft, provider: ProviderView | null): IntegrationInput | { field: "rotate_every_days" | "auth.lifetime_s" } {
  const days = draft.rotateEveryDays.trim();
  if (days !== "" && !/^\d{1,4}$/.test(days)) return { field: "rotate_every_days" };
  const auth = authOf(draft.auth);
  if ("field" in auth && !("scheme" in auth)) return auth;
  const known = provider?.variables ?? [];
  const variables: Record<string, string> = {};
  for (const { name } of known) {
    const value = draft.variables[name]?.trim() ?? "";
    if (value !== "") variables[name] = value;
  }
  return {
    name: draft.name.trim(),
    provider: draft.provider,
    environment: draft.environment,
    variables,
    base_url: textOrNull(draft.baseUrl),
    auth,
    client_certificate: draft.clientCertificate,
    probe: writtenProbe({ text: draft.probe, class: draft.probeClass }),
    headers: writtenHeaders(draft).map(({ name, value }) => ({ name: name.trim(), value: value.trim() })),
    conditions: draft.conditions.filter(({ text }) => text.trim() !== "").map(writtenOf),
    ca_pem: draft.caPem,
    allow_loopback_http: draft.allowLoopbackHttp,
    notes: draft.notes,
    tags: draft.tags,
    owner: draft.owner.trim(),
    rotate_every_days: days === "" ? null : Number(days),
  };
}

/** Headers that are sent: a refusal counts those alone. */
export function writtenHeaders(draft: Draft): Claim[] {
  return draft.headers.filter(({ name, value }) => name.trim() !== "" || value.trim() !== "");
}

function textOrNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === "" ? null : trimmed;
}

/** A piece of the address a test will go to, as far as the draft says it. */
export interface Piece {
  text: string;
  kind: "fixed" | "filled" | "missing";
}

export interface Preview {
  method: string;
  base: Piece[];
  path: Piece[];
  /** Whether nothing is missing. */
  whole: boolean;
}

/** What a test would be sent to, each variable filled in or named as missing. */
export function previewOf(draft: Draft, provider: ProviderView | null): Preview {
  const baseText = draft.baseUrl.trim() || provider?.base_url || "";
  const probe = (draft.probe.trim() || provider?.probe || "").trim();
  const space = probe.indexOf(" ");
  const method = space > 0 ? probe.slice(0, space) : "GET";
  const pathText = space > 0 ? probe.slice(space + 1).trim() : probe;
  const base = piecesOf(baseText, draft.variables);
  const path = piecesOf(pathText, draft.variables);
  const whole = base.length > 0 && [...base, ...path].every((piece) => piece.kind !== "missing");
  return { method, base, path, whole };
}

function piecesOf(template: string, variables: Record<string, string>): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of template.matchAll(/\{([a-z0-9_]+)\}/gi)) {
    if (found.index > from) pieces.push({ text: template.slice(from, found.index), kind: "fixed" });
    const name = found[1] ?? "";
    const value = variables[name]?.trim() ?? "";
    pieces.push(value === "" ? { text: name, kind: "missing" } : { text: value, kind: "filled" });
    from = found.index + found[0].length;
  }
  if (from < template.length) pieces.push({ text: template.slice(from), kind: "fixed" });
  return pieces;
}

/** Empties the one field a refusal names, so that what was pasted there does not stay in the page. */
export function clearField(draft: Draft, field: string): void {
  if (field.startsWith("variables.")) {
    draft.variables[field.slice("variables.".length)] = "";
    return;
  }
  if (field.startsWith("auth.")) return clearAuth(draft.auth, field);
  const [list, at = "", of = ""] = field.split(".");
  if (list === "headers") {
    const one = writtenHeaders(draft)[Number(at)];
    if (one !== undefined && (of === "name" || of === "value")) one[of] = "";
    return;
  }
  const line = lineOf(field);
  if (line !== null) {
    const condition = draft.conditions.filter(({ text }) => text.trim() !== "")[line];
    if (condition !== undefined) condition.text = "";
    return;
  }
  switch (field) {
    case "name":
      draft.name = "";
      break;
    case "base_url":
      draft.baseUrl = "";
      break;
    case "probe":
      draft.probe = "";
      break;
    case "notes":
      draft.notes = "";
      break;
    case "tags":
      draft.tags = [];
      break;
    case "owner":
      draft.owner = "";
      break;
  }
}
