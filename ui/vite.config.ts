import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** What the first page needs, whatever else needs it too. */
const first = new Set<string>();

/** Finds what main.ts leads to without a lazy import: one piece to load, where shared bits would each be a file to wait for. */
const firstPage: Plugin = {
  name: "first-page",
  buildEnd() {
    const waiting = [...this.getModuleIds()].filter((id) => id.endsWith("/src/main.ts"));
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (first.has(id)) continue;
      first.add(id);
      waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []));
    }
  },
};

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), firstPage],
  // The production bundle talks to the shell alone; the fake shell is for the browser and for tests.
  define: { __FAKE_SHELL__: JSON.stringify(mode !== "production") },
  // The oldest web view that knows light-dark() and popovers: older ones would need a second set of styles.
  build: { target: "safari17.5", modulePreload: { polyfill: false }, reportCompressedSize: false, assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "first", test: (id) => first.has(id) }] } } },
  },
  server: { host: "127.0.0.1" },
  resolve: process.env.VITEST ? { conditions: ["browser"] } : undefined,
  // A machine that compiles beside the tests may take its time over the rack of 5,000.
  test: { testTimeout: 30_000, environment: "happy-dom", include: ["src/**/*.test.ts"], setupFiles: ["./vitest.setup.ts"] },
}));
