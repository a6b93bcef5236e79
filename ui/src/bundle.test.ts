// @vitest-environment node
// What a release build holds: no fake shell. The same look at a build for the browser finds it, so that it can fail.

import { join } from "node:path";
import { build, type Rollup } from "vite";
import { expect, it } from "vitest";

async function bundle(mode: string): Promise<string> {
  const root = join(import.meta.dirname, "..");
  const built = (await build({ root, mode, logLevel: "silent", build: { write: false } })) as Rollup.RollupOutput;
  return built.output.map((file) => (file.type === "chunk" ? file.code : String(file.source))).join("\n");
}

/** A client, a provider's line and a key's prefix of the fake world. */
const marks = ["Hartley & Sons", "shippo_live_", "fake"];

it("leaves the fake shell out of a release build", { timeout: 120_000 }, async () => {
  const release = await bundle("production");
  expect(release).toContain("keyring_unlock");
  for (const mark of marks) expect(release).not.toContain(mark);
  const browser = await bundle("fake");
  expect(browser).toContain("Hartley & Sons");
  expect(browser).toContain("shippo_live_");
});
