// Clients and integrations of the fake world, as they are made, changed and taken away.

import type { Shell } from "../shell";
import type { Context } from "./context";
import * as rack from "./rack";
import type { World } from "./world";

type Things = Pick<
  Shell,
  | "client_add" | "client_edit" | "client_duplicate" | "client_archive" | "client_remove_preview" | "client_remove" | "removal_undo"
  | "integration_add" | "integration_edit" | "integration_duplicate" | "integration_archive" | "integration_remove_preview" | "integration_remove"
>;

export function things({ world, changed }: Context): Things {
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
