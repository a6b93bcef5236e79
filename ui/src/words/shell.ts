// Words of the frame around the screens: rail, keyring, palette, actions.

import { count } from "./format";

export const shellWords = {
  app: "Keyrack",
  nav: "Main",
  board: "Board",
  due: "Due soon",
  log: "Log",
  bulk: "Import",
  scan: "Scan",
  run: "Test run",
  runDone: (done: number, total: number) => `${count(done)} of ${count(total)} tested`,
  scanning: "A scan is running",
  settings: "Settings",
  pinned: "Pinned",
  clients: "Clients",
  clientsNone: "No clients yet",
  addClient: "Add client",
  pin: (name: string) => `Pin ${name}`,
  unpin: (name: string) => `Unpin ${name}`,
  dueCount: (count: number) => (count === 1 ? "1 key is due soon" : `${count} keys are due soon`),
  hooks: (count: number) => (count === 1 ? "1 integration" : `${count} integrations`),
  keysHeld: (held: number) => (held === 1 ? "1 key on the rack" : `${count(held)} keys on the rack`),
  find: "Find or do anything",
  loading: "Opening",
  pane: "Right pane",
  sample: "Sample workspace: made-up clients, on a provider that runs on this computer.",
  sampleLeave: "Back to your workspace",
  brokenTitle: "Keyrack cannot open its data",
  screenFailed: { code: "screen_failed", field: null, what: "This screen could not be opened.", next: "Try again. If it stays so, close the window and open it again." },
} as const;

export const keyringWords = {
  label: "Keyring status",
  unlock: "Unlock",
  unlocking: "Waiting…",
  check: "Try again",
  checking: "Asking…",
} as const;

export const paletteWords = {
  title: "Find or do anything",
  field: "Type a client, an integration or what to do",
  actions: "Do",
  clients: "Clients",
  integrations: "Integrations",
  none: "Nothing of that name",
  noneNext: "Try fewer letters, or look in the log.",
  hints: { move: "move", open: "open", close: "close" },
} as const;

export const actionWords = {
  palette: "Find or do anything",
  board: "Go to the board",
  log: "Go to the log",
  bulk: "Import many keys",
  scan: "Scan for keys where they must not be",
  run: "Go to the test run",
  settings: "Go to the settings",
  back: "Go back",
  addClient: "Add client",
  addIntegration: "Add integration",
  find: "Find on the board",
  test: "Test this integration",
  testAll: "Test all that are shown",
  stop: "Stop the tests",
  dueSoon: "Show what is due soon",
  archive: "Show the archive",
  live: "Show the live board",
  clearFilters: "Clear filters",
  themeLight: "Look: light",
  themeDark: "Look: dark",
  themeSystem: "Look: as the system",
  keyringCheck: "Check the keyring",
  keyringUnlock: "Unlock the keyring",
  sampleOpen: "Open the sample workspace",
  sampleLeave: "Back to your workspace",
  shortcuts: "Keyboard shortcuts",
  close: "Close the right pane",
} as const;

export const shortcutWords = {
  title: "Keyboard shortcuts",
  anywhere: "Anywhere",
  onBoard: "On the board",
  inLists: "In lists",
  move: "Move between hooks",
  open: "Open in the right pane",
  rows: "Move between rows",
  pages: "A page at a time",
  fold: "Fold and unfold a group",
} as const;
