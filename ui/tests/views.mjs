// The screens to look at, and how to get there.

const hook = (name) => `[data-testid="card"] li:has-text("${name}") [data-testid="hook"]`;

export const views = [
  { name: "board", sizes: [[900, 600], [1360, 860], [3840, 2160]] },
  { name: "board-picked", steps: (page) => page.click(hook("Shippo")) },
  { name: "board-many", query: "fake=many", sizes: [[1360, 860], [2560, 1440]] },
  {
    name: "board-scrolled",
    query: "fake=many",
    sizes: [[1360, 860]],
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
  { name: "first-run", query: "fake=empty" },
  { name: "keyring-locked", query: "fake=locked" },
  { name: "keyring-absent", query: "fake=absent" },
  { name: "keyring-slow", query: "fake=slow" },
  { name: "keyring-broken", query: "fake=broken" },
  { name: "cannot-open", query: "fake=error" },
  { name: "palette", steps: (page) => page.keyboard.press("Control+k") },
  {
    name: "palette-found",
    steps: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Find or do anything" }).fill("st");
      await page.getByRole("option", { name: "Stripe" }).first().waitFor();
    },
  },
  { name: "shortcuts", steps: (page) => page.keyboard.press("?") },
  { name: "client", steps: (page) => page.getByRole("navigation").getByRole("button", { name: "Casa Lumen" }).first().click() },
  { name: "client-form", address: "#/client-form" },
  {
    name: "integration",
    sizes: [[900, 600]],
    steps: (page) => page.click(hook("WooCommerce orders")),
  },
  {
    name: "integration-form",
    steps: async (page) => {
      await page.getByRole("navigation").getByRole("button", { name: "Casa Lumen" }).first().click();
      await page.getByTestId("integration-add").first().click();
      await page.getByRole("heading", { level: 1 }).waitFor();
    },
  },
  { name: "bulk", address: "#/bulk" },
  {
    name: "bulk-check",
    address: "#/bulk",
    steps: async (page) => {
      await page.getByRole("button", { name: "Choose a file…" }).first().click();
      await page.getByRole("combobox", { name: "Meaning of the column" }).first().waitFor();
    },
  },
  { name: "log", address: "#/log" },
  {
    name: "log-entry",
    address: "#/log",
    steps: async (page) => {
      await page.getByTestId("log-row").nth(1).click();
      await page.getByRole("heading", { level: 2 }).first().waitFor();
    },
  },
  { name: "log-many", address: "#/log", query: "fake=many", sizes: [[1360, 860]] },
  { name: "settings", address: "#/settings" },
];
