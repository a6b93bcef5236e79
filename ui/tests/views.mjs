// Every screen and every layer over one: how to get there, and at which sizes where not at all of them.

/** The least the window can be, the size it opens at, and a large screen. */
export const sizes = [[900, 600], [1360, 860], [2560, 1440]];
const [least, usual, large] = sizes;

const hook = (name) => `[data-testid="card"] li:has-text("${name}") [data-testid="hook"]`;
const nextTo = (page, name) => page.getByRole("navigation").getByRole("button", { name }).first().click();

async function integration(page, name) {
  await page.click(hook(name));
  await page.getByTestId("integration-more").waitFor();
}

async function more(page, item) {
  await page.getByTestId("integration-more").click();
  if (item !== undefined) await page.getByRole("menuitem", { name: item }).click();
}

async function client(page, item) {
  await nextTo(page, "Casa Lumen");
  await page.getByTestId("client-more").click();
  if (item !== undefined) await page.getByRole("menuitem", { name: item }).click();
}

/** Opens the intake of a part by this way in. */
async function intake(page, name, part, way) {
  await integration(page, name);
  await page.getByTestId(`key-add-${part}`).click();
  await page.getByRole("menuitem", { name: way }).click();
  await page.getByTestId("intake").waitFor();
}

async function bulk(page) {
  await page.getByTestId("bulk-choose").click();
  await page.getByRole("combobox", { name: "Meaning of the column" }).first().waitFor();
}

const dialog = (page) => page.getByRole("dialog").waitFor();

const board = [
  { name: "board", sizes: [...sizes, [3840, 2160]] },
  { name: "board-picked", steps: (page) => integration(page, "Shippo") },
  { name: "board-many", query: "fake=many" },
  {
    name: "board-scrolled",
    query: "fake=many",
    steps: async (page) => {
      await page.getByRole("region", { name: "Clients and their integrations" }).evaluate((box) => (box.scrollTop = 40_000));
      await page.waitForFunction(() => document.querySelector("[data-slot]") !== null && document.querySelector(".ghost") === null);
    },
  },
  { name: "board-long", query: "fake=long" },
  { name: "board-sample", query: "fake=sample" },
  {
    name: "board-no-match",
    steps: async (page) => {
      await page.fill('[data-testid="board-find"]', "nothing of the kind");
      await page.getByRole("heading", { name: "Nothing fits these filters" }).waitFor();
    },
  },
  { name: "board-archive", steps: (page) => page.click('[data-testid="board-archive"]') },
  {
    name: "board-filter",
    steps: async (page) => {
      await page.getByTestId("board-filter").click();
      await page.getByRole("checkbox", { name: "Sandbox" }).check();
    },
  },
  { name: "board-sort", steps: (page) => page.getByTestId("board-sort").click() },
  {
    name: "board-pointed",
    sizes: [usual],
    steps: async (page) => {
      await page.hover(hook("Shippo"));
      await page.getByRole("button", { name: "Test Shippo" }).waitFor();
    },
  },
  {
    name: "board-testing",
    query: "pace=40",
    steps: async (page) => {
      await page.getByTestId("test-all").click();
      await page.getByTestId("run").waitFor();
      await page.getByTestId("nav-board").click();
      await page.getByTestId("test-follow").waitFor();
    },
  },
  {
    name: "board-tested",
    query: "pace=1",
    steps: async (page) => {
      await page.getByTestId("test-all").click();
      await page.getByTestId("run").waitFor();
      await page.getByTestId("nav-board").click();
      await page.getByTestId("toast").waitFor();
    },
  },
];

const states = [
  { name: "first-run", query: "fake=empty" },
  { name: "keyring-locked", query: "fake=locked" },
  { name: "keyring-absent", query: "fake=absent" },
  { name: "keyring-slow", query: "fake=slow" },
  { name: "keyring-broken", query: "fake=broken" },
  { name: "cannot-open", query: "fake=error" },
];

const frame = [
  {
    name: "palette",
    steps: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByTestId("palette").waitFor();
    },
  },
  {
    name: "palette-found",
    steps: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Find or do anything" }).fill("st");
      await page.getByRole("option", { name: "Stripe" }).first().waitFor();
    },
  },
  {
    name: "palette-none",
    sizes: [least],
    steps: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Find or do anything" }).fill("qqqqq");
      await page.getByText("Nothing of that name").waitFor();
    },
  },
  {
    name: "shortcuts",
    steps: async (page) => {
      await page.keyboard.press("?");
      await dialog(page);
    },
  },
];

const clients = [
  {
    name: "client",
    steps: async (page) => {
      await nextTo(page, "Casa Lumen");
      await page.getByTestId("client-scan").waitFor();
    },
  },
  { name: "client-menu", sizes: [usual], steps: (page) => client(page) },
  {
    name: "client-remove",
    steps: async (page) => {
      await client(page, "Remove");
      await dialog(page);
    },
  },
  {
    name: "client-duplicate",
    sizes: [least],
    steps: async (page) => {
      await client(page, "Duplicate");
      await dialog(page);
    },
  },
  { name: "client-form", address: "#/client-form" },
  {
    name: "client-form-leave",
    address: "#/client-form",
    sizes: [least],
    steps: async (page) => {
      await page.getByTestId("client-name").fill("Half a name");
      await page.getByRole("button", { name: "Cancel" }).click();
      await dialog(page);
    },
  },
];

const integrations = [
  { name: "integration", sizes: [least], steps: (page) => page.click(hook("WooCommerce orders")) },
  {
    name: "integration-page",
    steps: async (page) => {
      await integration(page, "WooCommerce orders");
      if ((await page.getByRole("complementary").count()) > 0) await more(page, "Open as a page");
    },
  },
  {
    name: "integration-menu",
    sizes: [usual],
    steps: async (page) => {
      await integration(page, "Shippo");
      await more(page);
    },
  },
  {
    name: "integration-remove",
    steps: async (page) => {
      await integration(page, "Shippo");
      await more(page, "Remove");
      await dialog(page);
    },
  },
  {
    name: "integration-duplicate",
    sizes: [least],
    steps: async (page) => {
      await integration(page, "Shippo");
      await more(page, "Duplicate");
      await dialog(page);
    },
  },
  {
    name: "integration-archived",
    query: "pace=0",
    sizes: [usual],
    steps: async (page) => {
      await integration(page, "Shippo");
      await more(page, "Archive");
      await page.getByTestId("toast").waitFor();
    },
  },
  {
    name: "integration-chip",
    sizes: [usual],
    steps: async (page) => {
      await integration(page, "Shippo");
      await page.locator(".chip").first().focus();
    },
  },
  {
    name: "integration-form",
    steps: async (page) => {
      await nextTo(page, "Casa Lumen");
      await page.getByTestId("integration-add").first().click();
      await page.getByRole("heading", { level: 1 }).waitFor();
    },
  },
  {
    name: "integration-form-filled",
    steps: async (page) => {
      await nextTo(page, "Casa Lumen");
      await page.getByTestId("integration-add").first().click();
      await page.getByRole("option", { name: "WooCommerce" }).click();
      await page.getByTestId("integration-name").waitFor();
    },
  },
  {
    name: "integration-form-custom",
    sizes: [usual],
    steps: async (page) => {
      await nextTo(page, "Casa Lumen");
      await page.getByTestId("integration-add").first().click();
      await page.getByRole("combobox").first().fill("custom");
      await page.keyboard.press("Enter");
      await page.getByTestId("base-url").waitFor();
    },
  },
];

const keys = [
  {
    name: "intake-waiting",
    query: "pace=60",
    steps: (page) => intake(page, "Shippo", "api_token", "Paste from clipboard"),
  },
  {
    name: "intake-file",
    query: "pace=0",
    steps: async (page) => {
      await intake(page, "WooCommerce orders", "consumer_key", "From a file");
      await page.locator('[data-testid="intake"][data-step="file"]').waitFor();
    },
  },
  {
    name: "intake-taken",
    query: "pace=0",
    steps: async (page) => {
      await intake(page, "Shippo", "api_token", "Paste from clipboard");
      await page.locator('[data-testid="intake"][data-step="taken"]').waitFor();
    },
  },
  {
    name: "intake-locked",
    query: "fake=locked&pace=0",
    steps: async (page) => {
      await intake(page, "Shippo", "api_token", "Paste from clipboard");
      await page.getByTestId("keyring-trouble-ask").waitFor();
    },
  },
];

const imports = [
  { name: "bulk", address: "#/bulk" },
  { name: "bulk-locked", address: "#/bulk", query: "fake=locked", sizes: [least] },
  { name: "bulk-preview", address: "#/bulk", query: "pace=0", steps: bulk },
  {
    name: "bulk-row",
    address: "#/bulk",
    query: "pace=0",
    steps: async (page) => {
      await bulk(page);
      await page.getByTestId("bulk-problems").click();
      await page.getByTestId("bulk-row").first().click();
    },
  },
  {
    name: "bulk-column",
    address: "#/bulk",
    query: "pace=0",
    sizes: [usual],
    steps: async (page) => {
      await bulk(page);
      await page.getByRole("combobox", { name: "Meaning of the column" }).first().focus();
    },
  },
  { name: "bulk-waiting", address: "#/bulk", query: "pace=400", steps: (page) => page.getByTestId("bulk-choose").click() },
  {
    name: "bulk-done",
    address: "#/bulk",
    query: "pace=0",
    steps: async (page) => {
      await bulk(page);
      await page.getByTestId("bulk-take").click();
      await page.getByTestId("bulk-board").waitFor();
    },
  },
];

async function scanOf(page, name) {
  await page.getByTestId("scan-row").filter({ hasText: name }).first().click();
  await page.getByTestId("scan-summary").waitFor();
}

/** The findings of the first of two held keys: its head, then the first place. */
async function finding(page, at) {
  await scanOf(page, "nordlys-theme");
  await page.getByTestId("scan-finding").nth(at).click();
  await page.getByTestId("scan-detail").waitFor();
}

const scans = [
  { name: "scan", address: "#/scan" },
  { name: "scan-first", address: "#/scan", query: "fake=unscanned" },
  { name: "scan-site", address: "#/scan", sizes: [least, usual], steps: (page) => page.getByTestId("scan-kind-site").check() },
  {
    name: "scan-folder",
    address: "#/scan",
    query: "pace=0",
    steps: async (page) => {
      await page.getByTestId("scan-folder-choose").click();
      await page.getByTestId("scan-folder").waitFor();
    },
  },
  { name: "scan-choosing", address: "#/scan", query: "pace=400", sizes: [least, usual], steps: (page) => page.getByTestId("scan-folder-choose").click() },
  {
    name: "scan-refused",
    address: "#/scan",
    query: "pace=0",
    sizes: [usual],
    steps: async (page) => {
      await page.getByTestId("scan-kind-site").check();
      await page.getByTestId("scan-url").fill("shop");
      await page.getByTestId("scan-go").click();
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "scan-locked", address: "#/scan", query: "fake=locked", sizes: [least, usual] },
  {
    name: "scan-running",
    address: "#/scan",
    query: "pace=12",
    steps: async (page) => {
      await page.getByTestId("scan-folder-choose").click();
      await page.getByTestId("scan-folder").waitFor();
      await page.getByTestId("scan-go").click();
      await page.locator('[data-testid="scan-running"][data-phase="files"]').waitFor();
    },
  },
  { name: "scan-of-client", address: "#/scan", sizes: [usual], steps: async (page) => {
    await nextTo(page, "Nordlys Outdoor");
    await page.getByTestId("client-scan-new").click();
    await page.getByTestId("scan-history").waitFor();
  } },
  { name: "scan-result", address: "#/scan", steps: (page) => scanOf(page, "nordlys-theme") },
  {
    name: "scan-by-file",
    address: "#/scan",
    steps: async (page) => {
      await scanOf(page, "nordlys-theme");
      await page.getByTestId("scan-by").getByText("By file").click();
      await page.getByTestId("scan-finding").first().click();
      await page.getByTestId("scan-detail").waitFor();
    },
  },
  { name: "scan-group", address: "#/scan", steps: (page) => finding(page, 0) },
  { name: "scan-finding", address: "#/scan", steps: (page) => finding(page, 1) },
  {
    name: "scan-accept",
    address: "#/scan",
    sizes: [least, usual],
    steps: async (page) => {
      await finding(page, 1);
      await page.getByTestId("scan-accept").click();
      await dialog(page);
    },
  },
  {
    name: "scan-accepted",
    address: "#/scan",
    query: "pace=0",
    steps: async (page) => {
      await finding(page, 1);
      await page.getByTestId("scan-accept").click();
      await page.getByTestId("scan-reason").fill("The key of the sandbox that the tests use");
      await page.getByTestId("scan-accept-go").click();
      await page.getByTestId("scan-accepted").click();
      await page.getByTestId("scan-finding").first().click();
      await page.getByTestId("scan-take-back").waitFor();
    },
  },
  {
    name: "scan-unread",
    address: "#/scan",
    sizes: [least, usual],
    steps: async (page) => {
      await scanOf(page, "nordlys-theme");
      await page.getByTestId("scan-unread").click();
      await dialog(page);
    },
  },
  {
    name: "scan-no-match",
    address: "#/scan",
    sizes: [least, usual],
    steps: async (page) => {
      await scanOf(page, "nordlys-theme");
      await page.getByTestId("scan-search").fill("nothing of the kind");
      await page.getByRole("heading", { name: "Nothing fits these filters" }).waitFor();
    },
  },
  { name: "scan-clean", address: "#/scan", steps: (page) => scanOf(page, "fjord-headless") },
  { name: "scan-cancelled", address: "#/scan", sizes: [least, usual], steps: (page) => scanOf(page, "pine-checkout-plugin") },
  { name: "scan-failed", address: "#/scan", sizes: [least, usual], steps: (page) => scanOf(page, "boutique.zip") },
  { name: "scan-by-shape", address: "#/scan", sizes: [usual], steps: (page) => scanOf(page, "hartley-plugin") },
  { name: "scan-many", address: "#/scan", query: "fake=many", steps: (page) => scanOf(page, "nordlys-theme") },
  {
    name: "scan-long",
    address: "#/scan",
    query: "fake=long",
    steps: async (page) => {
      await scanOf(page, "ein-sehr-langer");
      await page.getByTestId("scan-finding").nth(1).click();
    },
  },
  { name: "scan-missing", address: "#/scan-result/nobody", sizes: [usual] },
  { name: "scan-incomplete", address: "#/scan", steps: (page) => scanOf(page, "kiln-theme") },
  {
    name: "scan-left-out",
    address: "#/scan",
    sizes: [least, usual],
    steps: async (page) => {
      await scanOf(page, "kiln-theme");
      await page.getByTestId("scan-unsought").click();
      await dialog(page);
      await page.getByTestId("scan-unread-row").first().click();
    },
  },
  {
    name: "scan-gone",
    address: "#/scan",
    steps: async (page) => {
      await scanOf(page, "nordlys-theme");
      await page.getByTestId("scan-gone").click();
      await page.getByTestId("scan-finding").first().click();
      await page.getByTestId("scan-detail").waitFor();
    },
  },
  {
    name: "scan-more",
    address: "#/scan",
    sizes: [least, usual],
    steps: async (page) => {
      await scanOf(page, "nordlys-theme");
      await page.getByTestId("scan-more").click();
    },
  },
];

/** A run of everything, as far as it has come. */
async function run(page, state) {
  await page.getByTestId("test-all").click();
  await page.locator(`[data-testid="run"][data-state="${state}"]`).waitFor();
}

const runs = [
  {
    name: "run-setup",
    address: "#/run",
    steps: async (page) => {
      await page.getByTestId("run-setup-go").waitFor();
      await page.waitForFunction(() => document.querySelector('[data-testid="run-setup-go"]:enabled') !== null);
    },
  },
  {
    name: "run-setup-filter",
    address: "#/run",
    query: "pace=0",
    sizes: [least, usual],
    steps: async (page) => {
      await page.getByTestId("run-setup-refused").click();
      await page.getByTestId("run-setup-filter").click();
      await page.getByRole("checkbox", { name: "Production" }).check();
      await page.getByTestId("run-concurrency").fill("99");
    },
  },
  { name: "run-setup-empty", address: "#/run", query: "fake=empty", sizes: [usual] },
  {
    name: "run-running",
    query: "pace=30",
    steps: async (page) => {
      await run(page, "running");
      await page.locator('.line[data-state="running"]').first().waitFor();
    },
  },
  {
    name: "run-waiting",
    query: "pace=4",
    steps: async (page) => {
      await run(page, "running");
      await page.locator('.line[data-state="waiting"]').first().waitFor();
    },
  },
  { name: "run-over", query: "pace=0", steps: (page) => run(page, "over") },
  { name: "run-many", query: "fake=many&pace=0", steps: (page) => run(page, "over") },
  { name: "run-long", query: "fake=long&pace=0", sizes: [least, usual], steps: (page) => run(page, "over") },
  {
    name: "run-hosts",
    query: "pace=0",
    steps: async (page) => {
      await run(page, "over");
      await page.getByTestId("run-hosts").click();
    },
  },
  {
    name: "run-picked",
    query: "pace=0",
    steps: async (page) => {
      await run(page, "over");
      await page.getByTestId("run-refused").click();
      await page.getByTestId("run-row").first().click();
      await page.getByTestId("verdict").waitFor();
    },
  },
  {
    name: "run-no-match",
    query: "pace=0",
    sizes: [least, usual],
    steps: async (page) => {
      await run(page, "over");
      await page.getByTestId("run-find").fill("nothing of the kind");
      await page.getByRole("heading", { name: "Nothing fits these filters" }).waitFor();
    },
  },
  {
    name: "run-save",
    query: "pace=0",
    sizes: [usual],
    steps: async (page) => {
      await run(page, "over");
      await page.getByTestId("run-save").click();
    },
  },
  {
    name: "run-stopped",
    query: "pace=30",
    steps: async (page) => {
      await run(page, "running");
      await page.keyboard.press("Escape");
      await page.locator('[data-testid="run"][data-state="over"]').waitFor();
    },
  },
  { name: "run-locked", query: "fake=locked&pace=0", sizes: [least, usual], steps: (page) => run(page, "over") },
];

async function page(window, name) {
  await integration(window, name);
  if ((await window.getByRole("complementary").count()) > 0) await more(window, "Open as a page");
  await window.getByTestId("verdict").waitFor();
}

const sends = [
  { name: "send-token", steps: (window) => page(window, "Fulfilment API") },
  { name: "send-redirect", steps: (window) => page(window, "BigCommerce") },
  { name: "send-limited", steps: (window) => page(window, "TaxJar") },
  {
    name: "send-conditions",
    steps: async (window) => {
      await page(window, "Shopify Admin");
      await window.getByTestId("send-conditions").scrollIntoViewIfNeeded();
    },
  },
];

/** Opens the form of a custom integration and chooses this scheme. */
function scheme(name, fill) {
  return {
    name: `form-${name}`,
    steps: async (window) => {
      await nextTo(window, "Casa Lumen");
      await window.getByTestId("integration-add").first().click();
      await window.getByRole("combobox").first().fill("custom");
      await window.keyboard.press("Enter");
      await window.getByTestId("scheme-change").click();
      await window.getByTestId(`scheme-${name}`).click();
      await window.locator(`[data-scheme="${name}"]`).waitFor();
      await window.getByTestId("scheme-change").evaluate((button) => button.scrollIntoView({ block: "center" }));
      await fill?.(window);
    },
  };
}

const forms = [
  ...["header", "headers", "hmac", "jwt", "oauth1", "oauth2_client_credentials", "sigv4"].map((name) => scheme(name)),
  ...["bearer", "basic", "query", "query_pairs", "body", "path", "oauth2_refresh_token", "jwt_grant"].map((name) => ({ ...scheme(name), sizes: [usual] })),
  {
    name: "form-schemes",
    steps: async (window) => {
      await nextTo(window, "Casa Lumen");
      await window.getByTestId("integration-add").first().click();
      await window.getByRole("option", { name: "WooCommerce" }).click();
      await window.getByTestId("scheme-change").click();
      await window.getByTestId("scheme-list").evaluate((list) => list.scrollIntoView({ block: "center" }));
    },
  },
  {
    name: "form-probe",
    sizes: [least, usual],
    steps: async (window) => {
      await nextTo(window, "Casa Lumen");
      await window.getByTestId("integration-add").first().click();
      await window.getByRole("option", { name: "WooCommerce" }).click();
      await window.getByTestId("probe").fill("GET /system_status");
      await window.getByTestId("probe-class").getByText("Creates data").click();
      await window.getByTestId("public-header-add").click();
      await window.getByTestId("conditions").evaluate((box) => box.scrollIntoView({ block: "center" }));
    },
  },
  {
    name: "form-conditions",
    steps: async (window) => {
      await page(window, "BigCommerce");
      await window.keyboard.press("e");
      await window.getByTestId("condition-add").click();
      await window.keyboard.type("[");
      await window.getByRole("listbox", { name: "Suggestions" }).waitFor();
      await window.getByTestId("conditions").evaluate((box) => box.scrollIntoView({ block: "center" }));
    },
  },
  {
    name: "form-condition-wrong",
    query: "pace=0",
    sizes: [least, usual],
    steps: async (window) => {
      await page(window, "BigCommerce");
      await window.keyboard.press("e");
      await window.getByTestId("condition-add").click();
      await window.keyboard.type("is it well?");
      await window.getByTestId("save").click();
      await window.getByRole("alert").first().waitFor();
    },
  },
];

async function watched(window, name) {
  await integration(window, name);
  await window.getByTestId("watch-open").click();
  await window.getByTestId("watch-strip").waitFor();
}

const watches = [
  {
    name: "watch",
    steps: async (window) => {
      await watched(window, "Shippo");
      await window.locator(".chart canvas").waitFor();
    },
  },
  {
    name: "watch-table",
    steps: async (window) => {
      await watched(window, "Shippo");
      await window.getByTestId("watch-table").click();
      await window.getByRole("table").first().waitFor();
    },
  },
  {
    name: "watch-day",
    sizes: [usual],
    steps: async (window) => {
      await watched(window, "Shippo");
      await window.getByTestId("watch-strip").getByRole("button").last().focus();
      await window.keyboard.press("ArrowLeft");
    },
  },
  {
    name: "watch-cron",
    steps: async (window) => {
      await watched(window, "Shippo");
      await window.getByTestId("watch-kind").getByText("By the clock").click();
      await window.getByTestId("watch-quiet").click();
    },
  },
  {
    name: "watch-wrong",
    query: "pace=0",
    sizes: [least, usual],
    steps: async (window) => {
      await watched(window, "Shippo");
      await window.getByTestId("watch-kind").getByText("By the clock").click();
      await window.getByTestId("watch-cron").fill("every now and then");
      await window.getByTestId("watch-save").click();
      await window.getByRole("alert").waitFor();
    },
  },
  { name: "watches", address: "#/watch", steps: (window) => window.getByTestId("watches-row").first().waitFor() },
  {
    name: "watches-picked",
    address: "#/watch",
    query: "pace=0",
    steps: async (window) => {
      await window.getByTestId("watches-row").first().click();
      await window.getByTestId("watch-strip").waitFor();
    },
  },
  { name: "watches-failing", address: "#/watch?state=failing", sizes: [least, usual], steps: (window) => window.getByTestId("watches-row").first().waitFor() },
  { name: "watches-long", address: "#/watch", query: "fake=long", sizes: [least, usual], steps: (window) => window.getByTestId("watches-row").first().waitFor() },
  { name: "watches-many", address: "#/watch", query: "fake=many", sizes: [usual], steps: (window) => window.getByTestId("watches-row").first().waitFor() },
  { name: "watches-none", address: "#/watch", query: "fake=empty", sizes: [least, usual] },
  {
    name: "watches-no-match",
    address: "#/watch",
    query: "pace=0",
    sizes: [usual],
    steps: async (window) => {
      await window.getByTestId("watches-find").fill("nothing of the kind");
      await window.getByRole("heading", { name: "No watch fits" }).waitFor();
    },
  },
  { name: "watches-error", address: "#/watch", query: "fake=error", sizes: [usual] },
  { name: "watch-off", steps: (window) => watched(window, "Magento"), sizes: [least, usual] },
  { name: "watch-missing", address: "#/watch/nobody", sizes: [usual] },
  {
    name: "watch-section",
    sizes: [usual],
    steps: async (window) => {
      await integration(window, "Shippo");
      await window.getByTestId("watch-strip").scrollIntoViewIfNeeded();
    },
  },
];

async function requests(window, way) {
  await client(window, "Import requests");
  await window.getByTestId(`requests-${way}`).click();
  await window.getByTestId("requests-list").waitFor();
}

const bring = [
  {
    name: "requests",
    steps: async (window) => {
      await client(window, "Import requests");
      await window.getByTestId("requests-file").waitFor();
    },
  },
  {
    name: "requests-waiting",
    query: "pace=60",
    sizes: [least, usual],
    steps: async (window) => {
      await client(window, "Import requests");
      await window.getByTestId("requests-clipboard").click();
    },
  },
  { name: "requests-preview", query: "pace=0", steps: (window) => requests(window, "file") },
  {
    name: "requests-one",
    query: "pace=0",
    steps: async (window) => {
      await requests(window, "file");
      await window.getByTestId("requests-row").first().click();
    },
  },
  {
    name: "requests-plan",
    query: "pace=0",
    steps: async (window) => {
      await requests(window, "file");
      await window.getByTestId("requests-next").click();
      await window.getByTestId("requests-planned").first().waitFor();
    },
  },
  {
    name: "requests-done",
    query: "pace=0",
    steps: async (window) => {
      await requests(window, "clipboard");
      await window.getByTestId("requests-next").click();
      await window.getByTestId("requests-take").click();
      await window.getByTestId("requests-done").waitFor();
    },
  },
];

async function order(window, name) {
  await integration(window, name);
  await more(window, "Send a made-up order");
  await window.getByTestId("order-leaves").waitFor();
}

const orders = [
  { name: "order", steps: (window) => order(window, "WooCommerce orders") },
  {
    name: "order-sample",
    query: "pace=0",
    steps: async (window) => {
      await order(window, "WooCommerce orders");
      await window.getByTestId("order-template").selectOption("woocommerce/order-created");
      await window.getByText("line_items[0].name").last().waitFor();
    },
  },
  {
    name: "order-own",
    query: "pace=0",
    steps: async (window) => {
      await order(window, "WooCommerce orders");
      await window.getByTestId("order-template").selectOption("own");
      await window.getByText("What may stand in").click();
    },
  },
  {
    name: "order-sent",
    query: "pace=0",
    steps: async (window) => {
      await order(window, "WooCommerce orders");
      await window.getByTestId("order-template").selectOption("woocommerce/order-created");
      await window.getByText("line_items[0].name").last().waitFor();
      await window.getByTestId("order-send").click();
      await window.getByTestId("order-result").waitFor();
    },
  },
  { name: "order-bare", steps: (window) => order(window, "Postmark"), sizes: [least, usual] },
  { name: "order-long", query: "fake=long", steps: (window) => order(window, "Shippo"), sizes: [least, usual] },
  { name: "order-missing", address: "#/order/nobody", sizes: [usual] },
];

async function code(window, language) {
  await integration(window, "Shippo");
  await more(window, "As code");
  await window.getByTestId("snippet-text").waitFor();
  if (language !== undefined) await window.getByTestId("snippet-language").getByText(language).click();
}

const codes = [
  { name: "snippet", steps: (window) => code(window) },
  { name: "snippet-php", steps: (window) => code(window, "WordPress"), sizes: [least, usual] },
];

const rest = [
  { name: "log", address: "#/log" },
  {
    name: "log-entry",
    address: "#/log",
    steps: async (page) => {
      await page.getByTestId("log-row").nth(1).click();
      await page.getByRole("heading", { level: 2 }).first().waitFor();
    },
  },
  {
    name: "log-send",
    address: "#/log",
    steps: async (page) => {
      await page.getByTestId("log-verdict-refused").click();
      await page.getByTestId("log-row").first().click();
      await page.getByTestId("verdict").waitFor();
    },
  },
  {
    name: "log-report",
    address: "#/log",
    query: "pace=0",
    sizes: [least, usual],
    steps: async (page) => {
      await page.getByTestId("log-verdict-refused").click();
      await page.getByTestId("log-row").first().click();
      await page.getByTestId("log-copy").click();
      await page.getByTestId("log-copy").scrollIntoViewIfNeeded();
    },
  },
  { name: "log-many", address: "#/log", query: "fake=many" },
  { name: "settings", address: "#/settings" },
  {
    name: "doctor",
    address: "#/settings",
    query: "fake=broken&pace=0",
    steps: async (page) => {
      await page.getByTestId("doctor-run").click();
      await page.getByTestId("doctor").getByText("Permissions").waitFor();
      await page.getByTestId("doctor").scrollIntoViewIfNeeded();
    },
  },
];

export const views = [...board, ...states, ...frame, ...clients, ...integrations, ...keys, ...imports, ...scans, ...runs, ...sends, ...forms, ...watches, ...bring, ...orders, ...codes, ...rest];
