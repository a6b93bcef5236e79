// Clients that a person keeps at hand. A matter of this window alone: only their ids are kept, in the page's own store.

const KEY = "keyrack.pins";

class Pins {
  ids = $state.raw<readonly string[]>(read());

  has(id: string): boolean {
    return this.ids.includes(id);
  }

  toggle(id: string): void {
    this.ids = this.has(id) ? this.ids.filter((one) => one !== id) : [...this.ids, id];
    try {
      localStorage.setItem(KEY, JSON.stringify(this.ids));
    } catch {
      // A window that may keep nothing still pins until it closes.
    }
  }
}

function read(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

export const pins = new Pins();
