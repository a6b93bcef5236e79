// A scan's outcome as one of the marks that the whole app uses: the worst of what was found.

import type { Health } from "../../ipc/bindings/Health";
import type { ScanView } from "../../ipc/bindings/ScanView";
import type { VerdictKind } from "../../ipc/bindings/VerdictKind";
import type { IconName } from "../../parts/icons";

export function markOf({ state, held, secrets }: Pick<ScanView, "state" | "held" | "secrets">): Health | VerdictKind {
  if (state === "running") return "untested";
  if (state === "failed") return "unreachable";
  if (state === "unfinished") return "odd";
  if (held > 0) return "refused";
  if (secrets > 0) return "degraded";
  return state === "cancelled" ? "not_sent" : "accepted";
}

/** What was looked through, as an icon. */
export function kindIcon({ kind, git }: Pick<ScanView, "kind" | "git">): IconName {
  if (kind === "site") return "globe";
  return kind === "several" ? "list" : git ? "git-branch" : "folder";
}
