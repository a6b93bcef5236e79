// For the screens' tests: a fake shell of their own behind `ipc`, without waits.
//
//   vi.mock("../../ipc", () => import("../staged"));

import { stage } from "../ipc/fake";
import type { Topic } from "../ipc/bindings/Topic";

const fake = stage("", 0);

/** The shell's commands: a test may put another answer in the place of one. */
export const ipc = fake.shell;
export const world = fake.world;

export function onChange(topics: Topic | readonly Topic[], read: (topic: Topic) => void): () => void {
  const wanted = typeof topics === "string" ? [topics] : topics;
  return fake.hear((topic) => {
    if (wanted.includes(topic)) read(topic);
  });
}
