// The app as a whole, as the fake shell tells it: keyring, settings, sample workspace, doctor.

import type { AppView } from "../bindings/AppView";
import type { KeyringState } from "../bindings/KeyringState";
import type { KeyringView } from "../bindings/KeyringView";
import type { Shell } from "../shell";
import { catalogue } from "./catalogue";
import type { Context } from "./context";
import { refuse } from "./refusal";
import { believable } from "./seed";
import { dueOf } from "./world";

const keyringWords: Record<KeyringState, [title: string, what: string, next: string]> = {
  unknown: ["Keyring not asked yet", "The keyring was not needed so far.", ""],
  ready: ["Keyring ready", "A value was written, read back, compared and removed.", ""],
  locked: ["Keyring locked", "The keyring is locked. Clients, integrations and the log work as usual; tests and intake wait.", "Unlock it."],
  absent: ["No keyring", "No keyring answers in this session. Keys are put nowhere else.", "Start one: GNOME Keyring, KWallet, or KeePassXC with its Secret Service turned on."],
  slow: ["Keyring does not answer", "The keyring was asked and has not answered in time.", "Look for its prompt: it may be waiting for you. Then check again."],
  broken: ["Keyring not working", "The keyring answers, but what was written did not come back.", "Look at its own messages, restart it, then check again."],
};

function keyringView(state: KeyringState): KeyringView {
  const [title, what, next] = keyringWords[state];
  return { state, backend: state === "absent" ? "" : "Secret Service (GNOME Keyring)", title, what, next };
}

function appView({ world, state }: Context): AppView {
  const live = world.hung.filter((hung) => !hung.archived && !hung.client.archived);
  return {
    version: "0.1.0",
    sample: state.sample,
    clients: world.clients.filter((client) => !client.archived).length,
    integrations: live.length,
    keys: live.reduce((sum, hung) => sum + hung.parts.size, 0),
    due_soon: live.filter((hung) => (dueOf(hung).left_days ?? 99) <= 14).length,
    keyring: keyringView(state.keyring),
    settings: state.settings,
    data_dir: "~/.local/share/keyrack",
  };
}

type System = Pick<
  Shell,
  "app" | "settings_save" | "keyring_check" | "keyring_unlock" | "doctor" | "sample_open" | "sample_leave" | "sample_remove" | "board_painted" | "providers"
>;

export function system(context: Context): System {
  const { state, sends, changed, world } = context;
  const sample = (open: boolean) => async () => {
    state.sample = open;
    if (open && world.clients.length === 0) {
      const made = believable();
      world.clients.push(...made.clients);
      world.hung.push(...made.hung);
      world.deeds.push(...made.deeds);
    }
    changed("clients", "keys", "log");
    return appView(context);
  };
  return {
    app: async () => {
      if (context.broken) {
        throw refuse(
          "newer_version",
          "The data in ~/.local/share/keyrack was written by a newer Keyrack. It was left untouched.",
          "Update Keyrack, or choose another data directory.",
        );
      }
      return appView(context);
    },
    settings_save: async (settings) => {
      state.settings = settings;
      changed("settings");
      return settings;
    },
    keyring_check: async () => keyringView(state.keyring),
    keyring_unlock: async () => {
      state.keyring = "ready";
      sends.keyringLocked = false;
      changed("keyring");
      return keyringView(state.keyring);
    },
    doctor: async () => ({
      version: "0.1.0",
      data_dir: "~/.local/share/keyrack",
      checks: [
        { name: "Database", ok: true, what: "quick_check found nothing wrong.", next: "" },
        { name: "Keyring", ok: state.keyring === "ready", what: keyringView(state.keyring).what, next: keyringView(state.keyring).next },
        { name: "Permissions", ok: true, what: "Only you may read the data.", next: "" },
      ],
      missing_keys: state.keyring === "broken" ? ["Casa Lumen / TaxJar / API token"] : [],
      orphan_keys: [],
    }),
    sample_open: sample(true),
    sample_leave: sample(false),
    sample_remove: sample(false),
    board_painted: async () => null,
    providers: async () => catalogue,
  };
}
