// Every screen of views.mjs in a real browser, under the strict policy of the app, light and dark, narrow to wide: axe must find
// nothing, the policy must not be touched, the console must stay quiet. Needs an installed Chromium (KEYRACK_CHROMIUM).
//   node tests/screens.mjs [--pictures DIR] [--only PATTERN] [--width PIXELS]

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { sizes, views } from "./views.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const { values } = parseArgs({ options: { pictures: { type: "string" }, only: { type: "string", default: "" }, width: { type: "string" } } });

const { csp } = JSON.parse(readFileSync(join(root, "../src-tauri/tauri.conf.json"), "utf8")).app.security;
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };

function build() {
  const out = mkdtempSync(join(tmpdir(), "keyrack-screens-"));
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const done = spawnSync(process.execPath, [vite, "build", "--mode", "fake", "--outDir", out, "--emptyOutDir"], { cwd: root, encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr);
  return out;
}

function serve(out) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = join(out, path === "/" ? "index.html" : path);
    try {
      response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "content-security-policy": csp });
      response.end(readFileSync(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** Axe over the page as it stands; the page's own policy lets no script in from outside, so the driver brings it. */
async function examine(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 4).map((node) => `axe ${id}: ${node.target.join(" ")} — ${(node.failureSummary ?? "").replace(/\s+/g, " ")}`),
  );
}

/** One screen at one size, light and then dark. */
async function look(browser, base, view, [width, height]) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: "light", reducedMotion: "reduce" });
  page.setDefaultTimeout(15_000);
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") troubles.push(`console: ${message.text()}`);
  });
  try {
    await page.goto(`${base}/?${view.query ?? ""}${view.address ?? "#/"}`, { waitUntil: "networkidle" });
    await page.evaluate(() => document.fonts.ready);
    await view.steps?.(page);
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      if (values.pictures !== undefined) await page.screenshot({ path: join(values.pictures, `${view.name}-${width}-${scheme}.png`) });
      for (const trouble of await examine(page)) troubles.push(`${scheme}: ${trouble}`);
    }
  } catch (error) {
    troubles.push(`cannot be reached: ${error.message.split("\n")[0]}`);
  } finally {
    await page.close();
  }
  return troubles;
}

const out = build();
const server = await serve(out);
const browser = await chromium.launch({ executablePath: process.env.KEYRACK_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
if (values.pictures !== undefined) mkdirSync(values.pictures, { recursive: true });

let bad = 0;
let seen = 0;
const waiting = views
  .filter(({ name }) => new RegExp(values.only).test(name))
  .flatMap((view) => (view.sizes ?? sizes).map((size) => ({ view, size })))
  .filter(({ size: [width] }) => values.width === undefined || width === Number(values.width));

/** Takes the next until none is left; two of these keep a small machine busy. */
async function work(base) {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const troubles = await look(browser, base, next.view, next.size);
    seen += 1;
    bad += troubles.length;
    console.log(`${troubles.length === 0 ? "ok " : "BAD"} ${next.view.name} ${next.size.join("×")}`);
    for (const trouble of troubles) console.log(`      ${trouble}`);
  }
}

try {
  const base = `http://127.0.0.1:${server.address().port}`;
  await Promise.all([work(base), work(base)]);
} finally {
  await browser.close();
  server.close();
  rmSync(out, { recursive: true, force: true });
}
console.log(`${seen} looks in light and dark, ${bad} troubles`);
process.exit(bad === 0 && seen > 0 ? 0 : 1);
