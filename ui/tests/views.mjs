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
      await page.getByRole("progressbar").waitFor();
    },
  },
  {
    name: "board-tested",
    query: "pace=0",
    steps: async (page) => {
      await page.getByTestId("test-all").click();
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

export const views = [...board, ...states, ...frame, ...clients, ...integrations, ...keys, ...imports, ...scans, ...rest];
