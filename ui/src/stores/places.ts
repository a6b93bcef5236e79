// Where a person can be, and how that is written in the address, so that back, forward and a reload keep the place.

import type { WatchState } from "../ipc/bindings/WatchState";

const states: readonly WatchState[] = ["failing", "pending", "ok", "quiet", "paused"];

export type Place =
  /** The board; `integration` is the hook that the right pane shows. */
  | { screen: "board"; integration?: string }
  | { screen: "client"; id: string }
  /** A new client, or the one that is edited. */
  | { screen: "client-form"; id?: string }
  | { screen: "integration"; id: string }
  /** A new integration of a client, or the one that is edited. */
  | { screen: "integration-form"; client: string }
  | { screen: "integration-form"; id: string }
  | { screen: "bulk" }
  | { screen: "log"; client?: string; integration?: string }
  /** Where scans are begun and listed; `client` is whose. */
  | { screen: "scan"; client?: string }
  /** What came of one scan. */
  | { screen: "scan-result"; id: string }
  /** Tests of many at once: the run that is under way, or the last one. */
  | { screen: "run" }
  /** An order that is made up, for an integration. */
  | { screen: "order"; id: string }
  /** Requests from curl or Postman on their way in, for a client. */
  | { screen: "requests"; client: string }
  /** How an integration is watched. */
  | { screen: "watch"; id: string }
  /** All that is watched; `state`: those that stand so. */
  | { screen: "watches"; state?: WatchState }
  | { screen: "settings" };

export type Screen = Place["screen"];

export function addressOf(place: Place): string {
  switch (place.screen) {
    case "board":
      return place.integration === undefined ? "#/" : `#/?integration=${encodeURIComponent(place.integration)}`;
    case "client":
    case "integration":
    case "scan-result":
    case "order":
    case "watch":
      return `#/${place.screen}/${encodeURIComponent(place.id)}`;
    case "client-form":
      return place.id === undefined ? "#/client-form" : `#/client-form/${encodeURIComponent(place.id)}`;
    case "integration-form":
      return "id" in place
        ? `#/integration-form/${encodeURIComponent(place.id)}`
        : `#/integration-form?client=${encodeURIComponent(place.client)}`;
    case "log": {
      const query = new URLSearchParams();
      if (place.client !== undefined) query.set("client", place.client);
      if (place.integration !== undefined) query.set("integration", place.integration);
      return query.size === 0 ? "#/log" : `#/log?${query}`;
    }
    case "requests":
      return `#/requests?client=${encodeURIComponent(place.client)}`;
    case "scan":
      return place.client === undefined ? "#/scan" : `#/scan?client=${encodeURIComponent(place.client)}`;
    case "watches":
      return place.state === undefined ? "#/watch" : `#/watch?state=${place.state}`;
    case "bulk":
    case "run":
    case "settings":
      return `#/${place.screen}`;
  }
}

/** The place an address names; the board for anything else. */
export function placeOf(address: string): Place {
  const [path = "", search = ""] = address.replace(/^#\/?/, "").split("?", 2);
  const [screen = "", written] = path.split("/", 2);
  const query = new URLSearchParams(search);
  const id = written === undefined || written === "" ? undefined : decoded(written);
  const client = query.get("client") ?? undefined;
  const integration = query.get("integration") ?? undefined;
  switch (screen) {
    case "client":
    case "integration":
    case "scan-result":
    case "order":
      return id === undefined ? { screen: "board" } : { screen, id };
    case "watch": {
      if (id !== undefined) return { screen, id };
      const state = states.find((one) => one === query.get("state"));
      return { screen: "watches", ...(state !== undefined && { state }) };
    }
    case "client-form":
      return id === undefined ? { screen } : { screen, id };
    case "integration-form":
      if (id !== undefined) return { screen, id };
      return client === undefined ? { screen: "board" } : { screen, client };
    case "requests":
      return client === undefined ? { screen: "board" } : { screen, client };
    case "log":
      return { screen, ...(client !== undefined && { client }), ...(integration !== undefined && { integration }) };
    case "scan":
      return { screen, ...(client !== undefined && { client }) };
    case "bulk":
    case "run":
    case "settings":
      return { screen };
    default:
      return { screen: "board", ...(integration !== undefined && { integration }) };
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
