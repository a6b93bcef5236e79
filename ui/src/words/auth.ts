// Words of how a key is sent: each scheme in a name and a plain sentence, its fields, and what a request will look like.

import type { AuthScheme } from "../screens/integration/auth";

interface SchemeWords {
  name: string;
  what: string;
}

export const schemeWords: Record<AuthScheme, SchemeWords> = {
  provider: { name: "The provider's own way", what: "As the catalogue says. Right unless the provider told you otherwise." },
  header: { name: "Header", what: "The key stands in one header, as it is." },
  headers: { name: "Several headers", what: "Two or more keys, each in a header of its own." },
  bearer: { name: "Bearer token", what: "The key stands in Authorization, after the word Bearer." },
  basic: { name: "Basic", what: "User name and password stand in Authorization, together in Base64." },
  query: { name: "Query parameter", what: "The key stands in the address, where servers write it into their logs. Only where nothing else works." },
  query_pairs: { name: "Several query parameters", what: "Two or more keys, each in a parameter of its own: in the address, where servers log it." },
  body: { name: "In the body", what: "The key is a field of the JSON or form that is sent." },
  path: { name: "In the path", what: "The key is a piece of the address itself." },
  hmac: { name: "HMAC signature", what: "The secret never travels: it signs the request, as with Stripe, Shopify or GitHub." },
  oauth1: { name: "OAuth 1.0a", what: "Consumer key and secret sign every request, as WooCommerce wants without TLS." },
  jwt: { name: "JSON Web Token", what: "Keyrack signs a short-lived token with your key and sends the token." },
  sigv4: { name: "AWS Signature 4", what: "An access key signs the request for one region and one service." },
  oauth2_client_credentials: { name: "OAuth 2, client credentials", what: "Client ID and secret are exchanged for a token, and the token is sent." },
  oauth2_refresh_token: { name: "OAuth 2, refresh token", what: "A refresh token is exchanged for an access token. A new refresh token is kept at once." },
  jwt_grant: { name: "OAuth 2, service account", what: "A service account's key signs a token, which is exchanged for an access token." },
};

export const groupWords = {
  plain: "Sent as it is",
  signed: "Signs the request",
  exchanged: "Exchanged for a token first",
} as const;

export const authWords = {
  title: "How the key is sent",
  change: "Change…",
  done: "Done",
  later: "Not with this version yet",

  header: "Header",
  prefix: "Text before the key",
  prefixHint: "Such as Token, with the space after it. Mostly empty.",
  queryName: "Query parameter",
  part: "Part of the key",
  partHint: "Small letters, digits and _, such as app_key.",
  addHeader: "Add a header",
  dropHeader: (header: string) => `Drop the header ${header}`,
  headersTitle: "Headers",
  pairsTitle: "Query parameters",
  addPair: "Add a parameter",
  dropPair: (name: string) => `Drop the parameter ${name}`,
  pairOf: (at: number) => `Parameter ${at}`,
  publicHeaders: "Further headers",
  publicHeadersHint: "Go with every request, such as a version of the interface. Never a key: this is public text.",
  publicHeader: "Header",
  rowPrefix: "Prefix",
  rowPart: "Key part",
  headersOf: (at: number) => `Header ${at}`,

  bodyField: "Field",
  bodyFieldHint: "A JSON pointer such as /auth/api_key, or the name of a form field.",
  pathHint: "Write {api_key} in the probe's path, where the key belongs.",

  tokenUrl: "Token address",
  tokenUrlExample: "https://",
  tokenUrlHint: "HTTPS. The key may go there too, and you are asked about it.",
  clientAuth: "Client ID and secret go",
  clientAuths: { basic: "In the Authorization header", body: "In the body" },
  scope: "Scope",
  scopeHint: "Separated by spaces. Empty where the provider has one for all.",
  audience: "Audience",
  audienceHint: "Only where the provider asks for one.",

  method: "Signature",
  methods: { hmac_sha256: "HMAC-SHA256", hmac_sha1: "HMAC-SHA1" },
  place: "OAuth parameters go",
  places: { header: "In the Authorization header", query: "In the address" },
  realm: "Realm",
  realmHint: "Mostly empty.",
  oauth1Token: "With an access token",
  oauth1TokenHint: "Off for one-legged OAuth, as WooCommerce has it.",

  like: "Begin as",
  algorithm: "Algorithm",
  algorithms: { sha256: "SHA-256", sha1: "SHA-1", sha512: "SHA-512" },
  encoding: "Written as",
  encodings: { hex: "Hexadecimal", base64: "Base64", base64url: "Base64 for addresses" },
  secretEncoding: "The secret is",
  secretEncodings: { text: "Text", base64: "Base64", hex: "Hexadecimal" },
  template: "What is signed",
  templateHint: "From {timestamp} {method} {path} {query} {body} {date} {nonce} {host}.",
  format: "Value of the header",
  formatHint: "With {signature} and, where it is wanted, {timestamp}.",

  stamps: "Headers beside it",
  stampsHint: "Such as X-Timestamp with {timestamp}, where the provider wants to read what was signed.",
  rowOf: (name: string, at: number) => `${name} ${at}`,

  jwtAlgorithms: { HS256: "HS256, a shared secret", RS256: "RS256, an RSA key", ES256: "ES256, an EC key" },
  keyId: "Key ID",
  keyIdHint: "Goes into the token's head as kid. Empty: none.",
  lifetime: "Lives for, in seconds",
  lifetimeNumber: "A whole number of seconds, from 1 to 86400.",
  claims: "Claims",
  claimsHint: "Values may hold {now}, {expires} and {uuid}. iat and exp are added by themselves.",
  claim: "Claim",
  claimValue: "Value",
  addClaim: "Add a claim",
  dropClaim: (name: string) => `Drop the claim ${name}`,

  region: "Region",
  service: "Service",

  clientCertificate: "Client certificate",
  clientCertificateHint: "Mutual TLS: certificate and private key come in as parts of the key, and are kept in the keyring.",

  presets: { stripe: "Stripe: t=…, v1=…", shopify: "Shopify: Base64 of the body", github: "GitHub: sha256=…", woocommerce: "WooCommerce webhook" },
} as const;

/** Parts of a key that a scheme takes, as the preview names them. */
export const partNames: Record<string, string> = {
  api_key: "API key",
  token: "Token",
  username: "User name",
  password: "Password",
  client_id: "Client ID",
  client_secret: "Client secret",
  refresh_token: "Refresh token",
  consumer_key: "Consumer key",
  consumer_secret: "Consumer secret",
  access_token: "Access token",
  access_token_secret: "Access token secret",
  signing_secret: "Signing secret",
  signing_key: "Signing key",
  service_account_json: "Service account",
  access_key_id: "Access key ID",
  secret_access_key: "Secret access key",
  session_token: "Session token",
  client_certificate: "Client certificate",
  client_key: "Client key",
};

export const sentWords = {
  token: "First, for a token",
  request: "The request",
  signed: "What is signed",
  presents: "In the TLS handshake",
  withCertificate: "presented, and proven with",
  made: {
    signature: "signature", timestamp: "time", method: "method", path: "path", query: "query", body: "body", date: "date", nonce: "nonce", host: "host",
    token: "the token", jwt: "signed token", base64: "Base64 of", now: "now", expires: "expiry", uuid: "UUID", credential: "credential",
  },
  by: "made with",
  key: (part: string) => `Key: ${part}. From the keyring, when the test is sent.`,
  computed: (what: string) => `Made when the test is sent: ${what}.`,
} as const;

export const conditionWords = {
  title: "Conditions",
  hint: "Judged on the real answer, after held keys are masked. All must hold.",
  own: "These count while you write none",
  none: "None: the status and the provider's rules alone decide.",
  take: "Begin with these",
  drop: "Drop all of them",
  add: "Add a condition",
  remove: (at: number) => `Remove condition ${at}`,
  line: (at: number) => `Condition ${at}`,
  degraded: "Only degraded",
  degradedHint: "If it fails, the answer counts as degraded and not as wrong.",
  degradedOf: (at: number) => `Only degraded, condition ${at}`,
  most: (most: number) => `At most ${most}.`,
  suggestions: "Suggestions",
  grammar: "How to write them",
  what: {
    status: "The status code",
    time: "Milliseconds until the answer was read",
    body: "The body, or a place in its JSON",
    header: "A header by its name",
    cert: "Days until the certificate expires",
    size: "Bytes of the body",
    len: "How long a list or a text is",
    operators: {
      "==": "is", "!=": "is not", "<": "less than", "<=": "at most", ">": "more than", ">=": "at least", "~": "matches",
      exists: "is there", "is missing": "is not there", contains: "holds the text", "does not contain": "does not hold the text", "starts with": "begins with",
    } as Record<string, string>,
    any: "One of several",
    value: "Such as",
  },
} as const;

export const probeWords = {
  classes: { reads_only: "Reads only", idempotent: "May be repeated", creates: "Creates data" },
  whats: {
    reads_only: "It changes nothing and can be sent at any time.",
    idempotent: "Sending it twice leaves the same as sending it once.",
    creates: "Never part of a run or a watch, and never sent twice by itself.",
  },
  does: "What it does there",
  post: "What is sent by POST is taken to create something: it is never part of a run or a watch.",
} as const;
