// Where the person is now. `go` adds a step that `back` takes away again; `replace` does not.

import { addressOf, placeOf, type Place } from "./places";

export type { Place, Screen } from "./places";

class Router {
  place = $state.raw<Place>(placeOf(location.hash));

  constructor() {
    addEventListener("popstate", () => (this.place = placeOf(location.hash)));
    addEventListener("hashchange", () => (this.place = placeOf(location.hash)));
  }
}

export const router = new Router();

export function go(place: Place): void {
  if (addressOf(place) === addressOf(router.place)) return;
  history.pushState({ steps: steps() + 1 }, "", addressOf(place));
  router.place = place;
}

/** Changes the place without a step of its own: a choice within a screen. */
export function replace(place: Place): void {
  history.replaceState({ steps: steps() }, "", addressOf(place));
  router.place = place;
}

/** A step back; to `otherwise` where there is none. */
export function back(otherwise: Place = { screen: "board" }): void {
  if (steps() > 0) history.back();
  else replace(otherwise);
}

function steps(): number {
  const state: unknown = history.state;
  return typeof state === "object" && state !== null && "steps" in state && typeof state.steps === "number" ? state.steps : 0;
}
