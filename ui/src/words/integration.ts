// Words of the integration's pages.

import type { NotTestable } from "../ipc/bindings/NotTestable";

export const integrationWords = {
  test: "Test",
  testing: "Testing…",
  cancel: "Cancel",
  cancelTest: "Stop the test",
  takeKey: "Take in a key…",
  editThis: "Edit this integration",
  addKey: "Add the key…",
  replaceKey: "Replace the key…",
  keep: "Keep it",
  more: "More for this integration",
  edit: "Edit…",
  duplicate: "Duplicate…",
  archive: "Archive",
  restore: "Restore",
  remove: "Remove…",
  openPage: "Open as a page",
  gone: "This integration is not here any more",
  goneNext: "It was removed, perhaps in another window. Go back to the board.",
  loading: "Reading the integration",
  archivedTitle: "Archived",
  archivedNext: "It keeps its key and its log, and is left out of tests and counts. Restore it to test it again.",

  details: "State, key and exchange",
  sectionKeys: "Key",
  sectionTimeline: "Timeline",
  sectionExchange: "Exchange",
  sectionSends: "Recent tests",
  sectionAbout: "About",
  request: "Request",
  response: "Response",
  noExchange: "Nothing was sent, so there is nothing to show.",
  noResponse: "No answer came.",
  strict: "Stored strictly: values stand only where the provider's list calls their field harmless. The rest was never written.",
  noBody: "No body",
  masked: (count: number) =>
    count === 0 ? "nothing to mask" : count === 1 ? "1 value masked" : `${count} values masked`,
  viaProxy: "through the system proxy",
  certificate: (days: number) =>
    days < 0
      ? `certificate expired ${-days === 1 ? "a day" : `${-days} days`} ago`
      : days === 0
        ? "certificate expires today"
        : `certificate ${days === 1 ? "1 day" : `${days} days`}`,
  issuedBy: (issuer: string) => `issued by ${issuer}`,
  statusIn: (status: number, took: string) => `${status} in ${took}`,
  older: (when: string) => `You are looking at the test of ${when}.`,
  newest: "Back to the newest",
  allSends: (count: number) => `Show all ${count}`,
  noSends: "Not tested yet",

  never: "Not tested yet",
  neverNext: "One click sends a harmless request with the key and says how it was answered.",

  base: "Base URL",
  probe: "Probe",
  auth: "How the key is sent",
  ca: "Trusted certificate authority",
  caUntil: (day: string) => `until ${day}`,
  caPrint: (print: string) => `SHA-256 ${print}`,
  loopback: "Plain HTTP to this computer is allowed. Unsafe: for development only.",
  owner: "Looked after by",
  tags: "Tags",
  notes: "Notes",
  nobody: "nobody yet",
  changed: "Last changed",
  changedBy: (when: string, who: string) => `${when} by ${who}`,
  baseMissing: "not known while a variable is missing",

  dueNone: "no replacement date",
  dueIn: (days: number) => (days === 0 ? "due today" : days === 1 ? "due tomorrow" : `due in ${days} days`),
  duePast: (days: number) => (days === 1 ? "due since yesterday" : `${days} days overdue`),
  age: (days: number) => (days === 0 ? "today" : days === 1 ? "1 day" : `${days} days`),

  removeTitle: (name: string) => `Remove ${name}?`,
  removeKeys: (keys: number) =>
    keys === 0
      ? "No key is held for it. Its log stays."
      : `${keys === 1 ? "Its key leaves" : `Its ${keys} key parts leave`} the keyring when undo lapses, and cannot be brought back after that. Its log stays.`,
  removeGo: "Remove",
  undo: "Undo",
  undone: (name: string) => `${name} is back.`,
  archived: (name: string) => `${name} was archived.`,
  restored: (name: string) => `${name} was restored.`,

  duplicateTitle: (name: string) => `Duplicate ${name}`,
  duplicateName: "Name of the copy",
  duplicateNameOf: (name: string) => `${name} (copy)`,
  duplicateKey: "Use the same key in the copy",
  duplicateKeyHint: "The system asks you to confirm where the key may go. Leave it off to give the copy a key of its own.",
  duplicateGo: "Duplicate",

  saved: (name: string) => `${name} was saved.`,
  added: (name: string) => `${name} was added.`,
} as const;

/** What the button beside "no test can be sent" does, where one helps. Why there is none says the engine. */
export const notTestableActions: Partial<Record<NotTestable, string>> = {
  no_safe_probe: "Name a probe…",
  variable_missing: "Fill it in…",
  archived: "Restore",
};

export const formWords = {
  addTitle: (client: string) => `Add an integration for ${client}`,
  editTitle: (name: string) => `Edit ${name}`,
  provider: "Provider",
  providerFind: "Find a provider",
  providerNone: "No provider of that name. Choose Custom to enter it yourself.",
  providerChange: "Change…",
  later: "test comes later",
  custom: "Custom",
  customHint: "Any HTTPS API with a key",
  name: "Name",
  nameHint: "What your team calls it, such as WooCommerce orders.",
  environment: "Environment",
  variables: "Where it runs",
  baseUrl: "Base URL",
  baseUrlHint: "Only if it differs from the provider's own.",
  baseUrlCustomHint: "HTTPS, without a key in it, such as https://api.example.com/v1",
  auth: "How the key is sent",
  header: "Header",
  prefix: "Text before the key",
  prefixHint: "Such as Token, with the space after it. Mostly empty.",
  queryName: "Query parameter",
  probe: "Probe",
  probeHint: "GET or HEAD and a path, harmless to send at any time.",
  probeOwnHint: "Empty for the provider's own.",
  ca: "Certificate authority",
  caHint: "For a shop whose certificate is signed by an authority of its own. Trusted here and nowhere else.",
  caChoose: "Choose a file…",
  caReplace: "Choose another…",
  caDrop: "Trust the system only",
  caNone: "The system's own",
  caCount: (count: number) => (count === 1 ? "1 certificate" : `${count} certificates`),
  loopback: "Allow plain HTTP to this computer",
  loopbackHint: "Unsafe. The key crosses the loopback unencrypted; for development only.",
  unsafe: "Unsafe",
  rotate: "Replace the key every so many days",
  rotateProvider: (days: number) => `Empty: the provider's ${days} days`,
  rotateNone: "Empty: no date",
  rotateNumber: "A whole number of days from 1 to 1000.",
  about: "For your team",
  tags: "Tags",
  tagsHint: "Enter or comma adds one.",
  tagRemove: (tag: string) => `Remove the tag ${tag}`,
  owner: "Looked after by",
  notes: "Notes",
  notesHint: "Never a key: what looks like one is refused here.",
  preview: "A test will send",
  previewNone: "Choose a provider, and this shows where its test will go.",
  previewNoProbe: "No probe yet: the key can be kept, but not tested.",
  previewKey: "Key",
  previewParts: "It takes",
  previewWhere: "Where to get one",
  previewLater: "Test comes later: the key can be kept today.",
  unverified: "Not checked against the vendor yet",
  save: "Save",
  add: "Add integration",
  saving: "Saving…",
  cancel: "Cancel",
  discardTitle: "Leave without saving?",
  discardWhat: "What you changed here is not kept.",
  discardGo: "Leave",
  discardStay: "Keep editing",
  reload: "Read again",
  keyField: "It looked like a key, and was emptied.",
  keyTitle: "That looks like a key",
  keyWhat: "It was not kept, and the field is empty again. A key comes in through the keyring, never through a text field.",
  keyNext: "Take the key in…",
  keyNextAfterAdd: "Add this integration first, then take the key in.",
} as const;

export const schemeWords = {
  provider: "The provider's own way",
  header: "Header",
  bearer: "Bearer token",
  basic: "Basic",
  query: "Query parameter",
} as const;

export const categoryWords: Record<string, string> = {
  storefront: "Storefronts",
  payments: "Payments",
  email_sms: "E-mail and SMS",
  crm_support: "CRM and support",
  shipping: "Shipping",
  tax_accounting: "Tax and accounting",
  search: "Search",
  automation: "Automation",
  erp: "ERP",
  analytics: "Analytics",
  reviews: "Reviews",
  subscriptions: "Subscriptions",
  generic: "Anything else",
};

/** `store_domain` as a label: "Store domain"; `base_url`: "Base URL". */
export function variableLabel(name: string): string {
  const words = name.split("_").map((word) => (["url", "id", "api", "sid"].includes(word) ? word.toUpperCase() : word));
  const text = words.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
