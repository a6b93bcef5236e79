// A scan's outcome as one of the marks that the whole app uses: the worst of what was found.

import type { Health } from "../../ipc/bindings/Health";
import type { ScanView } from "../../ipc/bindings/ScanView";
import type { VerdictKind } from "../../ipc/bindings/VerdictKind";
import type { IconName } from "../../parts/icons";

type Outcome = Pick<ScanView, "state" | "held" | "secrets" | "unread" | "truncated" | "too_short" | "nothing_read">;

/** Whether all was read that was named, and all sought that was to be: only then is nothing found a good answer. */
export function isComplete({ state, unread, truncated, too_short, nothing_read }: Outcome): boolean {
  return state === "done" && unread === 0 && !truncated && too_short.length === 0 && nothing_read.length === 0;
}

export function markOf(scan: Outcome): Health | VerdictKind {
  const { state, held, secrets } = scan;
  if (state === "running") return "untested";
  if (state === "failed") return "unreachable";
  if (state === "unfinished") return "odd";
  if (held > 0) return "refused";
  if (secrets > 0) return "degraded";
  if (scan.too_short.length > 0 || scan.nothing_read.length > 0) return "odd";
  return isComplete(scan) ? "accepted" : "not_sent";
}

/** What was looked through, as an icon. */
export function kindIcon({ kind, git }: Pick<ScanView, "kind" | "git">): IconName {
  if (kind === "site") return "globe";
  return kind === "several" ? "list" : git ? "git-branch" : "folder";
}
