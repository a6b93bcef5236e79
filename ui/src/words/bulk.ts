// Words of the bulk intake.

import type { BulkColumn } from "../ipc/bindings/BulkColumn";
import example from "./bulk-example.json";

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
  exampleHead: example.head,
  exampleRows: example.rows,
  /** The cells of the example that stand for a key. */
  exampleKeys: ["KEY", "SECRET"] as readonly string[],
  exampleKey: "a key",
  exampleNote:
    "Headings in any language: you map them. A .env file names its variables CLIENT_PROVIDER_PART, such as NORDLYS_WOOCOMMERCE_CONSUMER_KEY, and says by NORDLYS_WOOCOMMERCE_STORE_DOMAIN where the key goes. Up to 10,000 lines.",
  file: "File",
  column: (heading: string) => `Meaning of the column ${heading}`,
  line: "Line",
  state: "State",
  rows: "Rows of the file",
  rowsReady: "rows ready",
  newClients: (count: number) => (count === 1 ? "1 new client" : `${count} new clients`),
  newIntegrations: (count: number) => (count === 1 ? "1 new integration" : `${count} new integrations`),
  keys: (count: number, replacing: number) => {
    const all = count === 1 ? "1 key part" : `${count} key parts`;
    if (replacing === 0) return all;
    if (count === 1) return `${all}, which replaces a held one`;
    return replacing === 1 ? `${all}, of which 1 replaces a held one` : `${all}, of which ${replacing} replace a held one`;
  },
  heldKeys: (count: number) => (count === 1 ? "1 already held" : `${count} already held`),
  onlyProblems: "Problems only",
  noProblems: "No row has a problem.",
  mapping: "Reading the file with these columns",
  takeIn: (count: number) => (count === 1 ? "Take in 1 row…" : `Take in ${count} rows…`),
  skipped: (count: number) => (count === 1 ? "1 row with problems is skipped." : `${count} rows with problems are skipped.`),
  nothingReady: "No row is ready yet: say which column holds the client, the provider and the key.",
  nothingNew: "Nothing to take in: every key that could be is held already.",
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
  replacesRow: "replaces a held key",
  heldRow: "already held",
  pickRow: "Choose a row to read what is wrong with it.",

  doneTitle: (keys: number) => (keys === 1 ? "1 key part is on the rack" : `${keys} key parts are on the rack`),
  doneNothing: "No key was taken in",
  doneWhat: (clients: number, integrations: number) =>
    `${clients === 1 ? "1 new client" : `${clients} new clients`}, ${integrations === 1 ? "1 new integration" : `${integrations} new integrations`}.`,
  doneReplaced: (count: number) => (count === 1 ? "1 replaced a held key." : `${count} replaced a held key.`),
  doneHeld: (count: number) => (count === 1 ? "1 key part was held already." : `${count} key parts were held already.`),
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
