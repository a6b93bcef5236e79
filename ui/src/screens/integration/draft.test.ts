import { describe, expect, it } from "vitest";
import type { ProviderView } from "../../ipc/bindings/ProviderView";
import { emptyAuth } from "./auth";
import { clearField, emptyDraft, inputOf, previewOf, type Draft } from "./draft";
import { probeOf } from "./probe";

const woo: ProviderView = {
  id: "woocommerce",
  name: "WooCommerce",
  full_name: "WooCommerce REST API (wc/v3)",
  category: "storefront",
  base_url: "https://{store_domain}/wp-json/wc/v3",
  variables: [{ name: "store_domain", label: "Store domain", help: "", example: "shop.example.com", unverified: false }],
  parts: [{ name: "consumer_key", label: "Consumer key" }],
  auth_words: "Basic",
  testable: true,
  probe: "GET /products/categories?per_page=1",
  rotation_how: null,
  docs_url: null,
  docs_words: null,
  max_age_days: null,
  conditions: ["[STATUS] == 200"],
  conditions_own_probe: ["[STATUS] >= 200"],
  unverified: [],
};

describe("previewOf", () => {
  it("names what is missing in its place", () => {
    const preview = previewOf({ ...emptyDraft(), provider: "woocommerce" }, woo);
    expect(preview.base).toEqual([
      { text: "https://", kind: "fixed" },
      { text: "store_domain", kind: "missing" },
      { text: "/wp-json/wc/v3", kind: "fixed" },
    ]);
    expect(preview.whole).toBe(false);
  });

  it("fills in variables, and prefers what the person wrote", () => {
    const draft = { ...emptyDraft(), variables: { store_domain: " shop.example " }, probe: "HEAD /ping" };
    const preview = previewOf(draft, woo);
    expect(preview.base.map((piece) => piece.text).join("")).toBe("https://shop.example/wp-json/wc/v3");
    expect([preview.method, preview.path]).toEqual(["HEAD", [{ text: "/ping", kind: "fixed" }]]);
    expect(preview.whole).toBe(true);
  });

  it("is not whole without an address", () => {
    expect(previewOf(emptyDraft(), null).whole).toBe(false);
  });
});

describe("inputOf", () => {
  it("sends only the provider's variables, and nothing for empty text", () => {
    const draft = { ...emptyDraft(), name: " Orders ", variables: { store_domain: "shop.example", other: "left over" } };
    const input = inputOf(draft, woo);
    expect(input).toMatchObject({
      name: "Orders",
      variables: { store_domain: "shop.example" },
      base_url: null,
      probe: null,
      auth: { scheme: "provider" },
      rotate_every_days: null,
    });
  });

  it("says what a probe of one's own does, but not of a POST", () => {
    const written = (probe: string, probeClass: Draft["probeClass"]) => inputOf({ ...emptyDraft(), probe, probeClass }, woo);
    expect(written("GET /ping", "reads_only")).toMatchObject({ probe: "GET /ping" });
    expect(written(" GET /ping ", "creates")).toMatchObject({ probe: "creates: GET /ping" });
    expect(written("POST /check", "idempotent")).toMatchObject({ probe: "POST /check" });
    expect(written("", "creates")).toMatchObject({ probe: null });
    expect(probeOf("idempotent: HEAD /x")).toEqual({ text: "HEAD /x", class: "idempotent" });
    expect(probeOf("GET /creates: x")).toEqual({ text: "GET /creates: x", class: "reads_only" });
  });

  it("sends the further headers that say something, and empties the one that was refused", () => {
    const draft = { ...emptyDraft(), headers: [{ name: "", value: " " }, { name: " Accept-Version ", value: " v3 " }, { name: "X-Team", value: "secret" }] };
    expect(inputOf(draft, woo)).toMatchObject({ headers: [{ name: "Accept-Version", value: "v3" }, { name: "X-Team", value: "secret" }] });
    clearField(draft, "headers.1.value");
    expect(draft.headers.map(({ value }) => value)).toEqual([" ", " v3 ", ""]);
  });

  it("keeps the space after a prefix", () => {
    const input = inputOf({ ...emptyDraft(), auth: { ...emptyAuth(), scheme: "header", header: { header: "Authorization", prefix: "Token " } } }, woo);
    expect(input).toMatchObject({ auth: { scheme: "header", header: "Authorization", prefix: "Token " } });
  });

  it.each(["soon", "-1", "1.5", "12345"])("does not read %s as a number of days", (text) => {
    expect(inputOf({ ...emptyDraft(), rotateEveryDays: text }, woo)).toEqual({ field: "rotate_every_days" });
  });
});

describe("clearField", () => {
  it("empties the one field that was refused", () => {
    const draft = { ...emptyDraft(), name: "Orders", notes: "secret", variables: { shop: "secret", zone: "eu1" } };
    clearField(draft, "notes");
    clearField(draft, "variables.shop");
    expect(draft).toMatchObject({ name: "Orders", notes: "", variables: { shop: "", zone: "eu1" } });
  });
});
