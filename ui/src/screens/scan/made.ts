// Scans and findings for tests, with only what a test is about.

import type { FindingView } from "../../ipc/bindings/FindingView";
import type { ScanView } from "../../ipc/bindings/ScanView";

export function scanOf(over: Partial<ScanView> = {}): ScanView {
  return {
    id: "s-1", kind: "folder", name: "theme", place: "~/work/theme", client: "c-1", client_name: "Nordlys", git: false, shapes: true,
    rack: true, state: "done", what: "", next: "", started_at: "2026-03-14T12:00:00Z", ended_at: "2026-03-14T12:00:04Z", actor: "ops",
    progress: null, files: 1_204, commits: 0, pages: 0, bytes: 18_200_000, unread: 0, held: 0, secrets: 0, published: 0, accepted: 0,
    keys: 0, places: 0, truncated: false, too_short: [], nothing_read: [], before: null,
    ...over,
  };
}

export function findingOf(over: Partial<FindingView> = {}): FindingView {
  return {
    id: "f-1", class: "secret", rule: "github-token", rule_words: "GitHub token", place: "~/work/theme/config/.env", line: 7, commit: null,
    key: null, tag: "3f9a", what: "", next: "", new: false, accepted: null, more: [],
    ...over,
  };
}

export function heldOf(fingerprint: string, over: Partial<FindingView> = {}): FindingView {
  const user = { client: "c-1", client_name: "Nordlys Outdoor", integration: `i-${fingerprint}`, integration_name: "WooCommerce" };
  return findingOf({
    id: `held-${fingerprint}`, class: "held", rule: "held-key", rule_words: "A key of the rack", tag: "",
    key: { fingerprint, mask: null, part_label: "Consumer key", replaced: false, users: [user] },
    ...over,
  });
}
