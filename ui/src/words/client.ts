// Words of the client's pages.

export const clientWords = {
  loading: "Reading the client",
  testAll: "Test all",
  testAllOf: "Test all of this client",
  editThis: "Edit this client",
  scanThis: "Scan for keys of this client",
  testing: (done: number, total: number) => `Testing ${done} of ${total}`,
  cancel: "Cancel",
  addIntegration: "Add integration",
  more: "More for this client",
  edit: "Edit…",
  duplicate: "Duplicate…",
  archive: "Archive",
  restore: "Restore",
  remove: "Remove…",
  archivedTitle: "Archived",
  archivedNext: "It is off the board and out of every test. Its keys and its log are kept.",
  integrations: "Integrations",
  integrationsNone: "Nothing hangs here yet",
  integrationsNoneNext: "Add the first integration, then take its key in.",
  archivedOnes: (count: number) => (count === 1 ? "1 archived" : `${count} archived`),
  about: "About",
  owner: "Looked after by",
  nobody: "nobody yet",
  tags: "Tags",
  notes: "Notes",
  keysHeld: "Key parts held",
  changed: "Last changed",
  changedBy: (when: string, who: string) => `${when} by ${who}`,
  since: "On the rack since",
  lately: "Lately",
  latelyNone: "Nothing has happened yet.",
  wholeLog: "The whole log",
  keyNone: "no key yet",
  gone: "This client is not here any more",
  goneNext: "It was removed, perhaps in another window. Go back to the board.",

  addTitle: "Add a client",
  editTitle: (name: string) => `Edit ${name}`,
  name: "Name",
  nameHint: "As your team says it.",
  tagsHint: "Enter or comma adds one.",
  tagRemove: (tag: string) => `Remove the tag ${tag}`,
  notesHint: "Never a key: what looks like one is refused here.",
  save: "Save",
  add: "Add client",
  saving: "Saving…",
  keyTitle: "That looks like a key",
  keyWhat: "It was not kept, and the field is empty again. Add an integration, and take the key in there.",

  duplicateTitle: (name: string) => `Duplicate ${name}`,
  duplicateName: "Name of the copy",
  duplicateNameOf: (name: string) => `${name} (copy)`,
  duplicateHint: "Its integrations are copied without their keys.",
  duplicateGo: "Duplicate",

  removeTitle: (name: string) => `Remove ${name}?`,
  removeWhat: (integrations: number, keys: number) => {
    const things = integrations === 0 ? "It has no integration." : integrations === 1 ? "1 integration goes with it." : `${integrations} integrations go with it.`;
    const held =
      keys === 0
        ? "No key is held for it."
        : `${keys === 1 ? "1 key part leaves" : `${keys} key parts leave`} the keyring when undo lapses, and cannot be brought back after that.`;
    return `${things} ${held} Its log stays.`;
  },
  removeGo: "Remove",
  undo: "Undo",
  undone: (name: string) => `${name} is back.`,
  archived: (name: string) => `${name} was archived.`,
  restored: (name: string) => `${name} was restored.`,
  saved: (name: string) => `${name} was saved.`,
  added: (name: string) => `${name} was added.`,
} as const;

export const removalWords = {
  removed: (name: string) => `${name} was removed.`,
  until: (seconds: number) => {
    const minutes = Math.round(seconds / 60);
    if (seconds < 60) return `Undo works for ${Math.round(seconds)} seconds.`;
    return minutes === 1 ? "Undo works for 1 minute." : `Undo works for ${minutes} minutes.`;
  },
  undo: "Undo",
  undoOf: (name: string) => `Undo the removal of ${name}`,
  undone: (name: string) => `${name} is back.`,
} as const;

export const firstRunWords = {
  title: "An empty rack",
  lead: "Hang your clients' keys here. They live in your system's keyring; this window only ever sees their masks.",
  add: "Add your first client",
  addHint: "A name is enough to begin.",
  bulk: "Import a CSV or .env",
  bulkHint: "Many clients and keys at once, checked before they come in.",
  sample: "Look around in a sample",
  sampleHint: "Made-up clients on a provider that runs on this computer. Removed without trace.",
  opening: "Making the sample…",
} as const;
