// A scan came to its end: whoever stayed is led to what came of it, whoever left is told.

import type { ScanView } from "../../ipc/bindings/ScanView";
import { go, router } from "../../stores/router.svelte";
import { toast } from "../../stores/toasts.svelte";
import { besidesOf, scanWords as words, summaryOf } from "../../words/scan";
import { markOf } from "./marks";

export function ended(view: ScanView): void {
  const show = () => go({ screen: "scan-result", id: view.id });
  if (router.place.screen === "scan") return show();
  if (router.place.screen === "scan-result" && router.place.id === view.id) return;
  toast({
    title: summaryOf(view),
    what: [view.name, ...besidesOf(view)].join(" · "),
    kind: view.held > 0 || view.state === "failed" ? "bad" : markOf(view) === "accepted" ? "good" : "plain",
    action: { label: words.toastShow, run: show },
  });
}
