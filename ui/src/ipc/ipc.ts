// The one file that talks to Tauri.

import { Channel, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { wordsOfFailure } from "../words/refusal";
import type { Refusal } from "./bindings/Refusal";
import type { Topic } from "./bindings/Topic";
import type { Hear, Shell } from "./shell";

/** What the shell answers when it refuses; anything else is a failure of the shell itself and is said in our words. */
function refusal(thrown: unknown): Refusal {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "what" in thrown && "next" in thrown) {
    return thrown as Refusal;
  }
  return wordsOfFailure;
}

async function ask<T>(command: string, args?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, args);
  } catch (thrown) {
    throw refusal(thrown);
  }
}

function channel<T>(heard: (message: T) => void): Channel<T> {
  const made = new Channel<T>();
  made.onmessage = heard;
  return made;
}

export const tauri: Shell = {
  app: () => ask("app"),
  settings_save: (settings) => ask("settings_save", { settings }),
  keyring_check: () => ask("keyring_check"),
  keyring_unlock: () => ask("keyring_unlock"),
  doctor: () => ask("doctor"),
  sample_open: () => ask("sample_open"),
  sample_leave: () => ask("sample_leave"),
  sample_remove: () => ask("sample_remove"),

  board: (query) => ask("board", { query }),
  board_cards: (query, clients) => ask("board_cards", { query, clients }),
  board_painted: () => ask("board_painted"),

  providers: () => ask("providers"),
  clients: (archived) => ask("clients", { archived }),
  client: (id) => ask("client", { id }),
  client_add: (input) => ask("client_add", { input }),
  client_edit: (id, revision, input) => ask("client_edit", { id, revision, input }),
  client_duplicate: (id, name) => ask("client_duplicate", { id, name }),
  client_archive: (id, archived) => ask("client_archive", { id, archived }),
  client_remove_preview: (id) => ask("client_remove_preview", { id }),
  client_remove: (id) => ask("client_remove", { id }),
  removal_undo: (undo) => ask("removal_undo", { undo }),

  integrations: (client) => ask("integrations", { client }),
  integration: (id) => ask("integration", { id }),
  integration_add: (client, input) => ask("integration_add", { client, input }),
  integration_edit: (id, revision, input) => ask("integration_edit", { id, revision, input }),
  integration_duplicate: (id, name, withKey) => ask("integration_duplicate", { id, name, withKey }),
  integration_archive: (id, archived) => ask("integration_archive", { id, archived }),
  integration_remove_preview: (id) => ask("integration_remove_preview", { id }),
  integration_remove: (id) => ask("integration_remove", { id }),
  ca_choose: () => ask("ca_choose"),

  key_add_clipboard: (integration, part) => ask("key_add_clipboard", { integration, part }),
  key_add_prompt: (integration, part) => ask("key_add_prompt", { integration, part }),
  key_file_choose: (integration, part) => ask("key_file_choose", { integration, part }),
  key_add_file: (integration, part, handle, name) => ask("key_add_file", { integration, part, handle, name }),
  key_file_close: (handle) => ask("key_file_close", { handle }),
  key_copy: (integration, part) => ask("key_copy", { integration, part }),
  key_forget: (integration) => ask("key_forget", { integration }),

  bulk_choose: () => ask("bulk_choose"),
  bulk_map: (handle, columns, offset, limit) => ask("bulk_map", { handle, columns, offset, limit }),
  bulk_take_in: (handle, progress) => ask("bulk_take_in", { handle, progress: channel(progress) }),

  request_import_clipboard: (client) => ask("request_import_clipboard", { client }),
  request_import_file: (client) => ask("request_import_file", { client }),
  request_import_variables: (handle) => ask("request_import_variables", { handle }),
  request_import_page: (handle, offset, limit) => ask("request_import_page", { handle, offset, limit }),
  request_import_plan: (handle, picks) => ask("request_import_plan", { handle, picks }),
  request_import_take_in: (handle, picks, progress) => ask("request_import_take_in", { handle, picks, progress: channel(progress) }),

  test: (integration) => ask("test", { integration }),
  test_many: (integrations, options, progress) => ask("test_many", { integrations, options, progress: channel(progress) }),
  test_cancel: (integration) => ask("test_cancel", { integration }),
  run_choose: (filter) => ask("run_choose", { filter }),
  run_save: (id, format) => ask("run_save", { id, format }),

  log: (query, offset, limit) => ask("log", { query, offset, limit }),
  log_entry: (id) => ask("log_entry", { id }),
  exchange_copy: (id) => ask("exchange_copy", { id }),

  order: (integration) => ask("order", { integration }),
  order_save: (integration, revision, input) => ask("order_save", { integration, revision, input }),
  order_preview: (integration, seed, input) => ask("order_preview", { integration, seed, input }),
  order_send: (integration, seed) => ask("order_send", { integration, seed }),

  snippet: (integration, input) => ask("snippet", { integration, input }),
  snippet_copy: (integration, input) => ask("snippet_copy", { integration, input }),

  scan_folder_choose: () => ask("scan_folder_choose"),
  scan_folder: (handle, input) => ask("scan_folder", { handle, input }),
  scan_site: (url, input) => ask("scan_site", { url, input }),
  scan_cancel: (id) => ask("scan_cancel", { id }),
  scans: (client, offset, limit) => ask("scans", { client, offset, limit }),
  scan: (id) => ask("scan", { id }),
  scan_findings: (id, offset, limit) => ask("scan_findings", { id, offset, limit }),
  scan_unread: (id, offset, limit) => ask("scan_unread", { id, offset, limit }),
  scan_gone: (id, offset, limit) => ask("scan_gone", { id, offset, limit }),
  scan_save: (id, format) => ask("scan_save", { id, format }),
  scan_remove: (id) => ask("scan_remove", { id }),
  finding_accept: (finding, reason) => ask("finding_accept", { finding, reason }),
  findings_accept: (findings, reason) => ask("findings_accept", { findings, reason }),
  finding_unaccept: (finding) => ask("finding_unaccept", { finding }),
  finding_copy: (finding) => ask("finding_copy", { finding }),

  watch: (integration) => ask("watch", { integration }),
  watch_save: (integration, input) => ask("watch_save", { integration, input }),
  watch_history: (integration) => ask("watch_history", { integration }),
  watches: () => ask("watches"),
  watch_list: () => ask("watch_list"),
  watch_strips: (integrations) => ask("watch_strips", { integrations }),
};

const hearers = new Set<(topic: Topic) => void>();
let listening = false;

/** Everybody who hears shares one ear: each would cost the shell a call while the page starts. */
export const hearTauri: Hear = (heard) => {
  // One function may listen in two places; each ends by itself.
  const hearer = (topic: Topic) => heard(topic);
  hearers.add(hearer);
  if (!listening) {
    listening = true;
    void listen<Topic>("changed", (event) => hearers.forEach((one) => one(event.payload)));
  }
  return () => void hearers.delete(hearer);
};
