// Words of the bulk intake.

import type { BulkColumn } from "../ipc/bindings/BulkColumn";
import type { BulkProblem } from "../ipc/bindings/BulkProblem";

export const bulkWords = {
  title: "Import many keys",
  lead: "A CSV or .env file with clients and their keys. You say what each column means; Keyrack shows masks only, and the values go straight to the keyring.",
  choose: "Choose a file…",
  chooseOther: "Another file…",
  choosing: "Choose the file in the other window",
  choosingWhat: "Keyrack reads it; this page only gets names and masks.",
  steps: { choose: "Choose", preview: "Check", done: "Done" },
  startTitle: "From a spreadsheet to the rack",
  example: "A file could look like this",
  exampleHead: ["client", "provider", "store_domain", "key"],
  exampleRows: [
    ["Nordlys Outdoor", "woocommerce", "shop.nordlys.example"],
    ["Casa Lumen", "stripe", ""],
  ],
  exampleKey: "a key",
  exampleNote: "Headings in any language: you map them. Up to 10,000 lines.",
  file: "File",
  column: (heading: string) => `Meaning of the column ${heading}`,
  line: "Line",
  state: "State",
  rows: "Rows of the file",
  rowsReady: "rows ready",
  newClients: (count: number) => (count === 1 ? "1 new client" : `${count} new clients`),
  newIntegrations: (count: number) => (count === 1 ? "1 new integration" : `${count} new integrations`),
  keys: (count: number) => (count === 1 ? "1 key part" : `${count} key parts`),
  onlyProblems: "Problems only",
  noProblems: "No row has a problem.",
  mapping: "Reading the file with these columns",
  takeIn: (count: number) => (count === 1 ? "Take in 1 row…" : `Take in ${count} rows…`),
  skipped: (count: number) => (count === 1 ? "1 row with problems is skipped." : `${count} rows with problems are skipped.`),
  nothingReady: "No row is ready yet: say which column holds the client, the provider and the key.",
  confirming: "Your word, in the other window",
  confirmingWhat: "A window of the system names how many keys come in and where they may go.",
  storing: "Storing keys in the keyring",
  progress: (done: number, total: number) => `${done} of ${total}`,
  declined: "You said no. Nothing was kept.",
  hidden: "hidden",
  hiddenWhy: "Not shown: the column has no meaning yet, and its text could be a key.",
  empty: "empty",
  readyRow: "ready",
  readyWarn: "ready, mind this",
  pickRow: "Choose a row to read what is wrong with it.",

  doneTitle: (keys: number) => (keys === 1 ? "1 key part is on the rack" : `${keys} key parts are on the rack`),
  doneNothing: "No key was taken in",
  doneWhat: (clients: number, integrations: number) =>
    `${clients === 1 ? "1 new client" : `${clients} new clients`}, ${integrations === 1 ? "1 new integration" : `${integrations} new integrations`}.`,
  lineOf: (line: number) => `Line ${line}`,
  doneSkipped: (count: number) => (count === 1 ? "1 row was skipped." : `${count} rows were skipped.`),
  doneFailed: (count: number) => (count === 1 ? "1 row failed while it was stored" : `${count} rows failed while they were stored`),
  doneDelete: "The file still holds its keys in plain text. Delete it when you no longer need it.",
  toBoard: "To the board",
  another: "Import another file",
} as const;

/** The name that stands for whatever part or variable a row's provider has first. */
export const FIRST = "*";
export const firstOwn = "The provider's own";

export const roleWords: Record<BulkColumn["role"], string> = {
  ignore: "Ignore",
  client: "Client",
  integration: "Integration",
  provider: "Provider",
  environment: "Environment",
  base_url: "Base URL",
  variable: "Variable",
  key: "Key part",
  env_name: "Name: CLIENT_PROVIDER_PART",
};

export function problemWords(problem: BulkProblem): string {
  switch (problem.kind) {
    case "client_missing":
      return "No client is named.";
    case "provider_unknown":
      return `No provider is called “${problem.text}”.`;
    case "environment_unknown":
      return `“${problem.text}” is not an environment: production, staging or sandbox.`;
    case "variable_missing":
      return `The provider needs a value for “${problem.name}”.`;
    case "url_invalid":
      return "The base URL is not an HTTPS address, or has a name or key in it.";
    case "destination_differs":
      return `The row says ${problem.row}, but the integration that is there already goes to ${problem.here}. Correct one of the two.`;
    case "key_missing":
      return "There is no key in this row.";
    case "key_invalid":
      return `The key cannot be taken in: ${problem.why}`;
    case "part_unknown":
      return `The provider has no key part called “${problem.part}”.`;
    case "text_looks_like_key":
      return `The text under “${problem.column}” looks like a key. Map that column as a key part, or clear it.`;
    case "text_invalid":
      return `The text under “${problem.column}” cannot be used: it is too long, or has characters that cannot be seen.`;
    case "duplicate":
      return `It says the same as line ${problem.line}.`;
    case "too_many_cells":
      return "It has more cells than there are headings.";
    case "too_few_cells":
      return "It has fewer cells than there are headings.";
    case "not_text":
      return "It is not text that Keyrack can read.";
  }
}
