// The catalogue as a list to choose from: grouped by kind, narrowed by words; what can be tested, and what most shops run
// on, first in its group; Custom always last.

import type { ProviderView } from "../../ipc/bindings/ProviderView";
import { formWords } from "../../words/integration";
import { CUSTOM } from "./draft";

export interface Choice {
  id: string;
  name: string;
  note: string;
  /** `null` is Custom. */
  provider: ProviderView | null;
}

export interface Group {
  category: string;
  choices: Choice[];
}

const ORDER = [
  "storefront",
  "payments",
  "shipping",
  "email_sms",
  "crm_support",
  "tax_accounting",
  "search",
  "automation",
  "analytics",
  "reviews",
  "subscriptions",
  "erp",
];
const LAST = "generic";
/** Met in most agencies: what the list opens on. */
const COMMON = ["shopify", "woocommerce", "stripe", "mollie", "klaviyo", "zendesk"];

export function groupsOf(providers: ProviderView[], search: string): Group[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const fits = (provider: ProviderView) => {
    const text = `${provider.name} ${provider.full_name} ${provider.id} ${provider.category} ${provider.base_url}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const byCategory = new Map<string, ProviderView[]>();
  // Custom is listed by the catalogue too; here it stands last, whatever is sought.
  for (const provider of providers.filter((one) => one.id !== CUSTOM && fits(one))) {
    const members = byCategory.get(provider.category);
    if (members === undefined) byCategory.set(provider.category, [provider]);
    else members.push(provider);
  }
  const groups = [...byCategory]
    .toSorted(([one], [other]) => place(one) - place(other))
    .map(([category, members]) => ({ category, choices: members.map(choiceOf).toSorted(byUse) }));
  const custom: Choice = { id: CUSTOM, name: formWords.custom, note: formWords.customHint, provider: null };
  const last = groups.find((group) => group.category === LAST);
  if (last !== undefined) last.choices.push(custom);
  else groups.push({ category: LAST, choices: [custom] });
  return groups;
}

function place(category: string): number {
  if (category === LAST) return ORDER.length + 1;
  const known = ORDER.indexOf(category);
  return known === -1 ? ORDER.length : known;
}

function choiceOf(provider: ProviderView): Choice {
  const note = provider.testable ? "" : formWords.later;
  return { id: provider.id, name: provider.name, note, provider };
}

function byUse(one: Choice, other: Choice): number {
  return rank(one) - rank(other) || one.name.localeCompare(other.name);
}

/** Common first, then what can be tested, then what can only be kept so far. */
function rank({ id, provider }: Choice): number {
  if (provider?.testable !== true) return COMMON.length + 1;
  const common = COMMON.indexOf(id);
  return common === -1 ? COMMON.length : common;
}
