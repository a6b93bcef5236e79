// What the page may ask of the shell: every command, typed. No command takes or gives a key, a path, or an address to send a key
// to. The one address that a command takes is looked at without a key, after a person said yes to the whole of it.

import type { AppView } from "./bindings/AppView";
import type { BatchView } from "./bindings/BatchView";
import type { BoardQuery } from "./bindings/BoardQuery";
import type { BoardView } from "./bindings/BoardView";
import type { BulkColumn } from "./bindings/BulkColumn";
import type { BulkDoneView } from "./bindings/BulkDoneView";
import type { BulkView } from "./bindings/BulkView";
import type { CardView } from "./bindings/CardView";
import type { CaView } from "./bindings/CaView";
import type { ClientInput } from "./bindings/ClientInput";
import type { ClientRow } from "./bindings/ClientRow";
import type { ClientView } from "./bindings/ClientView";
import type { DoctorView } from "./bindings/DoctorView";
import type { FindingPage } from "./bindings/FindingPage";
import type { FindingView } from "./bindings/FindingView";
import type { HistoryView } from "./bindings/HistoryView";
import type { IntegrationInput } from "./bindings/IntegrationInput";
import type { IntegrationRow } from "./bindings/IntegrationRow";
import type { IntegrationView } from "./bindings/IntegrationView";
import type { KeyCopiedView } from "./bindings/KeyCopiedView";
import type { KeyFileView } from "./bindings/KeyFileView";
import type { KeyringView } from "./bindings/KeyringView";
import type { KeyTakenView } from "./bindings/KeyTakenView";
import type { LogEntryView } from "./bindings/LogEntryView";
import type { LogPage } from "./bindings/LogPage";
import type { LogQuery } from "./bindings/LogQuery";
import type { OrderInput } from "./bindings/OrderInput";
import type { OrderPreview } from "./bindings/OrderPreview";
import type { OrderView } from "./bindings/OrderView";
import type { ProviderView } from "./bindings/ProviderView";
import type { RequestDoneView } from "./bindings/RequestDoneView";
import type { RequestImportView } from "./bindings/RequestImportView";
import type { RequestPicks } from "./bindings/RequestPicks";
import type { RequestPlanView } from "./bindings/RequestPlanView";
import type { RemovalView } from "./bindings/RemovalView";
import type { RunChoice } from "./bindings/RunChoice";
import type { RunFilter } from "./bindings/RunFilter";
import type { RunFormat } from "./bindings/RunFormat";
import type { RunOptions } from "./bindings/RunOptions";
import type { ScanFolderView } from "./bindings/ScanFolderView";
import type { ScanFormat } from "./bindings/ScanFormat";
import type { ScanInput } from "./bindings/ScanInput";
import type { ScanPage } from "./bindings/ScanPage";
import type { ScanView } from "./bindings/ScanView";
import type { SendProgress } from "./bindings/SendProgress";
import type { SendView } from "./bindings/SendView";
import type { Settings } from "./bindings/Settings";
import type { SnippetInput } from "./bindings/SnippetInput";
import type { SnippetView } from "./bindings/SnippetView";
import type { Topic } from "./bindings/Topic";
import type { UnreadPage } from "./bindings/UnreadPage";
import type { WatchesView } from "./bindings/WatchesView";
import type { WatchRow } from "./bindings/WatchRow";
import type { WatchStrip } from "./bindings/WatchStrip";
import type { WatchInput } from "./bindings/WatchInput";
import type { WatchView } from "./bindings/WatchView";

/** How far a bulk intake has come. */
export interface BulkProgress {
  done: number;
  total: number;
}

/** A certificate authority that a person chose: named by its handle from then on, shown by its facts. */
export interface ChosenCa {
  handle: string;
  ca: CaView;
}

/** Each method is a command of that name; a command that is refused rejects with a `Refusal`. */
export interface Shell {
  app(): Promise<AppView>;
  settings_save(settings: Settings): Promise<Settings>;
  keyring_check(): Promise<KeyringView>;
  keyring_unlock(): Promise<KeyringView>;
  doctor(): Promise<DoctorView>;
  sample_open(): Promise<AppView>;
  sample_leave(): Promise<AppView>;
  sample_remove(): Promise<AppView>;

  board(query: BoardQuery): Promise<BoardView>;
  board_cards(query: BoardQuery, clients: string[]): Promise<CardView[]>;
  board_painted(): Promise<null>;

  providers(): Promise<ProviderView[]>;
  clients(archived: boolean): Promise<ClientRow[]>;
  client(id: string): Promise<ClientView>;
  client_add(input: ClientInput): Promise<ClientView>;
  client_edit(id: string, revision: number, input: ClientInput): Promise<ClientView>;
  client_duplicate(id: string, name: string): Promise<ClientView>;
  client_archive(id: string, archived: boolean): Promise<ClientView>;
  client_remove_preview(id: string): Promise<RemovalView>;
  client_remove(id: string): Promise<RemovalView>;
  removal_undo(undo: string): Promise<null>;

  integrations(client: string | null): Promise<IntegrationRow[]>;
  integration(id: string): Promise<IntegrationView>;
  integration_add(client: string, input: IntegrationInput): Promise<IntegrationView>;
  integration_edit(id: string, revision: number, input: IntegrationInput): Promise<IntegrationView>;
  integration_duplicate(id: string, name: string, withKey: boolean): Promise<IntegrationView>;
  integration_archive(id: string, archived: boolean): Promise<IntegrationView>;
  integration_remove_preview(id: string): Promise<RemovalView>;
  integration_remove(id: string): Promise<RemovalView>;
  ca_choose(): Promise<ChosenCa | null>;

  key_add_clipboard(integration: string, part: string): Promise<KeyTakenView>;
  key_add_prompt(integration: string, part: string): Promise<KeyTakenView>;
  key_file_choose(integration: string, part: string): Promise<KeyFileView | null>;
  key_add_file(integration: string, part: string, handle: string, name: string): Promise<KeyTakenView>;
  key_file_close(handle: string): Promise<null>;
  key_copy(integration: string, part: string): Promise<KeyCopiedView>;
  key_forget(integration: string): Promise<IntegrationView>;

  bulk_choose(): Promise<BulkView | null>;
  bulk_map(handle: string, columns: BulkColumn[], offset: number, limit: number): Promise<BulkView>;
  bulk_take_in(handle: string, progress: (state: BulkProgress) => void): Promise<BulkDoneView>;

  /** Asks natively before it reads. Close what is open by `key_file_close`. */
  request_import_clipboard(client: string): Promise<RequestImportView>;
  request_import_file(client: string): Promise<RequestImportView | null>;
  /** Lets a person choose a Postman environment, whose values then stand for the variables. */
  request_import_variables(handle: string): Promise<RequestImportView | null>;
  request_import_page(handle: string, offset: number, limit: number): Promise<RequestImportView>;
  request_import_plan(handle: string, picks: RequestPicks): Promise<RequestPlanView>;
  /** Asks natively, naming every integration, its destination and its keys by mask. */
  request_import_take_in(handle: string, picks: RequestPicks, progress: (state: BulkProgress) => void): Promise<RequestDoneView>;

  test(integration: string): Promise<SendView>;
  /** `progress` hears what was said in a moment at once, in order. */
  test_many(integrations: string[], options: RunOptions, progress: (events: SendProgress[]) => void): Promise<BatchView>;
  test_cancel(integration: string | null): Promise<null>;
  run_choose(filter: RunFilter): Promise<RunChoice>;
  /** Asks natively where to; `false`: nobody chose a place. */
  run_save(id: string, format: RunFormat): Promise<boolean>;

  log(query: LogQuery, offset: number, limit: number): Promise<LogPage>;
  log_entry(id: string): Promise<LogEntryView>;
  /** Puts the strict view of an exchange on the clipboard, natively. */
  exchange_copy(id: string): Promise<null>;

  /** What an integration sends with made-up data; revision 0: nothing is saved yet. */
  order(integration: string): Promise<OrderView>;
  order_save(integration: string, revision: number, input: OrderInput): Promise<OrderView>;
  /** Exactly what would leave; of an input that is not saved, or with `null` of what is. */
  order_preview(integration: string, seed: number, input: OrderInput | null): Promise<OrderPreview>;
  /** What is saved; asks natively each time. */
  order_send(integration: string, seed: number): Promise<SendView>;

  /** The same request as code, without any key. */
  snippet(integration: string, input: SnippetInput): Promise<SnippetView>;
  /** Puts a snippet on the clipboard, natively. */
  snippet_copy(integration: string, input: SnippetInput): Promise<null>;

  scan_folder_choose(): Promise<ScanFolderView | null>;
  /** Begins a scan and answers at once; `scan` says how far it is. */
  scan_folder(handle: string, input: ScanInput): Promise<ScanView>;
  scan_site(url: string, input: ScanInput): Promise<ScanView>;
  scan_cancel(id: string): Promise<null>;
  scans(client: string | null, offset: number, limit: number): Promise<ScanPage>;
  scan(id: string): Promise<ScanView>;
  scan_findings(id: string, offset: number, limit: number): Promise<FindingPage>;
  scan_unread(id: string, offset: number, limit: number): Promise<UnreadPage>;
  /** What the scan before had found and this one has not. */
  scan_gone(id: string, offset: number, limit: number): Promise<FindingPage>;
  /** Asks natively where to; `false` where the person changed their mind. */
  scan_save(id: string, format: ScanFormat): Promise<boolean>;
  scan_remove(id: string): Promise<null>;
  finding_accept(finding: string, reason: string): Promise<FindingView>;
  /** Many at once, all or none; where keys of the rack are among them, one native question names those. */
  findings_accept(findings: string[], reason: string): Promise<FindingView[]>;
  finding_unaccept(finding: string): Promise<FindingView>;
  /** Puts the whole place on the clipboard, natively. */
  finding_copy(finding: string): Promise<null>;

  /** One that was never set is off, with the defaults. */
  watch(integration: string): Promise<WatchView>;
  watch_save(integration: string, input: WatchInput): Promise<WatchView>;
  /** 90 days of every send, watched or not. */
  watch_history(integration: string): Promise<HistoryView>;
  watches(): Promise<WatchesView>;
  /** Every watch, by client and name. */
  watch_list(): Promise<WatchRow[]>;
  /** 30 days of each of these, in their order: at most 200 at once. */
  watch_strips(integrations: string[]): Promise<WatchStrip[]>;
}

/** Hears what changed; answers how to stop hearing it. */
export type Hear = (heard: (topic: Topic) => void) => () => void;
