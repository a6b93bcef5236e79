// The scan that is under way, wherever the person is meanwhile, and the form it is begun with: both outlive their screen.

import type { Refusal } from "../ipc/bindings/Refusal";
import type { ScanFolderView } from "../ipc/bindings/ScanFolderView";
import type { ScanInput } from "../ipc/bindings/ScanInput";
import type { ScanView } from "../ipc/bindings/ScanView";
import type { Shell } from "../ipc";
import { ipc, onChange } from "../ipc";

type Door = Pick<Shell, "scan_folder_choose" | "scan_folder" | "scan_site" | "scan_cancel" | "scan" | "key_file_close">;

/** `choosing` and `asking`: a window of the system waits for the person. `starting`: the keyring is being read. */
export type Stage = "idle" | "choosing" | "asking" | "starting" | "running";

export interface Draft {
  kind: "folder" | "site";
  client: string | null;
  folder: ScanFolderView | null;
  url: string;
  git: boolean;
  shapes: boolean;
  rack: boolean;
}

export function emptyDraft(): Draft {
  return { kind: "folder", client: null, folder: null, url: "", git: true, shapes: true, rack: true };
}

export class Scanning {
  stage = $state<Stage>("idle");
  draft = $state.raw<Draft>(emptyDraft());
  /** What is scanned, for people. */
  name = $state("");
  /** The scan as it was read last, while it runs. */
  view = $state.raw<ScanView | null>(null);
  stopping = $state(false);
  refusal = $state.raw<Refusal | null>(null);
  declined = $state(false);
  /** Told once of each scan that ended while it was followed. */
  onend: (view: ScanView) => void = () => undefined;
  #door: Door;

  constructor(door: Door) {
    this.#door = door;
  }

  set(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
    this.refusal = null;
    this.declined = false;
  }

  /** Whether all is there that a scan needs, and none is under way. */
  get ready(): boolean {
    const { kind, folder, url, rack, shapes } = this.draft;
    return this.stage === "idle" && (rack || shapes) && (kind === "folder" ? folder !== null : url.trim() !== "");
  }

  async choose(): Promise<void> {
    if (this.stage !== "idle") return;
    this.set({ kind: "folder" });
    this.stage = "choosing";
    try {
      const folder = await this.#door.scan_folder_choose();
      const { folder: before } = this.draft;
      if (folder === null) return;
      this.draft = { ...this.draft, folder };
      if (before !== null) await this.#door.key_file_close(before.handle).catch(() => null);
    } catch (refusal) {
      this.#refused(refusal as Refusal);
    } finally {
      this.stage = "idle";
    }
  }

  async start(): Promise<void> {
    if (!this.ready) return;
    const { kind, folder, url, client, rack, shapes } = this.draft;
    const git = kind === "folder" && folder?.git === true && this.draft.git;
    const input: ScanInput = { client, git, shapes, rack };
    this.set({});
    try {
      if (kind === "folder" && folder !== null) {
        this.stage = "starting";
        this.name = folder.name;
        this.#begun(await this.#door.scan_folder(folder.handle, input));
        // A handle is good for one scan: the folder is chosen again for the next.
        this.draft = { ...this.draft, folder: null };
      } else {
        this.stage = "asking";
        this.name = url.trim().replace(/^https?:\/\//, "").replace(/\/$/, "");
        this.#begun(await this.#door.scan_site(url.trim(), input));
      }
      // A short one may have ended before this page knew what to follow: nothing would tell of it any more.
      await this.read();
    } catch (refusal) {
      this.stage = "idle";
      const why = refusal as Refusal;
      if (why.code === "handle_unknown") this.draft = { ...this.draft, folder: null };
      this.#refused(why);
    }
  }

  /** Follows a scan that was begun before this page was there, but none of another window or a terminal. */
  adopt(rows: readonly ScanView[]): void {
    const running = rows.find((row) => row.state === "running" && row.progress !== null);
    if (running === undefined || this.stage !== "idle") return;
    this.#begun(running);
    void this.read();
  }

  async cancel(): Promise<void> {
    const { view } = this;
    if (view === null) return;
    this.stopping = true;
    await this.#door.scan_cancel(view.id).catch(() => null);
    await this.read();
  }

  /** Reads how far it is. */
  async read(): Promise<void> {
    const id = this.view?.id;
    if (id === undefined) return;
    try {
      const view = await this.#door.scan(id);
      if (this.view?.id === id) this.#begun(view);
    } catch {
      // It was removed, or the workspace is another one now: there is nothing left to follow.
      if (this.view?.id === id) this.#over();
    }
  }

  follow(): () => void {
    return onChange("scans", () => void this.read());
  }

  /** The window turned to another workspace: its scans, clients and folders are others. */
  forget(): void {
    this.#over();
    this.draft = emptyDraft();
  }

  #begun(view: ScanView): void {
    if (view.state === "running") {
      this.stage = "running";
      this.name = view.name;
      this.view = view;
    } else {
      this.#over();
      this.onend(view);
    }
  }

  #over(): void {
    this.stage = "idle";
    this.stopping = false;
    this.view = null;
  }

  #refused(refusal: Refusal): void {
    if (refusal.code === "declined") this.declined = true;
    else this.refusal = refusal;
  }
}

export const scanning = new Scanning(ipc);
