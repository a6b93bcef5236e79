// What a test will send, line by line, with the key as a chip: seen while it is written, and never with a key in it.

import { partNames, sentWords } from "../../words/auth";
import type { AuthDraft } from "./auth";

export interface SentPiece {
  /** `key`: from the keyring; `made`: reckoned when it is sent; `missing`: a field that is still empty. */
  kind: "text" | "key" | "made" | "missing";
  text: string;
}

export interface Sent {
  /** The request for a token that goes before; empty where there is none. */
  token: SentPiece[][];
  /** Lines that the scheme adds to the request. */
  lines: SentPiece[][];
  /** The string that is signed, where a person writes it. */
  signed: SentPiece[] | null;
}

const text = (said: string): SentPiece => ({ kind: "text", text: said });
const key = (part: string): SentPiece => ({ kind: "key", text: partNames[part] ?? part });
const made = (what: keyof typeof sentWords.made): SentPiece => ({ kind: "made", text: sentWords.made[what] });
const field = (said: string, label: string): SentPiece => (said.trim() === "" ? { kind: "missing", text: label } : text(said.trim()));

/** A template's pieces: what stands in braces is made when it is sent. */
export function templated(template: string): SentPiece[] {
  const pieces: SentPiece[] = [];
  let from = 0;
  for (const found of template.matchAll(/\{([a-z]+)\}/g)) {
    const name = found[1] ?? "";
    if (!(name in sentWords.made)) continue;
    if (found.index > from) pieces.push(text(template.slice(from, found.index)));
    pieces.push(made(name as keyof typeof sentWords.made));
    from = found.index + found[0].length;
  }
  if (from < template.length) pieces.push(text(template.slice(from)));
  return pieces;
}

export function sentOf(draft: AuthDraft, names: { header: string; tokenUrl: string; queryName: string; bodyField: string }): Sent {
  const one = (...lines: SentPiece[][]): Sent => ({ token: [], lines, signed: null });
  const basic = (user: string, pass: string): SentPiece[] => [text("Authorization: Basic "), made("base64"), text(" "), key(user), text(":"), key(pass)];
  const bearer: SentPiece[] = [text("Authorization: Bearer "), made("token")];
  switch (draft.scheme) {
    case "provider":
      return one();
    case "header":
      return one([field(draft.header.header, names.header), text(`: ${draft.header.prefix}`), key("api_key")]);
    case "headers":
      return one(...draft.headers.map(({ header, prefix, part }) => [field(header, names.header), text(`: ${prefix}`), part.trim() === "" ? { kind: "missing", text: "?" } as const : key(part.trim())]));
    case "bearer":
      return one([text("Authorization: Bearer "), key("token")]);
    case "basic":
      return one(basic("username", "password"));
    case "query":
      return one([text("?"), field(draft.query.name, names.queryName), text("="), key("api_key")]);
    case "query_pairs":
      return one(draft.query_pairs.pairs.flatMap(({ name, part }, at) => [text(at === 0 ? "?" : "&"), field(name, names.queryName), text("="), part.trim() === "" ? ({ kind: "missing", text: "?" } as const) : key(part.trim())]));
    case "body":
      return one([field(draft.body.field, names.bodyField), text(": "), key("api_key")]);
    case "path":
      return one([text("{api_key} = "), key("api_key")]);
    case "oauth2_client_credentials": {
      const { token_url, client_auth, scope, audience } = draft.oauth2_client_credentials;
      return { token: tokenOf(token_url, names.tokenUrl, "client_credentials", client_auth, [["scope", scope], ["audience", audience]], []), lines: [bearer], signed: null };
    }
    case "oauth2_refresh_token": {
      const { token_url, client_auth, scope } = draft.oauth2_refresh_token;
      return { token: tokenOf(token_url, names.tokenUrl, "refresh_token", client_auth, [["scope", scope]], [text("&refresh_token="), key("refresh_token")]), lines: [bearer], signed: null };
    }
    case "jwt_grant": {
      const { token_url, scope } = draft.jwt_grant;
      const asks: SentPiece[] = [text("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion="), made("jwt"), text(` ${sentWords.by} `), key("service_account_json")];
      return { token: [[text("POST "), field(token_url, names.tokenUrl)], asks, ...(scope.trim() === "" ? [] : [[text(`scope=${scope.trim()}`)]])], lines: [bearer], signed: null };
    }
    case "oauth1": {
      const { method, token, place, realm } = draft.oauth1;
      const signature = method === "hmac_sha256" ? "HMAC-SHA256" : "HMAC-SHA1";
      const head = place === "header" ? `Authorization: OAuth ${realm.trim() === "" ? "" : `realm="${realm.trim()}", `}` : "?";
      const gap = place === "header" ? ", " : "&";
      return one([
        text(`${head}oauth_consumer_key=`), key("consumer_key"),
        ...(token ? [text(`${gap}oauth_token=`), key("access_token")] : []),
        text(`${gap}oauth_signature_method=${signature}${gap}oauth_timestamp=`), made("timestamp"), text(`${gap}oauth_nonce=`), made("nonce"),
        text(`${gap}oauth_signature=`), made("signature"), text(` ${sentWords.by} `), key("consumer_secret"),
        ...(token ? [text(" "), key("access_token_secret")] : []),
      ]);
    }
    case "hmac": {
      const { header, format, template, stamps } = draft.hmac;
      const beside = stamps.filter(({ name }) => name.trim() !== "").map(({ name, value }) => [text(`${name.trim()}: `), ...templated(value)]);
      const signature = [field(header, names.header), text(": "), ...templated(format), text(` ${sentWords.by} `), key("signing_secret")];
      return { token: [], lines: [signature, ...beside], signed: templated(template) };
    }
    case "jwt": {
      const { header, prefix, claims, algorithm } = draft.jwt;
      const said = claims.filter(({ name }) => name.trim() !== "");
      const shown = said.flatMap(({ name, value }, at) => [text(`${at === 0 ? "" : ", "}"${name.trim()}": `), ...templated(value)]);
      return { token: [], lines: [[field(header, names.header), text(`: ${prefix}`), made("jwt"), text(` (${algorithm}) ${sentWords.by} `), key("signing_key")]], signed: [text("{ "), ...shown, text(" }")] };
    }
    case "sigv4": {
      const { region, service } = draft.sigv4;
      return one(
        [text("Authorization: AWS4-HMAC-SHA256 Credential="), key("access_key_id"), text("/"), made("date"), text(`/${region}/${service}/aws4_request, Signature=`), made("signature"), text(` ${sentWords.by} `), key("secret_access_key")],
        [text("X-Amz-Date: "), made("date")],
      );
    }
  }
}

function tokenOf(url: string, label: string, grant: string, clientAuth: string, fields: [string, string][], after: SentPiece[]): SentPiece[][] {
  const inBody = clientAuth === "body";
  const asked = fields.filter(([, value]) => value.trim() !== "").map(([name, value]) => `&${name}=${value.trim()}`).join("");
  return [
    [text("POST "), field(url, label)],
    ...(inBody ? [] : [[text("Authorization: Basic "), made("base64"), text(" "), key("client_id"), text(":"), key("client_secret")]]),
    [text(`grant_type=${grant}${asked}`), ...after, ...(inBody ? [text("&client_id="), key("client_id"), text("&client_secret="), key("client_secret")] : [])],
  ];
}
