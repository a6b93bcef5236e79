import { describe, expect, it } from "vitest";
import { addressOf, placeOf, type Place } from "./places";

const places: Place[] = [
  { screen: "board" },
  { screen: "board", integration: "i-1" },
  { screen: "client", id: "c-1" },
  { screen: "client-form" },
  { screen: "client-form", id: "c-1" },
  { screen: "integration", id: "i/?#1" },
  { screen: "integration-form", client: "c-1" },
  { screen: "integration-form", id: "i-1" },
  { screen: "bulk" },
  { screen: "log" },
  { screen: "log", client: "c-1", integration: "i-1" },
  { screen: "scan" },
  { screen: "scan", client: "c-1" },
  { screen: "scan-result", id: "s-1" },
  { screen: "settings" },
  { screen: "run" },
  { screen: "order", id: "i-1" },
  { screen: "requests", client: "c-1" },
  { screen: "watch", id: "i-1" },
  { screen: "watches" },
  { screen: "watches", state: "failing" },
];

describe("places", () => {
  it.each(places.map((place) => [addressOf(place), place] as const))("%s is read back", (address, place) => {
    expect(placeOf(address)).toEqual(place);
  });

  it("has an address of its own for each", () => {
    expect(new Set(places.map(addressOf)).size).toBe(places.length);
  });

  it("shows all watches where the state is unknown", () => {
    expect(placeOf("#/watch?state=ill")).toEqual({ screen: "watches" });
  });

  it.each(["", "#", "#/", "#/nowhere", "#/client", "#/scan-result", "#/integration-form", "#/client/%E0%A4%A", "#//"])("leads to the board from %s", (address) => {
    expect(placeOf(address)).toEqual({ screen: "board" });
  });
});
