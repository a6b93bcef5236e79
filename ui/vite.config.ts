import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // The production bundle talks to the shell alone; the fake shell is for the browser and for tests.
  define: { __FAKE_SHELL__: JSON.stringify(mode !== "production") },
  // The oldest web view that knows light-dark() and popovers: older ones would need a second set of styles.
  build: { target: "safari17.5", modulePreload: { polyfill: false }, reportCompressedSize: false, assetsInlineLimit: 0 },
  server: { host: "127.0.0.1" },
  resolve: process.env.VITEST ? { conditions: ["browser"] } : undefined,
  // A machine that compiles beside the tests may take its time over the rack of 5,000.
  test: { testTimeout: 30_000, environment: "happy-dom", include: ["src/**/*.test.ts"], setupFiles: ["./vitest.setup.ts"] },
}));
