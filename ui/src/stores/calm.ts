// Reading again while much changes: each reading asks the shell and draws anew.

export interface Calm {
  /** Something changed: it is read at once, and again at most so often. */
  changed(): void;
}

/** `every` is asked anew before each pause: how many milliseconds it lasts. */
export function calm(read: () => void, every: () => number): Calm {
  let pausing = false;
  let again = false;
  const changed = () => {
    again = pausing;
    if (pausing) return;
    pausing = true;
    read();
    setTimeout(() => {
      pausing = false;
      if (again) changed();
    }, every());
  };
  return { changed };
}
