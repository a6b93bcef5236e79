import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ScanFolderView } from "../ipc/bindings/ScanFolderView";
import { scanOf } from "../screens/scan/made";

vi.mock("../ipc", () => import("../screens/staged"));
const { Scanning } = await import("./scanning.svelte");

const theme: ScanFolderView = { handle: "h-1", name: "theme", place: "~/work/theme", git: true };
const progress = { phase: "files" as const, files: 3, commits: 0, pages: 0, bytes: 9, held: 0, secrets: 0, published: 0, ms: 4, here: "" };
const running = scanOf({ state: "running", ended_at: null, progress });
const refusal = (code: string, field: string | null = null) => ({ code, field, what: "No.", next: "" });

function stage() {
  const door = {
    scan_folder_choose: vi.fn(() => Promise.resolve<ScanFolderView | null>(theme)),
    scan_folder: vi.fn(() => Promise.resolve(running)),
    scan_site: vi.fn(() => Promise.resolve(running)),
    scan_cancel: vi.fn(() => Promise.resolve(null)),
    scan: vi.fn(() => Promise.resolve(running)),
    key_file_close: vi.fn(() => Promise.resolve(null)),
  };
  const scanning = new Scanning(door);
  const ended = vi.fn();
  scanning.onend = ended;
  return { door, scanning, ended };
}

describe("Scanning", () => {
  let { door, scanning, ended } = stage();
  beforeEach(() => ({ door, scanning, ended } = stage()));

  it("is ready once there is something to look through and something to look for", async () => {
    expect(scanning.ready).toBe(false);
    await scanning.choose();
    expect(scanning.ready).toBe(true);
    scanning.set({ rack: false, shapes: false });
    expect(scanning.ready).toBe(false);
    scanning.set({ kind: "site", shapes: true });
    expect(scanning.ready).toBe(false);
    scanning.set({ url: "https://shop.example" });
    expect(scanning.ready).toBe(true);
  });

  it("begins a scan with the handle, once, and follows it to its end", async () => {
    await scanning.choose();
    scanning.set({ client: "c-1", shapes: false });
    await scanning.start();
    expect(door.scan_folder).toHaveBeenCalledExactlyOnceWith("h-1", { client: "c-1", git: true, shapes: false, rack: true });
    expect([scanning.stage, scanning.name, scanning.draft.folder]).toEqual(["running", "theme", null]);
    await scanning.read();
    expect(ended).not.toHaveBeenCalled();
    const done = scanOf({ held: 2 });
    door.scan.mockResolvedValue(done);
    await Promise.all([scanning.read(), scanning.read()]);
    expect(ended).toHaveBeenCalledExactlyOnceWith(done);
    expect([scanning.stage, scanning.view]).toEqual(["idle", null]);
  });

  it("knows of the end of a scan that was over before its beginning was answered", async () => {
    const done = scanOf();
    door.scan.mockResolvedValue(done);
    await scanning.choose();
    await scanning.start();
    expect(ended).toHaveBeenCalledExactlyOnceWith(done);
    expect(scanning.stage).toBe("idle");
  });

  it("asks for no history where the folder has none, and none of a site", async () => {
    door.scan_folder_choose.mockResolvedValue({ ...theme, git: false });
    await scanning.choose();
    await scanning.start();
    expect(door.scan_folder).toHaveBeenCalledWith("h-1", expect.objectContaining({ git: false }));
  });

  it("says that the person said no, and keeps the address", async () => {
    door.scan_site.mockRejectedValue(refusal("declined"));
    scanning.set({ kind: "site", url: " https://shop.example/ " });
    await scanning.start();
    expect(door.scan_site).toHaveBeenCalledWith("https://shop.example/", expect.objectContaining({ git: false }));
    expect([scanning.stage, scanning.declined, scanning.refusal, scanning.name]).toEqual(["idle", true, null, "shop.example"]);
  });

  it("keeps the folder where the keyring was locked, and not where its handle is gone", async () => {
    await scanning.choose();
    door.scan_folder.mockRejectedValueOnce(refusal("keyring_locked"));
    await scanning.start();
    expect([scanning.stage, scanning.refusal?.code, scanning.draft.folder?.handle]).toEqual(["idle", "keyring_locked", "h-1"]);
    door.scan_folder.mockRejectedValueOnce(refusal("handle_unknown"));
    await scanning.start();
    expect(scanning.draft.folder).toBeNull();
  });

  it("lets go of the folder that another one takes the place of", async () => {
    await scanning.choose();
    door.scan_folder_choose.mockResolvedValue({ ...theme, handle: "h-2" });
    await scanning.choose();
    expect(door.key_file_close).toHaveBeenCalledExactlyOnceWith("h-1");
    door.scan_folder_choose.mockResolvedValue(null);
    await scanning.choose();
    expect(scanning.draft.folder?.handle).toBe("h-2");
  });

  it("follows a scan that was begun before the page was there, and stops it", async () => {
    scanning.adopt([scanOf(), running]);
    expect(scanning.stage).toBe("running");
    door.scan.mockResolvedValue(scanOf({ state: "cancelled" }));
    await scanning.cancel();
    expect(door.scan_cancel).toHaveBeenCalledExactlyOnceWith("s-1");
    expect([scanning.stage, scanning.stopping]).toEqual(["idle", false]);
    expect(ended).toHaveBeenCalledOnce();
  });

  it("leaves a scan alone that another window or a terminal makes", () => {
    scanning.adopt([{ ...running, progress: null }]);
    expect(scanning.stage).toBe("idle");
  });

  it("forgets what is of another workspace, and tells of no end", async () => {
    await scanning.choose();
    scanning.set({ client: "c-1" });
    scanning.adopt([running]);
    scanning.forget();
    expect([scanning.stage, scanning.draft.client, scanning.draft.folder]).toEqual(["idle", null, null]);
    await scanning.read();
    expect(ended).not.toHaveBeenCalled();
  });

  it("has nothing to follow where the scan is gone", async () => {
    scanning.adopt([running]);
    door.scan.mockRejectedValue(refusal("scan_unknown"));
    await scanning.read();
    expect(scanning.stage).toBe("idle");
    expect(ended).not.toHaveBeenCalled();
  });
});
