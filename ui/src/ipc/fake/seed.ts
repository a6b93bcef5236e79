// The worlds there are: a believable agency, a rack of 5,000 hooks, names that never end, and nothing at all.

import type { AuthInput } from "../bindings/AuthInput";
import type { Environment } from "../bindings/Environment";
import type { IntegrationInput } from "../bindings/IntegrationInput";
import type { KeySource } from "../bindings/KeySource";
import { catalogue, prefixOf } from "./catalogue";
import { outcomes, type Outcome } from "./outcomes";
import { ACTOR, DAY, partsOf, World, type Client, type Hung } from "./world";

interface Hook {
  name: string;
  provider: string;
  outcome?: Outcome;
  environment?: Environment;
  /** Days since the key came in. */
  age?: number;
  every?: number;
  auth?: AuthInput;
  conditions?: string[];
  /** Never tested. */
  untested?: boolean;
  /** Without a key. */
  bare?: boolean;
}

const agency: [name: string, tags: string[], owner: string, hooks: Hook[]][] = [
  ["Hartley & Sons", ["retail", "uk"], "Jonas", [
    { name: "Shippo", provider: "shippo", outcome: "key_refused", age: 45, every: 90 },
    { name: "Stripe", provider: "stripe", age: 61, every: 90 },
    { name: "Klaviyo", provider: "klaviyo", age: 44, every: 180 },
    { name: "Magento", provider: "adobe_commerce", untested: true, age: 12 },
  ]],
  ["Nordlys Outdoor", ["retail", "b2b"], "Mara", [
    { name: "WooCommerce orders", provider: "woocommerce", age: 84, every: 90 },
    {
      name: "Fulfilment API", provider: "generic_api_key", age: 30, every: 90,
      auth: { scheme: "oauth2_client_credentials", token_url: "https://id.nordlys-outdoor.example/oauth/token", client_auth: "basic", scope: "orders", audience: "" },
    },
    { name: "Mailchimp", provider: "mailchimp", age: 64, every: 90 },
    { name: "Slack, orders", provider: "slack_webhook", age: 9, untested: true },
    { name: "Zendesk", provider: "zendesk", age: 20, every: 180 },
  ]],
  ["Casa Lumen", ["lighting"], "Mara", [
    { name: "Shopify Admin", provider: "shopify", outcome: "slow", age: 97, every: 90 },
    { name: "ShipStation", provider: "shipstation", age: 45, every: 90 },
    { name: "TaxJar", provider: "taxjar", outcome: "rate_limited", age: 65, every: 90 },
    { name: "Xero, sandbox", provider: "xero", environment: "sandbox", untested: true, age: 3, every: 90 },
    { name: "Algolia", provider: "algolia", age: 15, every: 365 },
    { name: "Recharge", provider: "recharge", age: 33, every: 90 },
  ]],
  ["Maison Verte", ["food", "fr"], "Inès", [
    { name: "PrestaShop", provider: "prestashop", age: 27, every: 90 },
    { name: "Mollie", provider: "mollie", age: 60, every: 90 },
    { name: "Brevo", provider: "brevo", age: 40, every: 90 },
    { name: "Blog", provider: "wordpress", outcome: "login_page", age: 20, every: 180 },
  ]],
  ["Pixel & Pine", ["studio"], "Jonas", [
    { name: "ERP bridge", provider: "odoo", outcome: "timeout_connect", age: 45, every: 90 },
    { name: "WooCommerce", provider: "woocommerce", age: 79, every: 90 },
    { name: "WooCommerce, staging", provider: "woocommerce", environment: "staging", age: 11, every: 180 },
  ]],
  ["Bluebird Toys", ["retail"], "Inès", [
    {
      name: "BigCommerce", provider: "bigcommerce", outcome: "redirected", age: 23, every: 90,
      conditions: ["[STATUS] == 200", "degraded: [TIME] < 800", '[BODY] does not contain "Fatal error"'],
    },
    { name: "PayPal", provider: "paypal", untested: true, age: 34, every: 90 },
    { name: "AfterShip", provider: "aftership", age: 11, every: 90 },
    { name: "Postmark", provider: "postmark", bare: true, untested: true },
  ]],
  ["Kiln & Clay", ["craft", "b2b"], "Jonas", [
    { name: "Squarespace", provider: "squarespace", age: 52, every: 180 },
    { name: "Stripe", provider: "stripe", age: 77, every: 90 },
  ]],
  ["Fjord Coffee", ["food", "b2b"], "Mara", [
    { name: "Shopify Admin", provider: "shopify", age: 18, every: 90 },
    { name: "Klarna", provider: "klarna", outcome: "tls_expired", age: 41, every: 180 },
    { name: "SendGrid", provider: "sendgrid", age: 66, every: 90 },
    { name: "EasyPost", provider: "easypost", environment: "sandbox", age: 5, every: 90 },
  ]],
];

const variables: Record<string, (client: string) => string> = {
  store_domain: (client) => `shop.${slug(client)}.example`,
  site_domain: (client) => `www.${slug(client)}.example`,
  shop_domain: (client) => `boutique.${slug(client)}.example`,
  odoo_domain: (client) => `erp.${slug(client)}.example`,
  base_url: (client) => `https://api.${slug(client)}.example`,
  test_path: () => "/status",
  api_host: (client) => `api.${slug(client)}.example`,
  environment: () => "live",
  version: () => "2026-07",
  dc: () => "us14",
  store_code: () => "default",
};

function slug(name: string): string {
  return name.toLowerCase().replace(/&/g, "and").normalize("NFD").replace(/[^a-z0-9]+/g, "-").slice(0, 24);
}

export function inputOf(client: string, name: string, provider: string, environment: Environment = "production"): IntegrationInput {
  const known = catalogue.find((one) => one.id === provider);
  return {
    name,
    provider,
    environment,
    variables: Object.fromEntries(
      (known?.variables ?? []).map(({ name }) => [name, variables[name]?.(client) ?? slug(client)]),
    ),
    base_url: null,
    auth: { scheme: "provider" },
    probe: null,
    ca_pem: null,
    allow_loopback_http: false,
    client_certificate: false,
    notes: "",
    tags: [],
    owner: "",
    rotate_every_days: null,
    conditions: [],
    headers: [],
  };
}

export function hold(world: World, hung: Hung, part: string, source: KeySource, at: number): void {
  const { chance } = world;
  const prefix = prefixOf(hung.input.provider, part);
  hung.parts.set(part, {
    mask: { prefix, tail: part === "username" ? "" : chance.hex(4), fingerprint: chance.hex(6) },
    source,
    taken_at: new Date(at).toISOString(),
    taken_by: ACTOR,
    last_used_at: hung.sends[0]?.at ?? null,
    warnings: [],
    predecessors: 0,
  });
}

/** Tests of the last weeks: good ones until the outcome it has now began. */
function history(world: World, hung: Hung, now: number, length = 24): void {
  const { chance } = world;
  let at = now - chance.whole(1, 90) * 60_000;
  for (let index = 0; index < length; index += 1) {
    const bad = hung.outcome !== "accepted" && (index < 2 || (hung.outcome === "slow" && index < 6));
    const outcome: Outcome = bad ? hung.outcome : "accepted";
    const told = outcomes[outcome];
    const took = outcome === "slow" ? chance.whole(1_800, 2_400) : Math.round(hung.pace * (0.9 + chance.next() * 0.12 + (index % 9 === 4 ? 0.25 * chance.next() : 0)));
    hung.sends.push({
      id: world.id(),
      at: new Date(at).toISOString(),
      verdict: told.kind,
      verdict_words: told.title,
      reason: outcome,
      status: told.status,
      total_ms: told.status === null ? null : took,
    });
    at -= chance.whole(2, 30) * 3_600_000;
  }
}

function hang(world: World, client: Client, hook: Hook, now: number, sends = 24): void {
  const hung = world.addHung(client, inputOf(client.input.name, hook.name, hook.provider, hook.environment), now - 200 * DAY);
  hung.input.rotate_every_days = hook.every ?? null;
  if (hook.auth !== undefined) hung.input.auth = hook.auth;
  if (hook.conditions !== undefined) hung.input.conditions = hook.conditions;
  hung.outcome = hook.outcome ?? "accepted";
  if (hook.untested !== true) history(world, hung, now, sends);
  if (hook.bare === true) return;
  const at = now - (hook.age ?? 20) * DAY - 3_600_000;
  for (const part of partsOf(hung)) hold(world, hung, part.name, world.chance.pick(["clipboard", "prompt", "file"]), at);
}

/** What the log holds: every test, and how each key came in. */
function remember(world: World): void {
  for (const hung of world.hung) {
    for (const send of hung.sends) {
      world.deeds.push({
        id: send.id, at: Date.parse(send.at), deed: "test_sent", words: "Test sent", actor: ACTOR,
        client: hung.client, hung, send, facts: [], unfinished: false,
      });
    }
    for (const [name, part] of hung.parts) {
      world.deeds.push({
        id: world.id(), at: Date.parse(part.taken_at), deed: "key_taken_in", words: "Key taken in", actor: ACTOR,
        client: hung.client, hung, send: null, unfinished: false,
        facts: [
          { label: "Part", value: partsOf(hung).find((one) => one.name === name)?.label ?? name },
          { label: "Key", value: `${part.mask.prefix}••••${part.mask.tail} #${part.mask.fingerprint}` },
          { label: "Came in by", value: part.source },
        ],
      });
    }
  }
  world.deeds.sort((one, other) => other.at - one.at);
}

export function believable(now = Date.now()): World {
  const world = new World(7);
  for (const [name, tags, owner, hooks] of agency) {
    const client = world.addClient({ name, tags, owner }, now - 220 * DAY);
    for (const hook of hooks) hang(world, client, hook, now);
  }
  const old = world.addClient({ name: "Old Mill Books", tags: ["retail"] }, now - 700 * DAY);
  hang(world, old, { name: "WooCommerce", provider: "woocommerce", age: 300, every: 90 }, now);
  old.archived = true;
  const held = world.hung[0]?.parts.get("api_token");
  held?.warnings.push({
    kind: "shared",
    client: "Kiln & Clay",
    integration: "Stripe",
    title: "Same key elsewhere",
    what: "The same key is held for another client: Kiln & Clay, Stripe.",
  });
  remember(world);
  return world;
}

const first = ["Nordic", "Alder", "Bright", "Copper", "Daisy", "Ember", "Fern", "Golden", "Harbour", "Ivory", "Juniper", "Kestrel", "Linden", "Maple", "North", "Oak", "Pebble", "Quiet", "River", "Silver"];
const second = ["Home", "Kitchen", "Outdoor", "Toys", "Books", "Bikes", "Tea", "Garden", "Paper", "Wool", "Ceramics", "Audio", "Lighting", "Optics", "Sports", "Shoes", "Pets", "Coffee", "Clocks", "Candles", "Spices", "Prints", "Denim", "Florals", "Tools"];

/** 500 clients × 10 integrations. */
export function many(now = Date.now()): World {
  const world = new World(11);
  const providers = catalogue.filter((provider) => provider.testable);
  const outcomes: Outcome[] = ["key_refused", "slow", "timeout_connect", "dns", "login_page"];
  for (let index = 0; index < 500; index += 1) {
    const name = `${first[index % first.length] ?? ""} ${second[Math.floor(index / first.length) % second.length] ?? ""}`;
    const client = world.addClient({ name, tags: [world.chance.pick(["retail", "b2b", "food"])] }, now - 300 * DAY);
    for (let hook = 0; hook < 10; hook += 1) {
      const provider = providers[(index + hook * 3) % providers.length];
      if (provider === undefined) continue;
      const bad = world.chance.next() < 0.03;
      hang(world, client, {
        name: provider.name, provider: provider.id, every: 90, age: world.chance.whole(1, 96),
        ...(bad && { outcome: world.chance.pick(outcomes) }),
      }, now, 20);
    }
  }
  remember(world);
  return world;
}

/** Names and words that never end, and scripts of other hands. */
export function long(now = Date.now()): World {
  const world = believable(now);
  const names = [
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesellschaft Mecklenburg mbH & Co. KG",
    "Société Générale d’Importation et de Distribution des Produits de la Mer et du Littoral",
    "ありがとう株式会社 オンラインストア運営事務局 第二営業部",
    "W".repeat(120),
  ];
  world.clients.slice(0, 4).forEach((client, index) => (client.input.name = names[index] ?? ""));
  world.hung.forEach((hung, index) => {
    if (index % 3 === 0) hung.input.name = `${hung.input.name}: orders, refunds, stock levels and customer groups of every warehouse`;
  });
  world.clients.forEach((client) => client.input.tags.push("a-tag-that-is-forty-characters-long-okay"));
  return world;
}
