import { describe, expect, it } from "vitest";
import type { AuthInput } from "../../ipc/bindings/AuthInput";
import { authDraftOf, authFields, authOf, clearAuth, emptyAuth, partsOf, schemeGroups } from "./auth";
import { sentOf, templated } from "./sent";

const all: AuthInput[] = [
  { scheme: "provider" },
  { scheme: "header", header: "X-API-Key", prefix: "Token " },
  { scheme: "headers", headers: [{ header: "X-App", prefix: "", part: "app_key" }, { header: "X-Key", prefix: "k ", part: "api_key" }] },
  { scheme: "bearer" },
  { scheme: "basic" },
  { scheme: "query", name: "key" },
  { scheme: "body", field: "/auth/key" },
  { scheme: "path" },
  { scheme: "oauth2_client_credentials", token_url: "https://id.example/token", client_auth: "body", scope: "orders", audience: "shop" },
  { scheme: "oauth2_refresh_token", token_url: "https://id.example/token", client_auth: "basic", scope: "" },
  { scheme: "oauth1", method: "hmac_sha1", token: true, place: "query", realm: "" },
  { scheme: "hmac", header: "X-Sign", algorithm: "sha512", encoding: "base64url", template: "{timestamp}.{body}", format: "t={timestamp},v1={signature}", secret_encoding: "hex", stamps: { "x-time": "{timestamp}" } },
  { scheme: "jwt", algorithm: "ES256", claims: { iss: "me", jti: "{uuid}" }, key_id: "k1", lifetime_s: 600, header: "Authorization", prefix: "Bearer " },
  { scheme: "jwt_grant", token_url: "https://id.example/token", scope: "read" },
  { scheme: "sigv4", region: "eu-central-1", service: "execute-api" },
  { scheme: "query_pairs", pairs: [{ name: "consumer_key", part: "consumer_key" }, { name: "secret", part: "consumer_secret" }] },
];

const names = { header: "Header", tokenUrl: "Token address", queryName: "Query", bodyField: "Field" };
const said = (draft: ReturnType<typeof emptyAuth>) => {
  const { token, lines } = sentOf(draft, names);
  return [...token, ...lines].map((line) => line.map((piece) => (piece.kind === "text" ? piece.text : `<${piece.kind} ${piece.text}>`)).join(""));
};

describe("authOf", () => {
  it("gives back every scheme as it came", () => {
    for (const auth of all) expect(authOf(authDraftOf(auth))).toEqual(auth);
  });

  it("has each scheme in one group of the picker, and nothing else", () => {
    const grouped = schemeGroups.flatMap(({ schemes }) => schemes);
    expect(new Set(grouped).size).toBe(grouped.length);
    expect(grouped.toSorted()).toEqual(all.map(({ scheme }) => scheme).toSorted());
  });

  it("says which field is no number", () => {
    const draft = authDraftOf(all[12] ?? { scheme: "bearer" });
    draft.jwt.lifetime = "soon";
    expect(authOf(draft)).toEqual({ field: "auth.lifetime_s" });
  });

  it("leaves out claims without a name", () => {
    const draft = { ...emptyAuth(), scheme: "jwt" as const };
    draft.jwt.claims = [{ name: " ", value: "x" }, { name: " aud ", value: "shop" }];
    expect(authOf(draft)).toMatchObject({ claims: { aud: "shop" } });
  });
});

describe("clearAuth", () => {
  it("empties the one field that held a key", () => {
    const draft = authDraftOf(all[2] ?? { scheme: "bearer" });
    clearAuth(draft, "auth.headers.1.prefix");
    expect(draft.headers.map(({ prefix }) => prefix)).toEqual(["", ""]);
    const hmac = authDraftOf(all[11] ?? { scheme: "bearer" });
    clearAuth(hmac, "auth.template");
    clearAuth(hmac, "auth.stamps.x-time");
    expect([hmac.hmac.template, hmac.hmac.stamps[0]?.value, hmac.hmac.header]).toEqual(["", "", "X-Sign"]);
    const jwt = authDraftOf(all[12] ?? { scheme: "bearer" });
    clearAuth(jwt, "auth.claims.iss");
    expect(jwt.jwt.claims.map(({ value }) => value)).toEqual(["", "{uuid}"]);
  });

  it("knows every field that a refusal can name", () => {
    expect(authFields(authDraftOf(all[8] ?? { scheme: "bearer" }))).toContain("auth.token_url");
    expect(authFields(authDraftOf(all[2] ?? { scheme: "bearer" }))).toContain("auth.headers.1.part");
    expect(authFields(authDraftOf({ scheme: "bearer" }))).toEqual(["auth"]);
  });
});

describe("sentOf", () => {
  it("shows the key as a chip and never as text", () => {
    expect(said(authDraftOf(all[1] ?? { scheme: "bearer" }))).toEqual(["X-API-Key: Token <key API key>"]);
    expect(said(authDraftOf({ scheme: "basic" }))[0]).toContain("<key User name>:<key Password>");
  });

  it("shows the exchange for a token before the request", () => {
    const [post, body, request] = said(authDraftOf(all[8] ?? { scheme: "bearer" }));
    expect(post).toBe("POST https://id.example/token");
    expect(body).toBe("grant_type=client_credentials&scope=orders&audience=shop&client_id=<key Client ID>&client_secret=<key Client secret>");
    expect(request).toBe("Authorization: Bearer <made the token>");
  });

  it("names what is missing", () => {
    expect(said({ ...emptyAuth(), scheme: "jwt_grant" })[0]).toBe("POST <missing Token address>");
  });

  it("takes a part for each scheme", () => {
    for (const auth of all) expect(partsOf(authDraftOf(auth), ["api_key"]).length).toBeGreaterThan(0);
    expect(partsOf(authDraftOf(all[10] ?? { scheme: "bearer" }), [])).toHaveLength(4);
  });

  it("leaves braces alone that stand for nothing", () => {
    expect(templated("{timestamp}.{order}")).toEqual([{ kind: "made", text: "time" }, { kind: "text", text: ".{order}" }]);
  });
});
