// The board's question and its answer. It outlives the screen: who comes back finds filters, cards and place as they were.

import { SvelteMap } from "svelte/reactivity";
import type { BoardQuery } from "../../ipc/bindings/BoardQuery";
import type { BoardView } from "../../ipc/bindings/BoardView";
import type { CardView } from "../../ipc/bindings/CardView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import { ipc, type Shell } from "../../ipc";

export const anything: BoardQuery = {
  search: "",
  health: [],
  providers: [],
  tags: [],
  environments: [],
  due_soon: false,
  archived: false,
  sort: "name",
};

/** Typing waits this long for the next letter. */
const TYPING = 120;
/** While much changes, the board reads again at most this often. */
const CALM = 400;
/** The same while a run is under way: it changes something many times a second. */
export const CALMER = 1_500;

type Door = Pick<Shell, "board" | "board_cards">;

export class Board {
  query = $state.raw<BoardQuery>(anything);
  view = $state.raw<BoardView | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  /** Where it was scrolled to. */
  top = 0;
  /** Grows when another question was answered: the board goes back to its top. */
  answers = $state(0);

  readonly #cards = new SvelteMap<string, CardView>();
  /** Cards that were read before something changed: shown until they are read anew. */
  readonly #stale = new Set<string>();
  readonly #pending = new Set<string>();
  readonly #door: Door;
  #generation = 0;
  #seen = true;
  #outdated = false;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #wanted: string[] = [];

  constructor(door: Door) {
    this.#door = door;
  }

  card(client: string): CardView | undefined {
    return this.#cards.get(client);
  }

  /** Whether anything narrows the board. */
  get narrowed(): boolean {
    const { search, health, providers, tags, environments, due_soon } = this.query;
    return search.trim() !== "" || due_soon || [health, providers, tags, environments].some((list) => list.length > 0);
  }

  /** Asks another question; what is shown stays until the answer is here. */
  ask(change: Partial<BoardQuery>): void {
    this.query = { ...this.query, ...change };
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#answer(), "search" in change ? TYPING : 0);
  }

  clear(): void {
    this.ask({ ...anything, archived: this.query.archived, sort: this.query.sort });
  }

  async #answer(): Promise<void> {
    if (await this.read()) this.answers += 1;
  }

  /** Reads again. Answers whether this was the newest question. */
  async read(): Promise<boolean> {
    const generation = (this.#generation += 1);
    try {
      const view = await this.#door.board(this.query);
      if (generation !== this.#generation) return false;
      for (const client of this.#cards.keys()) this.#stale.add(client);
      this.#pending.clear();
      this.#take(view.first);
      this.view = view;
      this.refusal = null;
      void this.want(this.#wanted);
      return true;
    } catch (refusal) {
      if (generation === this.#generation) this.refusal = refusal as Refusal;
      return false;
    }
  }

  /** Something changed; many changes in a row are one reading. A board that nobody sees is read once somebody does. */
  changed(every = CALM): void {
    if (!this.#seen) {
      this.#outdated = true;
      return;
    }
    this.#again ??= setTimeout(() => {
      this.#again = undefined;
      if (this.#seen) void this.read();
      else this.#outdated = true;
    }, every);
  }

  /** Whether it is on the screen. */
  seen(seen: boolean): void {
    this.#seen = seen;
    if (!seen || !this.#outdated) return;
    this.#outdated = false;
    void this.read();
  }

  /** Another workspace: nothing of the one before is kept. */
  async forget(): Promise<void> {
    this.#cards.clear();
    this.#stale.clear();
    this.view = null;
    this.query = anything;
    await this.#answer();
  }

  /** These cards are in view: those that are not here yet, or are old, are read. */
  async want(clients: string[]): Promise<void> {
    this.#wanted = clients;
    const missing = clients.filter((client) => (!this.#cards.has(client) || this.#stale.has(client)) && !this.#pending.has(client));
    if (missing.length === 0) return;
    const generation = this.#generation;
    for (const client of missing) this.#pending.add(client);
    try {
      const cards = await this.#door.board_cards(this.query, missing);
      if (generation === this.#generation) this.#take(cards);
    } catch (refusal) {
      if (generation === this.#generation) this.refusal = refusal as Refusal;
    } finally {
      if (generation === this.#generation) for (const client of missing) this.#pending.delete(client);
    }
  }

  #take(cards: CardView[]): void {
    for (const card of cards) {
      this.#cards.set(card.client, card);
      this.#stale.delete(card.client);
    }
  }
}

export const board = new Board(ipc);
