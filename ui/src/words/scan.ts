// Words of the scan for keys where they must not be. What a finding means, and what to do about it, the engine says.

import type { FindingClass } from "../ipc/bindings/FindingClass";
import type { ScanPhase } from "../ipc/bindings/ScanPhase";
import type { ScanView } from "../ipc/bindings/ScanView";
import { bytes, count } from "./format";

/** `1 file`, `1,204 files`. */
function many(value: number, one: string, more = `${one}s`): string {
  return value === 1 ? `1 ${one}` : `${count(value)} ${more}`;
}

const stand = (things: number) => (things === 1 ? "stands" : "stand");

export const classNames: Record<FindingClass, string> = {
  held: "Key of this rack",
  secret: "Credential",
  published: "Published on purpose",
};

/** Over a figure: of the rack's keys it says how many different ones, of the others how often. */
export const classPlurals: Record<FindingClass, string> = {
  held: "Keys of this rack",
  secret: "Credentials",
  published: "Published on purpose",
};

export const scanWords = {
  title: "Scan",
  sub: "Where keys must not be",
  everyClient: "Every client",
  client: "Client",

  introTitle: "Is a key lying around?",
  introLead: "Keys of this rack end up in a theme, an old commit, a script that every visitor loads. A scan looks for them there, in every form they could be written in, and says where, never what.",
  introFolder: "A theme or plugin folder",
  introFolderWhat: "Every file in it: .env and others that git ignores, binaries, zip and tar archives, log files.",
  introGit: "A repository's history",
  introGitWhat: "What was taken out last year is still in the commit it came in with, and in every clone.",
  introSite: "A storefront",
  introSiteWhat: "The public pages with their scripts, source maps and inline data: what any visitor can read.",

  newScan: "New scan",
  where: "What to look through",
  folder: "A folder",
  folderWhat: "Theme, plugin, logs",
  site: "A site",
  siteWhat: "Pages and scripts",
  forClient: "For which client?",
  forNobody: "No client in particular",
  chooseFolder: "Choose a folder…",
  chooseOther: "Another…",
  folderNone: "Nothing is read before you say Scan.",
  isRepository: "A git repository",
  url: "Address",
  urlExample: "https://shop.example",
  urlHint: "Keyrack asks you once more before it fetches a page, and sends no key.",
  lookFor: "What to look for",
  rack: "Keys of this rack",
  rackHint: (keys: number) => (keys === 0 ? "None is held yet." : `${many(keys, "key")}, in every form they could be written in.`),
  shapes: "Credentials by shape",
  shapesHint: "Tokens and passwords of others, known by how they look.",
  git: "The git history too",
  gitHint: "Every commit of every branch. Takes longer.",
  nothingSought: "Choose at least one thing to look for.",
  go: "Scan",
  goSite: "Scan…",
  lockedAlone: "Or look by shape alone: then the keys of this rack are not looked for.",
  byShape: "By shape alone",
  choosing: "Choose the folder in the other window",
  choosingWhat: "This page gets its name, never its path.",
  asking: "Your word, in the other window",
  askingWhat: "A window of the system shows the whole address, and how many pages will be fetched at most.",
  declined: "You said no. Nothing was fetched.",

  running: (name: string) => `Looking through ${name}`,
  phases: {
    keys: "Getting the rack's keys ready",
    files: "Reading files",
    history: "Reading the git history",
    pages: "Fetching pages, politely",
  } satisfies Record<ScanPhase, string>,
  progress: "Progress of the scan",
  stop: "Stop",
  stopping: "Stopping…",
  elapsed: "Elapsed",
  soFar: "Found so far",
  stays: "You can leave this screen: the scan goes on.",
  files: "Files",
  read: "Read",
  pages: "Pages",
  commits: "Commits",
  stopIt: "Stop the scan",

  history: "Earlier scans",
  historyOf: (name: string) => `Scans of ${name}`,
  historyNone: "No scan yet",
  historyNoneOf: "Nothing was scanned for this client yet.",
  more: (left: number) => `Show ${count(left)} more`,
  trend: (scans: number) => `Findings of the last ${count(scans)} scans`,
  trendEach: "Each bar is one scan",
  trendThis: "this one",
  trendBar: (when: string, said: string) => `${when}: ${said}`,

  elsewhere: "It runs in another window or terminal",
  elsewhereNext: "What it found is shown here as soon as it ends.",
  missing: "This scan is not here any more",
  missingNext: "Go back to the scans.",
  again: "Scan again…",
  search: "Find in findings",
  groupBy: "Group by",
  byKey: "By key",
  byFile: "By file",
  byPage: "By page",
  filters: "Filters",
  classes: "Class",
  keysIn: (keys: number, lines: number) => `${many(keys, "key")} of this rack, in ${many(lines, "line")}`,
  fresh: "New",
  freshWhat: "Not there in the scan before",
  gone: "Gone",
  goneWhat: "Found by the scan before, and no longer there",
  goneTitle: "Gone since the scan before",
  goneHeld: "It no longer stands there. Whoever copied it while it did still has it: replace the key, unless that is done.",
  goneOther: "It no longer stands there. Whoever copied it while it did still has it.",
  gonePublished: "It no longer stands there. It was meant to be published: there is nothing to do.",
  accepted: "Accepted",
  acceptedWhat: "Found, and accepted with a reason",
  clear: "Clear filters",
  list: "Findings",
  noneFits: "Nothing fits these filters",
  noneFitsNext: "Findings are there, but none of this kind.",
  reading: "Reading findings",
  unsought: (keys: number) => `${many(keys, "key")} of this rack ${keys === 1 ? "was" : "were"} not looked for`,
  nothingReadOf: (value: number) => `Nothing was read of ${value === 1 ? "one thing that was" : `${count(value)} things that were`} named`,
  moreActs: "More for this scan",
  onlyAccepted: "Everything here was accepted",
  onlyAcceptedNext: "Accepted findings are kept with their reasons: choose Accepted to see them.",
  cleanTitle: "Nothing to mend",
  clean: "No key of this rack and no credential stands in what was read.",
  cleanByShape: "Nothing that looks like a credential stands in what was read. The keys of this rack were not looked for.",
  incompleteTitle: "Nothing found, but this scan is incomplete",
  incomplete: "Nothing stands in what was read. A key could stand in what was not, and keys that were not looked for could stand anywhere.",
  incompleteLook: "See what was left out",
  blindTitle: "Nothing was read, so nothing is known",
  endedTitle: "Nothing was found before it ended",
  endedNext: "What came after was not read: scan again to be sure.",
  removeScan: "Remove from the history",
  removed: "The scan was removed from the history.",
  truncated: "There are more findings than are kept. Narrow the folder down, or mend these and scan again.",
  withoutRack: "By shape alone: the keys of this rack were not looked for.",
  since: (when: string) => `Since the scan ${when}`,
  sinceNew: (value: number) => `${count(value)} new`,
  sinceGone: (value: number) => `${count(value)} gone`,
  sinceNewPublished: (value: number) => `${count(value)} published new`,
  sinceGonePublished: (value: number) => `${count(value)} published gone`,
  sincePublishedWhat: "Published on purpose: no leaks",
  sinceUnread: (value: number) => `${count(value)} not looked at again`,
  sinceUnreadWhat: "They stood in what this scan did not read: nobody knows whether they still do.",
  sinceStill: (value: number) => `${count(value)} still there`,

  unread: (value: number) => `${count(value)} not read`,
  leftOut: "Left out",
  leftOutWhat: "What this scan did not look at or did not look for, each with its reason.",
  unreadTitle: "Not read",
  unreadWhat: "A key could stand in these.",
  unsoughtTitle: "Keys that were not looked for",
  unsoughtWhat: "They could stand anywhere.",
  nothingReadTitle: "Named, and nothing of it read",
  chooseRow: "Choose a row to read it whole.",

  groupKeys: (places: number) => many(places, "place"),
  groupFinds: (finds: number) => many(finds, "finding"),
  folded: "folded",
  line: (line: number) => `line ${line}`,
  formerKey: "former key",
  moreIntegrations: (value: number) => `and ${many(value, "other integration")}`,
  changeNew: "new",

  place: "Place",
  commit: "Commit",
  openIntegration: (name: string) => `Open ${name}`,
  openKeys: "Replace the key there: add the new one, test it, then revoke this one at the provider.",
  copyPath: "Copy path",
  copyAddress: "Copy address",
  copied: "It is on the clipboard.",
  saveSarif: "Save as SARIF…",
  saveJson: "Save as JSON…",
  saved: "The scan was saved.",
  savedWhat: "Places, rules and whose keys they are stand in the file. No value does.",
  also: "In the same line",
  rule: "Rule",
  mark: "Mark",
  markWhat: "Equal marks are the same value",
  key: "Key",
  means: "What it means",
  worst: "The worst of it",
  next: "Next step",
  close: "Close",
  places: "Where it stands",
  found: "What stands in it",
  moreListed: (value: number) => `and ${count(value)} more in the list`,

  accept: "Accept…",
  acceptAll: (value: number) => `Accept all ${count(value)}…`,
  acceptTitle: (value: number) => (value === 1 ? "Accept this finding" : `Accept ${count(value)} findings`),
  andMore: (value: number) => `and ${count(value)} more`,
  acceptWhat: "It is not reported again in this place. It stays in the list of accepted ones, with your reason.",
  acceptAsks: "Keyrack asks once more in a window of the system: a key of this rack stands there.",
  reason: "Reason",
  reasonExample: "A test key of the provider's documentation",
  acceptGo: "Accept",
  cancel: "Cancel",
  acceptedBy: (who: string, when: string) => `Accepted by ${who}, ${when}`,
  takeBack: "Take back",
  acceptedSaid: (value: number) => (value === 1 ? "The finding was accepted." : `${count(value)} findings were accepted.`),
  takenBack: "It counts as a finding again.",
  acceptThis: "Accept this finding",
  takeBackThis: "Take the acceptance back",
  undo: "Undo",

  clientCard: "Scans",
  clientNone: "Nothing of this client was scanned yet.",
  clientScan: "Scan…",
  clientAll: "All its scans",

  toastShow: "Show",
} as const;

type Counts = Pick<
  ScanView,
  | "kind" | "state" | "what" | "files" | "pages" | "commits" | "unread" | "held" | "secrets" | "published" | "accepted" | "keys" | "places"
  | "too_short" | "nothing_read"
>;

function read(scan: Counts): string {
  const files = many(scan.files, "file");
  if (scan.kind === "site") return many(scan.pages, "page");
  return scan.pages > 0 ? `${files} and ${many(scan.pages, "page")}` : files;
}

function inPlaces(scan: Counts): string {
  return many(scan.places, scan.kind === "site" ? "page" : scan.pages > 0 ? "place" : "file");
}

/** The one sentence about a scan: the worst first, and what was not looked at is never left out of a good one. */
export function summaryOf(scan: Counts): string {
  if (scan.state !== "done" && scan.state !== "cancelled") return scan.what;
  const stopped = scan.state === "cancelled" ? `Stopped after ${read(scan)}: ` : "";
  const lower = stopped !== "";
  const keys = `${many(scan.keys, "key")} of this rack`;
  if (scan.held > 0 && scan.secrets > 0) return `${stopped}${keys} and ${many(scan.secrets, "credential")} stand in ${inPlaces(scan)}`;
  if (scan.held > 0) return `${stopped}${keys} ${stand(scan.keys)} in ${inPlaces(scan)}`;
  if (scan.secrets > 0) return `${stopped}${many(scan.secrets, "credential")} ${stand(scan.secrets)} in ${inPlaces(scan)}`;
  const were = (value: number) => (value === 1 ? "was" : "were");
  const rest =
    (scan.unread > 0 ? `; ${count(scan.unread)} ${were(scan.unread)} not read` : "") +
    (scan.too_short.length > 0 ? `; ${many(scan.too_short.length, "key")} ${were(scan.too_short.length)} not looked for` : "");
  const nothing = scan.accepted > 0 ? "nothing but what was accepted" : "nothing found";
  const said = stopped === "" ? `${nothing} in ${read(scan)}` : nothing;
  return `${stopped}${lower ? said : said.charAt(0).toUpperCase() + said.slice(1)}${rest}`;
}

/** The same for a line in a list; what was left out is told beside it. */
export function briefOf(scan: Counts): string {
  const keys = `${many(scan.keys, "key")} of this rack`;
  const secrets = many(scan.secrets, "credential");
  const found = [scan.held > 0 ? keys : "", scan.secrets > 0 ? secrets : ""].filter((one) => one !== "").join(" and ");
  if (scan.state === "cancelled") return found === "" ? "Stopped: nothing found until then" : `Stopped: ${found}`;
  if (scan.state !== "done") return scan.what;
  return found === "" ? summaryOf({ ...scan, unread: 0, too_short: [] }) : `${found} in ${inPlaces(scan)}`;
}

/** How it differs from the scan before, whatever class: which of them are leaks is told by the findings alone. */
export function changesOf({ before }: Pick<ScanView, "before">): string[] {
  const said: string[] = [];
  if (before !== null && before.new > 0) said.push(scanWords.sinceNew(before.new));
  if (before !== null && before.gone > 0) said.push(scanWords.sinceGone(before.gone));
  return said.length === 0 ? [] : [`all kinds: ${said.join(", ")}`];
}

/** What was not looked at and not looked for, each with its figure. */
export function leftOf(scan: Counts): string[] {
  const said: string[] = [];
  if (scan.unread > 0) said.push(scanWords.unread(scan.unread));
  if (scan.too_short.length > 0) said.push(`${many(scan.too_short.length, "key")} not looked for`);
  return said;
}

/** What the sentence left out, each with its figure. */
export function besidesOf(scan: Counts): string[] {
  const said: string[] = [];
  if (scan.held > 0 && scan.held + scan.secrets > scan.places) said.push(many(scan.held + scan.secrets, "line"));
  if (scan.published > 0) said.push(`${count(scan.published)} published`);
  if (scan.accepted > 0) said.push(`${count(scan.accepted)} accepted`);
  return said;
}

/** What was looked through: `1,204 files`, `18 MB`, `312 commits`, `4.2 s`. */
export function workOf(scan: ScanView): string[] {
  const said = [read(scan), bytes(scan.bytes)];
  if (scan.commits > 0) said.push(many(scan.commits, "commit"));
  if (scan.ended_at !== null) said.push(tookOf(Date.parse(scan.ended_at) - Date.parse(scan.started_at)));
  return said;
}

/** `0.4 s`, `12 s`, `3 min 4 s`. */
export function tookOf(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 0.05) return "< 0.1 s";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
