// How a key is sent, while it is being written: each scheme keeps its own fields, so that looking at another loses nothing.

import type { AuthInput } from "../../ipc/bindings/AuthInput";

export type AuthScheme = AuthInput["scheme"];

type Of<S extends AuthScheme> = Omit<Extract<AuthInput, { scheme: S }>, "scheme">;

export interface Claim {
  name: string;
  value: string;
}

/** The JWT's fields as a person writes them. */
export type JwtDraft = Omit<Of<"jwt">, "claims" | "lifetime_s"> & { claims: Claim[]; lifetime: string };

/** The signature's fields; its further headers are lines, as claims are. */
export type HmacDraft = Omit<Of<"hmac">, "stamps"> & { stamps: Claim[] };

export interface AuthDraft {
  scheme: AuthScheme;
  header: Of<"header">;
  headers: Of<"headers">["headers"];
  query: Of<"query">;
  query_pairs: Of<"query_pairs">;
  body: Of<"body">;
  oauth2_client_credentials: Of<"oauth2_client_credentials">;
  oauth2_refresh_token: Of<"oauth2_refresh_token">;
  oauth1: Of<"oauth1">;
  hmac: HmacDraft;
  jwt: JwtDraft;
  jwt_grant: Of<"jwt_grant">;
  sigv4: Of<"sigv4">;
}

/** Groups of the picker, in the order in which most people need them. */
export const schemeGroups: readonly { group: "plain" | "signed" | "exchanged"; schemes: readonly AuthScheme[] }[] = [
  { group: "plain", schemes: ["provider", "header", "headers", "bearer", "basic", "query", "query_pairs", "body", "path"] },
  { group: "signed", schemes: ["hmac", "oauth1", "jwt", "sigv4"] },
  { group: "exchanged", schemes: ["oauth2_client_credentials", "oauth2_refresh_token", "jwt_grant"] },
];

/** Most headers of one integration, as the engine takes them. */
export const MOST_HEADERS = 8;
/** Most arguments of the query that hold a part each. */
export const MOST_PAIRS = 8;

export function emptyAuth(): AuthDraft {
  return {
    scheme: "provider",
    header: { header: "X-API-Key", prefix: "" },
    headers: [{ header: "X-API-Key", prefix: "", part: "api_key" }, { header: "X-App-Key", prefix: "", part: "app_key" }],
    query: { name: "api_key" },
    query_pairs: { pairs: [{ name: "consumer_key", part: "consumer_key" }, { name: "consumer_secret", part: "consumer_secret" }] },
    body: { field: "/api_key" },
    oauth2_client_credentials: { token_url: "", client_auth: "basic", scope: "", audience: "" },
    oauth2_refresh_token: { token_url: "", client_auth: "basic", scope: "" },
    oauth1: { method: "hmac_sha256", token: false, place: "header", realm: "" },
    hmac: structuredClone(hmacPresets.github),
    jwt: { algorithm: "HS256", claims: [{ name: "iss", value: "" }], key_id: "", lifetime: "300", header: "Authorization", prefix: "Bearer " },
    jwt_grant: { token_url: "", scope: "" },
    sigv4: { region: "eu-central-1", service: "execute-api" },
  };
}

/** Signatures that vendors document, to begin with. */
export const hmacPresets = {
  stripe: { header: "Stripe-Signature", algorithm: "sha256", encoding: "hex", template: "{timestamp}.{body}", format: "t={timestamp},v1={signature}", secret_encoding: "text", stamps: [] },
  shopify: { header: "X-Shopify-Hmac-Sha256", algorithm: "sha256", encoding: "base64", template: "{body}", format: "{signature}", secret_encoding: "text", stamps: [] },
  github: { header: "X-Hub-Signature-256", algorithm: "sha256", encoding: "hex", template: "{body}", format: "sha256={signature}", secret_encoding: "text", stamps: [] },
  woocommerce: { header: "X-WC-Webhook-Signature", algorithm: "sha256", encoding: "base64", template: "{body}", format: "{signature}", secret_encoding: "text", stamps: [] },
} satisfies Record<string, HmacDraft>;

export function authDraftOf(auth: AuthInput): AuthDraft {
  const draft = { ...emptyAuth(), scheme: auth.scheme };
  switch (auth.scheme) {
    case "provider":
    case "bearer":
    case "basic":
    case "path":
      return draft;
    case "query_pairs":
      return { ...draft, query_pairs: { pairs: auth.pairs.map((one) => ({ ...one })) } };
    case "headers":
      return { ...draft, headers: auth.headers.map((one) => ({ ...one })) };
    case "jwt": {
      const { scheme: _, claims, lifetime_s, ...rest } = auth;
      return { ...draft, jwt: { ...rest, claims: rowsOf(claims), lifetime: String(lifetime_s) } };
    }
    case "hmac": {
      const { scheme: _, stamps, ...rest } = auth;
      return { ...draft, hmac: { ...rest, stamps: rowsOf(stamps) } };
    }
    default: {
      const { scheme, ...rest } = auth;
      return { ...draft, [scheme]: rest };
    }
  }
}

/** The draft as the engine takes it, or the field that cannot be read as what it should be. */
export function authOf(draft: AuthDraft): AuthInput | { field: "auth.lifetime_s" } {
  const { scheme } = draft;
  switch (scheme) {
    case "provider":
    case "bearer":
    case "basic":
    case "path":
      return { scheme };
    case "header":
      return { scheme, header: draft.header.header.trim(), prefix: draft.header.prefix };
    case "headers":
      return { scheme, headers: draft.headers.map((one) => ({ header: one.header.trim(), prefix: one.prefix, part: one.part.trim() })) };
    case "query_pairs":
      return { scheme, pairs: draft.query_pairs.pairs.map(({ name, part }) => ({ name: name.trim(), part: part.trim() })) };
    case "query":
      return { scheme, name: draft.query.name.trim() };
    case "body":
      return { scheme, field: draft.body.field.trim() };
    case "oauth2_client_credentials":
    case "oauth2_refresh_token":
    case "jwt_grant":
      return trimmed({ scheme, ...draft[scheme] } as AuthInput);
    case "oauth1":
      return { scheme, ...draft.oauth1 };
    case "hmac":
      return { scheme, ...draft.hmac, header: draft.hmac.header.trim(), stamps: mapOf(draft.hmac.stamps) };
    case "sigv4":
      return trimmed({ scheme, ...draft.sigv4 });
    case "jwt": {
      const { claims, lifetime, ...rest } = draft.jwt;
      if (!/^\d{1,5}$/.test(lifetime.trim())) return { field: "auth.lifetime_s" };
      return { scheme, ...rest, key_id: rest.key_id.trim(), claims: mapOf(claims), lifetime_s: Number(lifetime) };
    }
  }
}

function rowsOf(map: Readonly<Record<string, string | undefined>>): Claim[] {
  return Object.entries(map).map(([name, value]) => ({ name, value: value ?? "" }));
}

function mapOf(rows: readonly Claim[]): Record<string, string> {
  return Object.fromEntries(rows.filter(({ name }) => name.trim() !== "").map(({ name, value }) => [name.trim(), value]));
}

function trimmed<T extends object>(input: T): T {
  return Object.fromEntries(Object.entries(input).map(([name, value]: [string, unknown]) => [name, typeof value === "string" ? value.trim() : value])) as T;
}

/** Every field of the scheme that has a place on the form, as refusals name them. */
export function authFields(draft: AuthDraft): string[] {
  const { scheme } = draft;
  if (scheme === "headers") {
    return ["auth", ...draft.headers.flatMap((_, at) => [`auth.headers.${at}.header`, `auth.headers.${at}.prefix`, `auth.headers.${at}.part`])];
  }
  if (scheme === "query_pairs") return ["auth", "auth.pairs", ...draft.query_pairs.pairs.flatMap((_, at) => [`auth.pairs.${at}.name`, `auth.pairs.${at}.part`])];
  if (scheme === "jwt") return ["auth", ...Object.keys(draft.jwt).map((name) => `auth.${name}`), "auth.lifetime_s", ...draft.jwt.claims.map(({ name }) => `auth.claims.${name.trim()}`)];
  if (scheme === "hmac") return ["auth", ...Object.keys(draft.hmac).map((name) => `auth.${name}`), ...draft.hmac.stamps.map(({ name }) => `auth.stamps.${name.trim()}`)];
  return ["auth", ...(scheme in draft ? Object.keys(draft[scheme as "header"]) : []).map((name) => `auth.${name}`)];
}

/** Empties the one field that a refusal names, so that what was pasted there does not stay in the page. */
export function clearAuth(draft: AuthDraft, field: string): void {
  const [, name = "", at = "", of = ""] = field.split(".");
  if (draft.scheme === "headers" && name === "headers") {
    const one = draft.headers[Number(at)];
    if (one !== undefined && of in one) one[of as "header" | "prefix" | "part"] = "";
  } else if (draft.scheme === "query_pairs" && name === "pairs") {
    const one = draft.query_pairs.pairs[Number(at)];
    if (one !== undefined && of in one) one[of as "name" | "part"] = "";
  } else if ((draft.scheme === "jwt" && name === "claims") || (draft.scheme === "hmac" && name === "stamps")) {
    const rows = draft.scheme === "jwt" ? draft.jwt.claims : draft.hmac.stamps;
    for (const row of rows) if (at === "" || row.name.trim() === at) row.value = "";
  } else if (draft.scheme in draft) {
    const fields = draft[draft.scheme as "header"] as unknown as Record<string, unknown>;
    if (typeof fields[name] === "string") fields[name] = "";
  }
}

/** The parts of a key that the scheme takes; a provider's own way has the provider's. */
export function partsOf(draft: AuthDraft, provider: readonly string[]): string[] {
  switch (draft.scheme) {
    case "provider":
      return [...provider];
    case "headers":
      return [...new Set(draft.headers.map(({ part }) => part.trim()).filter((part) => part !== ""))];
    case "query_pairs":
      return [...new Set(draft.query_pairs.pairs.map(({ part }) => part.trim()).filter((part) => part !== ""))];
    case "basic":
      return ["username", "password"];
    case "bearer":
      return ["token"];
    case "oauth2_client_credentials":
      return ["client_id", "client_secret"];
    case "oauth2_refresh_token":
      return ["client_id", "client_secret", "refresh_token"];
    case "oauth1":
      return ["consumer_key", "consumer_secret", ...(draft.oauth1.token ? ["access_token", "access_token_secret"] : [])];
    case "hmac":
      return ["signing_secret"];
    case "jwt":
      return ["signing_key"];
    case "jwt_grant":
      return ["service_account_json"];
    case "sigv4":
      return ["access_key_id", "secret_access_key", "session_token"];
    default:
      return ["api_key"];
  }
}
