// A shell that stands in for the real one where there is none: a browser in development, tests, pictures. Which world it
// shows is said in the address: `?fake=empty`, `many`, `long`, `sample`, `locked`, `absent`, `slow`, `broken`, `error`.

import type { AppView } from "../bindings/AppView";
import type { KeyringState } from "../bindings/KeyringState";
import type { KeyringView } from "../bindings/KeyringView";
import type { Settings } from "../bindings/Settings";
import type { Theme } from "../bindings/Theme";
import type { Topic } from "../bindings/Topic";
import type { Hear, Shell } from "../shell";
import { boardOf, cardsOf } from "./board";
import { Bulk } from "./bulk";
import { catalogue } from "./catalogue";
import { keysOf } from "./keys";
import { logEntry, logPage } from "./log";
import * as rack from "./rack";
import { refuse } from "./refusal";
import { believable, long, many } from "./seed";
import { Sends, sendViewOf } from "./sends";
import { dueOf, World } from "./world";

export interface Fake {
  shell: Shell;
  hear: Hear;
  world: World;
}

export function open(params: URLSearchParams): Fake {
  const scene = params.get("fake") ?? "";
  const pace = Number(params.get("pace") ?? "1");
  const theme = params.get("theme");
  return stage(scene, pace, theme === "dark" || theme === "light" ? theme : "system");
}

export function stage(scene = "", pace = 0, theme: Theme = "system"): Fake {
  const world = scene === "empty" ? new World(1) : scene === "many" ? many() : scene === "long" ? long() : believable();
  const heard = new Set<(topic: Topic) => void>();
  const changed = (...topics: Topic[]) => {
    for (const topic of topics) for (const one of heard) setTimeout(() => one(topic), 0);
  };
  const state: State = { keyring: keyringOf(scene), sample: scene === "sample", settings: { ...defaults, theme } };
  const sends = new Sends(world, pace);
  sends.keyringLocked = state.keyring !== "ready";
  const context = { world, sends, state, changed, pace, broken: scene === "error" };
  return { shell: later({ ...system(context), ...things(context), ...keysOf(context), ...reading(context) }, pace), hear: hearing(heard), world };
}

export interface State {
  keyring: KeyringState;
  sample: boolean;
  settings: Settings;
}

export interface Context {
  world: World;
  sends: Sends;
  state: State;
  changed: (...topics: Topic[]) => void;
  pace: number;
  broken: boolean;
}

const defaults: Settings = { theme: "system", clipboard_seconds: 30, keep_days: 90, unsafe_loopback_http: false };

function keyringOf(scene: string): KeyringState {
  return scene === "locked" || scene === "absent" || scene === "slow" || scene === "broken" ? scene : "ready";
}

function hearing(heard: Set<(topic: Topic) => void>): Hear {
  return (one) => {
    heard.add(one);
    return () => void heard.delete(one);
  };
}

/** A real shell takes a moment; a fake one that did not would hide every state of waiting. */
function later(shell: Shell, pace: number): Shell {
  if (pace === 0) return shell;
  const slow = Object.entries(shell).map(([name, command]: [string, (...args: never[]) => Promise<unknown>]) => [
    name,
    async (...args: never[]) => {
      await new Promise((resolve) => setTimeout(resolve, 12 * pace));
      return command(...args);
    },
  ]);
  return Object.fromEntries(slow) as unknown as Shell;
}

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

function system(context: Context): System {
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

type Things = Pick<
  Shell,
  | "client_add" | "client_edit" | "client_duplicate" | "client_archive" | "client_remove_preview" | "client_remove" | "removal_undo"
  | "integration_add" | "integration_edit" | "integration_duplicate" | "integration_archive" | "integration_remove_preview" | "integration_remove"
>;

function things({ world, changed }: Context): Things {
  const done = (deed: string, words: string, about: Parameters<World["did"]>[2]) => {
    world.did(deed, words, about);
    changed("clients", "log");
  };
  return {
    client_add: async (input) => {
      const client = world.addClient(rack.checkClient(world, input, null));
      done("client_added", "Client added", { client });
      return rack.clientView(world, client);
    },
    client_edit: async (id, revision, input) => {
      const client = rack.clientBy(world, id);
      rack.checkRevision(client.revision, revision);
      client.input = rack.checkClient(world, input, client);
      client.revision += 1;
      client.updated = Date.now();
      done("client_edited", "Client edited", { client });
      return rack.clientView(world, client);
    },
    client_duplicate: async (id, name) => {
      const from = rack.clientBy(world, id);
      const client = world.addClient(rack.checkClient(world, { ...from.input, name }, null));
      for (const hung of world.hungOf(from)) world.addHung(client, structuredClone(hung.input));
      done("client_duplicated", "Client duplicated", { client });
      return rack.clientView(world, client);
    },
    client_archive: async (id, archived) => {
      const client = rack.clientBy(world, id);
      client.archived = archived;
      done(archived ? "client_archived" : "client_restored", archived ? "Client archived" : "Client taken out of the archive", { client });
      return rack.clientView(world, client);
    },
    client_remove_preview: async (id) => {
      const client = rack.clientBy(world, id);
      return rack.preview(client.input.name, world.hungOf(client), "");
    },
    client_remove: async (id) => {
      const client = rack.clientBy(world, id);
      const view = rack.remove(world, [client], world.hungOf(client), client.input.name);
      done("client_removed", "Client removed", { client });
      return view;
    },
    removal_undo: async (id) => {
      rack.undo(world, id);
      done("removal_undone", "Removal undone", {});
      return null;
    },
    integration_add: async (of, input) => {
      const client = rack.clientBy(world, of);
      const hung = world.addHung(client, rack.checkIntegration(world, client, input, null));
      done("integration_added", "Integration added", { hung });
      return rack.integrationView(hung);
    },
    integration_edit: async (id, revision, input) => {
      const hung = rack.hungBy(world, id);
      rack.checkRevision(hung.revision, revision);
      hung.input = rack.checkIntegration(world, hung.client, input, hung);
      hung.revision += 1;
      hung.updated = Date.now();
      done("integration_edited", "Integration edited", { hung });
      return rack.integrationView(hung);
    },
    integration_duplicate: async (id, name, withKey) => {
      const from = rack.hungBy(world, id);
      const input = rack.checkIntegration(world, from.client, { ...structuredClone(from.input), name }, null);
      const hung = world.addHung(from.client, input);
      if (withKey) hung.parts = new Map(from.parts);
      done("integration_duplicated", "Integration duplicated", { hung });
      return rack.integrationView(hung);
    },
    integration_archive: async (id, archived) => {
      const hung = rack.hungBy(world, id);
      hung.archived = archived;
      done(archived ? "integration_archived" : "integration_restored", archived ? "Integration archived" : "Integration taken out of the archive", { hung });
      return rack.integrationView(hung);
    },
    integration_remove_preview: async (id) => {
      const hung = rack.hungBy(world, id);
      return rack.preview(hung.input.name, [hung], "");
    },
    integration_remove: async (id) => {
      const hung = rack.hungBy(world, id);
      const view = rack.remove(world, [], [hung], hung.input.name);
      done("integration_removed", "Integration removed", { hung });
      return view;
    },
  };
}

type Reading = Pick<
  Shell,
  | "board" | "board_cards" | "clients" | "client" | "integrations" | "integration" | "log" | "log_entry"
  | "test" | "test_many" | "test_cancel" | "bulk_choose" | "bulk_map" | "bulk_take_in"
>;

function reading({ world, sends, changed, pace }: Context): Reading {
  const bulks = new Map<string, Bulk>();
  const bulkBy = (handle: string) => {
    const bulk = bulks.get(handle);
    if (bulk === undefined) throw refuse("handle_unknown", "The file is not open any more.", "Choose it again.");
    return bulk;
  };
  return {
    board: async (query) => boardOf(world, query),
    board_cards: async (query, clients) => cardsOf(world, query, clients),
    clients: async (archived) => world.clients.filter((client) => client.archived === archived).map((client) => rack.clientRow(world, client)).sort((one, other) => one.name.localeCompare(other.name)),
    client: async (id) => rack.clientView(world, rack.clientBy(world, id)),
    integrations: async (client) => world.hung.filter((hung) => client === null || hung.client.id === client).map(rack.integrationRow),
    integration: async (id) => rack.integrationView(rack.hungBy(world, id)),
    log: async (query, offset, limit) => logPage(world, query, offset, limit),
    log_entry: async (id) => logEntry(world, id),
    test: async (id) => {
      const hung = rack.hungBy(world, id);
      const send = await sends.test(hung);
      changed("clients", "keys", "log");
      return sendViewOf(hung, send);
    },
    test_many: async (ids, progress) => {
      const batch = await sends.many(ids.map((id) => rack.hungBy(world, id)), progress);
      changed("clients", "keys", "log");
      return batch;
    },
    test_cancel: async (id) => {
      sends.cancel(id);
      return null;
    },
    bulk_choose: async () => {
      const bulk = new Bulk(world);
      bulks.set(bulk.handle, bulk);
      return bulk.view(0, 100);
    },
    bulk_map: async (handle, columns, offset, limit) => {
      const bulk = bulkBy(handle);
      bulk.map(columns);
      return bulk.view(offset, limit);
    },
    bulk_take_in: async (handle, progress) => {
      const done = await bulkBy(handle).takeIn(pace, progress);
      changed("clients", "keys", "log");
      return done;
    },
  };
}
