// A row that says less where it has no room for all: nothing of it is ever cut off.

/** How much is left out at most. */
const MOST = 3;

/** Sets `data-tight` of a row, from 0 up, to the first at which what is in it fits; again whenever its size or content changes. */
export function fit(row: HTMLElement): () => void {
  const measure = () => {
    for (let tight = 0; tight <= MOST; tight += 1) {
      row.dataset["tight"] = String(tight);
      if (row.scrollWidth <= row.clientWidth) return;
    }
  };
  const sizes = new ResizeObserver(measure);
  sizes.observe(row);
  const contents = new MutationObserver(measure);
  contents.observe(row, { childList: true, characterData: true, subtree: true });
  return () => {
    sizes.disconnect();
    contents.disconnect();
  };
}
