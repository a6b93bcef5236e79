// The body of an async function; `given[0]` names the stage and brings the words of a dictionary. Each is tried as a name,
// a note, a tag or in a probe, as a page might that wants to find a short password by how Keyrack answers.
const { client, integration, words, round } = given[0];
const invoke = window.__TAURI_INTERNALS__.invoke;
const answers = { tried: 0, learned: 0, held: 0, limited: 0, fields: {} };
let fresh = 0;

const judge = (field, code) => {
  answers.tried += 1;
  const of = (answers.fields[field] ??= {});
  of[code] = (of[code] ?? 0) + 1;
  if (code === "too_many_guesses") answers.limited += 1;
  else answers.learned += 1;
  if (code === "looks_like_key" || code === "request_holds_key") answers.held += 1;
};
const asked = (field, work) => work.then(() => judge(field, "taken"), (why) => judge(field, why?.code ?? String(why)));

const person = (name, notes, tags = []) => ({ input: { name, notes, tags, owner: "" } });
const shop = (name, notes) => ({
  client,
  input: {
    name, notes, provider: "custom", environment: "sandbox", variables: {}, base_url: "https://shop.example",
    auth: { scheme: "bearer" }, probe: "GET /", ca_pem: null, allow_loopback_http: false, tags: [], owner: "",
    rotate_every_days: null,
  },
});
const other = () => `n${round}-${(fresh += 1)}`;
const fields = [
  ["client name", (word) => invoke("client_add", person(word, ""))],
  ["client note", (word) => invoke("client_add", person(other(), `About ${word} and so on`))],
  ["client tag", (word) => invoke("client_add", person(other(), "", [word]))],
  ["integration name", (word) => invoke("integration_add", shop(word, ""))],
  ["integration note", (word) => invoke("integration_add", shop(other(), word))],
];
// A probe of the integration that has the key: the edit may be refused, or the send that follows.
async function probe(word) {
  const view = await invoke("integration", { id: integration });
  const input = { ...view.input, probe: `GET /status?q=${word}` };
  try {
    await invoke("integration_edit", { id: integration, revision: view.revision, input });
  } catch (why) {
    return judge("probe", why?.code ?? String(why));
  }
  judge("probe", (await invoke("test", { integration })).verdict.reason);
}

for (let at = 0; at < words.length; at += 50) {
  const [first, ...rest] = words.slice(at, at + 50);
  await probe(first);
  await Promise.all(
    rest.map((word, n) => {
      const [field, work] = fields[(at + n) % fields.length];
      return asked(field, work(word));
    }),
  );
}
return answers;
