// What the page says when the shell itself failed. Everything else is said by the engine.

import type { Refusal } from "../ipc/bindings/Refusal";

export const wordsOfFailure: Refusal = {
  code: "shell_failed",
  field: null,
  what: "Keyrack did not answer.",
  next: "Try again. If it stays so, close the window and open it again: nothing is lost.",
};
