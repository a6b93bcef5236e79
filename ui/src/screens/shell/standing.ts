// What can be done from anywhere.

import type { Theme } from "../../ipc/bindings/Theme";
import type { Refusal } from "../../ipc/bindings/Refusal";
import type { Action } from "../../actions/actions.svelte";
import { ipc } from "../../ipc";
import { app } from "../../stores/app.svelte";
import { back, go, router } from "../../stores/router.svelte";
import { toastRefusal } from "../../stores/toasts.svelte";
import { actionWords as words } from "../../words/shell";
import { board } from "../board/board.svelte";
import { testAndSay } from "../board/testing";

export function standing(openPalette: () => void, openShortcuts: () => void): Action[] {
  const { view } = app;
  const { place } = router;
  const state = view?.keyring.state;
  return [
    { id: "palette", label: words.palette, icon: "search", keys: "Mod+K", run: openPalette },
    { id: "go-board", label: words.board, icon: "layout-grid", keys: "Mod+1", run: () => go({ screen: "board" }) },
    { id: "go-log", label: words.log, icon: "scroll-text", keys: "Mod+2", also: "history sends", run: () => go({ screen: "log" }) },
    { id: "go-bulk", label: words.bulk, icon: "file-up", keys: "Mod+3", also: "csv env file", run: () => go({ screen: "bulk" }) },
    { id: "go-scan", label: words.scan, icon: "scan-search", keys: "Mod+4", also: "leak folder theme plugin git storefront site", run: () => go({ screen: "scan" }) },
    { id: "go-run", label: words.run, icon: "list-checks", keys: "Mod+5", also: "batch results filter", run: () => go({ screen: "run" }) },
    { id: "go-watches", label: words.watches, icon: "activity", keys: "Mod+6", also: "schedule uptime monitor failing", run: () => go({ screen: "watches" }) },
    { id: "go-settings", label: words.settings, icon: "settings", keys: "Mod+,", run: () => go({ screen: "settings" }) },
    ...(place.screen === "board" ? [] : [{ id: "back", label: words.back, icon: "arrow-left", keys: "Alt+ArrowLeft", run: () => back() } as const]),
    { id: "add-client", label: words.addClient, icon: "building-2", keys: "Mod+N", also: "new", run: () => go({ screen: "client-form" }) },
    ...(place.screen === "client"
      ? [{ id: "add-integration", label: words.addIntegration, icon: "plus", also: "new", run: () => go({ screen: "integration-form", client: place.id }) } as const]
      : []),
    ...(place.screen === "integration"
      ? [{ id: "test", label: words.test, icon: "play", keys: "T", run: () => void testAndSay(place.id) } as const]
      : []),
    { id: "due-soon", label: words.dueSoon, icon: "calendar-clock", also: "rotation age", run: () => show({ due_soon: true, archived: false }) },
    board.query.archived
      ? { id: "live", label: words.live, icon: "layout-grid", run: () => show({ archived: false }) }
      : { id: "archive", label: words.archive, icon: "archive", run: () => show({ archived: true }) },
    ...themes(view?.settings.theme),
    ...(state === "locked"
      ? [{ id: "keyring-unlock", label: words.keyringUnlock, icon: "lock-keyhole", run: () => void told(ipc.keyring_unlock()) } as const]
      : [{ id: "keyring-check", label: words.keyringCheck, icon: "key-round", run: () => void told(ipc.keyring_check()) } as const]),
    view?.sample === true
      ? { id: "sample-leave", label: words.sampleLeave, icon: "arrow-left", run: () => void entered(ipc.sample_leave()) }
      : { id: "sample-open", label: words.sampleOpen, icon: "flask-conical", also: "demo", run: () => void entered(ipc.sample_open()) },
    { id: "shortcuts", label: words.shortcuts, icon: "keyboard", keys: "?", also: "hotkeys help", run: openShortcuts },
  ];
}

function show(change: Parameters<typeof board.ask>[0]): void {
  board.ask(change);
  go({ screen: "board" });
}

function themes(now: Theme | undefined): Action[] {
  const all = [
    { theme: "system", label: words.themeSystem, icon: "monitor" },
    { theme: "light", label: words.themeLight, icon: "sun" },
    { theme: "dark", label: words.themeDark, icon: "moon" },
  ] as const;
  return all
    .filter(({ theme }) => now !== undefined && theme !== now)
    .map(({ theme, label, icon }) => ({ id: `theme-${theme}`, label, icon, also: "theme colour", run: () => void setTheme(theme) }));
}

async function setTheme(theme: Theme): Promise<void> {
  if (app.view !== null) await told(ipc.settings_save({ ...app.view.settings, theme }));
}

/** Waits for something, says a refusal, and reads the app again. */
async function told(doing: Promise<unknown>): Promise<void> {
  try {
    await doing;
  } catch (refusal) {
    toastRefusal(refusal as Refusal);
  }
  await app.read();
}

/** Turns the window to another workspace. */
export async function entered(doing: ReturnType<typeof ipc.sample_open>): Promise<void> {
  try {
    app.take(await doing);
    go({ screen: "board" });
  } catch (refusal) {
    toastRefusal(refusal as Refusal);
  }
}
