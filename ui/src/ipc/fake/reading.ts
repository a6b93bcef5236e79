// What is read of the fake world, and what is done with many at once.

import type { Shell } from "../shell";
import { boardOf, cardsOf } from "./board";
import { Bulk } from "./bulk";
import type { Context } from "./context";
import { logEntry, logPage } from "./log";
import * as rack from "./rack";
import { refuse } from "./refusal";
import { Requests } from "./requests";
import { sendViewOf } from "./sends";
import { complete, healthOfHung, hostOf } from "./world";

type Reading = Pick<
  Shell,
  | "board" | "board_cards" | "clients" | "client" | "integrations" | "integration" | "log" | "log_entry" | "exchange_copy"
  | "request_import_clipboard" | "request_import_file" | "request_import_variables" | "request_import_page" | "request_import_plan"
  | "request_import_take_in"
  | "test" | "test_many" | "test_cancel" | "run_choose" | "run_save" | "bulk_choose" | "bulk_map" | "bulk_take_in"
>;

export function reading({ world, sends, changed, pace }: Context): Reading {
  const bulks = new Map<string, Bulk>();
  const bulkBy = (handle: string) => {
    const bulk = bulks.get(handle);
    if (bulk === undefined) throw refuse("handle_unknown", "The file is not open any more.", "Choose it again.");
    return bulk;
  };
  const requests = new Map<string, Requests>();
  const requestsBy = (handle: string) => {
    const open = requests.get(handle);
    if (open === undefined) throw refuse("handle_unknown", "The file is not open any more.", "Choose it again.");
    return open;
  };
  const openRequests = (client: string, file: string | null) => {
    const open = new Requests(world, rack.clientBy(world, client), file);
    requests.set(open.handle, open);
    return open.view(0, 50);
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
    exchange_copy: async (id) => (logEntry(world, id), null),
    test: async (id) => {
      const hung = rack.hungBy(world, id);
      const send = await sends.test(hung);
      changed("clients", "keys", "log");
      return sendViewOf(hung, send);
    },
    test_many: async (ids, options, progress) => {
      const batch = await sends.many(ids.map((id) => rack.hungBy(world, id)), options, progress);
      changed("clients", "keys", "log");
      return batch;
    },
    test_cancel: async (id) => {
      sends.cancel(id);
      return null;
    },
    run_choose: async (filter) => {
      const any = <T>(wanted: readonly T[], has: (one: T) => boolean) => wanted.length === 0 || wanted.some(has);
      const chosen = world.hung.filter(
        (hung) =>
          !hung.archived && !hung.client.archived && (filter.client === null || filter.client === hung.client.id) &&
          any(filter.providers, (provider) => provider === hung.input.provider) &&
          any(filter.environments, (environment) => environment === hung.input.environment) &&
          any(filter.tags, (tag) => hung.input.tags.includes(tag) || hung.client.input.tags.includes(tag)) &&
          any(filter.health, (health) => health === healthOfHung(hung)),
      );
      return {
        integrations: chosen.map((hung) => hung.id),
        hosts: new Set(chosen.map(hostOf)).size,
        not_testable: chosen.filter((hung) => !complete(hung)).length,
      };
    },
    run_save: async (id) => {
      if (!sends.runs.has(id)) throw refuse("run_unknown", "This run is not kept any more.", "Test again; what each send came to stands in the log.");
      return true;
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
    request_import_clipboard: async (client) => openRequests(client, null),
    request_import_file: async (client) => openRequests(client, "shop.postman_collection.json"),
    request_import_variables: async (handle) => requestsBy(handle).withVariables(),
    request_import_page: async (handle, offset, limit) => requestsBy(handle).view(offset, limit),
    request_import_plan: async (handle, picks) => requestsBy(handle).plan(picks),
    request_import_take_in: async (handle, picks, progress) => {
      const done = await requestsBy(handle).takeIn(picks, pace, progress);
      requests.delete(handle);
      changed("clients", "keys", "log");
      return done;
    },
    bulk_take_in: async (handle, progress) => {
      const done = await bulkBy(handle).takeIn(pace, progress);
      changed("clients", "keys", "log");
      return done;
    },
  };
}
