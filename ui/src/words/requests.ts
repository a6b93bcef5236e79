// Words of requests that come in from curl or a Postman collection.

import type { RequestPlace } from "../ipc/bindings/RequestPlace";
import type { RequestSource } from "../ipc/bindings/RequestSource";
import { count } from "./format";

export const requestSources: Record<RequestSource, string> = { curl: "curl", postman: "Postman" };

export const requestPlaces: Record<RequestPlace, string> = {
  auth: "Authorization",
  header: "Header",
  cookie: "Cookie",
  query: "Query",
  path: "Path",
  body: "Body",
};

export const requestWords = {
  title: "Import requests",
  action: "Import requests…",
  sub: (client: string) => `for ${client}`,
  startTitle: "Bring a request along",
  lead: "From curl or a Postman collection. It is read outside this window: secrets go to the keyring, and only their masks come here.",
  clipboard: "From the clipboard",
  file: "From a file…",
  never: ["Files that a text names are not read", "Scripts are not run", "Certificates are always checked"],
  waiting: "Waiting for you",
  waitingClipboard: "The system asks whether the clipboard may be read.",
  waitingFile: "Choose a file in the system's window.",
  waitingTake: "The system names every integration, where its key goes, and the keys by mask.",

  ready: (ready: number) => (ready === 1 ? "1 request ready" : `${count(ready)} requests ready`),
  integrations: (many: number) => (many === 1 ? "comes to 1 integration" : `come to ${count(many)} integrations`),
  problems: (many: number) => (many === 1 ? "1 with a problem" : `${count(many)} with problems`),
  missing: (names: string) => `Nothing gives a value to ${names}.`,
  variables: "Choose a Postman environment…",
  list: "Requests",
  pickAll: "Pick all that are ready",
  isPicked: "picked:",
  picked: (many: number) => (many === 1 ? "1 picked" : `${count(many)} picked`),
  reading: "Reading…",
  secret: "Secret",
  hidden: "not shown",
  other: "Choose another…",
  close: "Close this request",
  space: "Space picks, Enter shows.",

  headers: "Headers",
  query: "Query",
  body: "Body",
  bodyOf: (size: string, media: string) => [size, media].filter((part) => part !== "").join(", "),
  secrets: "What looks like a secret",
  becomes: (part: string) => `becomes ${part}`,
  comesTo: "What it comes to",
  order: (method: string, path: string) => `${method} ${path} can be used for a made-up order.`,
  twins: "Already here",
  notes: "Worth knowing",

  next: "What they come to…",
  back: "Back to the requests",
  planTitle: (many: number) => (many === 1 ? "1 integration" : `${count(many)} integrations`),
  planKeys: (keys: number) => (keys === 1 ? "1 part of a key" : `${count(keys)} parts of keys`),
  planSkipped: (many: number) => (many === 1 ? "1 request is left out" : `${count(many)} requests are left out`),
  name: "Name",
  environment: "Environment",
  goesTo: "The key goes to",
  from: (many: number) => (many === 1 ? "from 1 request" : `from ${count(many)} requests`),
  noKey: "No key comes with it.",
  take: "Take them in…",
  storing: "Taking them in",
  progress: (done: number, total: number) => `${count(done)} of ${count(total)}`,
  declined: "You said no, so nothing was taken in.",

  doneTitle: (many: number) => (many === 1 ? "1 integration was added" : `${count(many)} integrations were added`),
  doneKeys: (keys: number) => (keys === 1 ? "1 part of a key is in the keyring." : `${count(keys)} parts of keys are in the keyring.`),
  doneMasked: (many: number) => (many === 1 ? "A key was masked in 1 log entry." : `Keys were masked in ${count(many)} log entries.`),
  doneCleared: "The clipboard was cleared.",
  doneFailed: "Not added",
  incomplete: "a part of its key is missing",
  again: "Import more",
  toClient: "Go to the client",
} as const;
