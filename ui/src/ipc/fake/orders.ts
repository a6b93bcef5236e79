// What integrations of the fake world send with made-up data.

import type { FieldFate } from "../bindings/FieldFate";
import type { OrderInput } from "../bindings/OrderInput";
import type { OrderPreview } from "../bindings/OrderPreview";
import type { OrderView } from "../bindings/OrderView";
import type { SnippetInput } from "../bindings/SnippetInput";
import type { SnippetView } from "../bindings/SnippetView";
import type { Shell } from "../shell";
import type { Context } from "./context";
import * as rack from "./rack";
import { refuse } from "./refusal";
import { sendViewOf } from "./sends";
import { baseOf, complete, type Hung } from "./world";

type Orders = Pick<Shell, "order" | "order_save" | "order_preview" | "order_send" | "snippet" | "snippet_copy">;

const text = `{
  "event": "order.created",
  "total": {{order.total}},
  "customer": { "name": {{customer.name}}, "email": {{customer.email}}, "phone": {{customer.phone}} }
}
`;

const sample: OrderInput = {
  method: "POST", path: "/orders", format: "json", template: "generic/order-created", text: null,
  policy: [{ path: "event", rule: "allowed" }, { path: "total", rule: "allowed" }, { path: "customer.name", rule: "masked" }, { path: "customer.email", rule: "hashed" }],
  default_rule: "dropped", request_schema: null, response_schema: null, class: "creates", cleanup: null,
};

const woo: OrderInput = {
  ...sample,
  template: "woocommerce/order-created",
  policy: [
    { path: "status", rule: "allowed" }, { path: "total", rule: "allowed" }, { path: "line_items[].name", rule: "allowed" },
    { path: "line_items[].quantity", rule: "allowed" }, { path: "billing.email", rule: "allowed" }, { path: "billing.last_name", rule: "masked" },
  ],
  request_schema: '{ "type": "object", "required": ["status", "total", "line_items"] }',
  cleanup: "DELETE /orders/{/id}?force=true",
};

interface Saved {
  input: OrderInput;
  revision: number;
  at: string;
}

export function orders({ world, sends, changed }: Context): Orders {
  const saved = new Map<string, Saved>();
  const view = (hung: Hung): OrderView => {
    const kept = saved.get(hung.id);
    return {
      integration: hung.id,
      input: kept?.input ?? sample,
      revision: kept?.revision ?? 0,
      updated_at: kept?.at ?? null,
      updated_by: kept === undefined ? null : "you",
      samples: [{ id: woo.template, name: "Order created", provider: "WooCommerce", source: "WooCommerce's REST API reference", text: "{}", input: woo }, { id: sample.template, name: "Order created", provider: null, source: null, text, input: sample }],
      placeholders: [
        { name: "customer.email", example: "testa.madeup.0042@example.com" },
        { name: "customer.name", example: "Testa Madeup" },
        { name: "customer.phone", example: "+1 212 555 0142" },
        { name: "order.total", example: "42.00" },
      ],
      not_sendable: complete(hung) ? null : refuse("key_not_held", "No key is held here.", "Add one first."),
    };
  };
  const preview = (hung: Hung, seed: number, input: OrderInput): OrderPreview => {
    const total = `${20 + (seed % 80)}.00`;
    const values: [string, string, string | null][] = input.template === woo.template ? [
      ["status", "processing", null],
      ["total", total, null],
      ["line_items[0].name", "Made-up lamp", null],
      ["line_items[0].quantity", "2", null],
      ["billing.first_name", "Testa", "name"],
      ["billing.last_name", "Madeup", "name"],
      ["billing.email", `testa.madeup.${String(seed).padStart(4, "0")}@example.com`, "e-mail address"],
      ["billing.phone", "+1 212 555 0142", "telephone number"],
      ["billing.address_1", "1 Nowhere Street", "postal address"],
      ["customer_note", "Ring twice", null],
    ] : [
      ["event", "order.created", null],
      ["total", total, null],
      ["customer.name", "Testa Madeup", "name"],
      ["customer.email", `testa.madeup.${String(seed).padStart(4, "0")}@example.com`, "e-mail address"],
      ["customer.phone", "+1 212 555 0142", "telephone number"],
    ];
    const fields = values.map(([path, value, personal]) => fate(input, path, value, personal));
    const leaves = `${JSON.stringify(bodyOf(fields), null, 2)}\n`;
    const count = (rule: string) => fields.filter((field) => field.rule === rule).length;
    return {
      integration: hung.id, seed, request: `${input.method} ${input.path}`, sends_to: new URL(baseOf(hung) ?? "https://nowhere.example").origin,
      headers: hung.input.headers.map(({ name, value }) => `${name}: ${value}`),
      media_type: "application/json", leaves, bytes: new TextEncoder().encode(leaves).length, fields,
      dropped: count("dropped"), masked: count("masked"), hashed: count("hashed"),
      problems: fields.filter((field) => field.personal !== null && field.rule === "allowed").map((field) => ({
        kind: "personal_not_required" as const, line: null, path: field.path, blocks: false,
        what: `${field.path} (${field.personal ?? ""}) leaves as it is, and the schema does not require it.`,
      })),
      sendable: true, class: input.class,
      cleanup_words: input.cleanup === null ? "What is made stays there: nothing says how it is taken back." : `If it is accepted, what was made is taken back: ${input.cleanup}.`,
    };
  };
  return {
    order: async (id) => view(rack.hungBy(world, id)),
    order_save: async (id, revision, input) => {
      const hung = rack.hungBy(world, id);
      rack.checkRevision(saved.get(id)?.revision ?? 0, revision);
      saved.set(id, { input, revision: revision + 1, at: new Date().toISOString() });
      world.did("order_saved", "What is sent with made-up data changed", { hung });
      changed("clients", "log");
      return view(hung);
    },
    order_preview: async (id, seed, input) => preview(rack.hungBy(world, id), seed, input ?? saved.get(id)?.input ?? sample),
    snippet: async (id, input) => snippetOf(rack.hungBy(world, id), input),
    snippet_copy: async (id, input) => {
      const hung = rack.hungBy(world, id);
      world.did("snippet_copied", "Code that sends the request copied", { hung, facts: [{ label: "Language", value: input.language }] });
      changed("log");
      return null;
    },
    order_send: async (id, seed) => {
      const hung = rack.hungBy(world, id);
      const shown = preview(hung, seed, saved.get(id)?.input ?? sample);
      const send = await sends.test(hung);
      changed("clients", "keys", "log");
      const order = {
        seed, template: (saved.get(id)?.input ?? sample).template, fields: shown.fields.length - shown.dropped, dropped: shown.dropped,
        schema: "none" as const, schema_problems: [], cleanup_send: null,
        ...(saved.get(id)?.input.cleanup == null ? { cleanup: "none" as const, cleanup_words: "" } : { cleanup: "done" as const, cleanup_words: "The order was deleted again." }),
      };
      return { ...sendViewOf(hung, send), order };
    },
  };
}

function snippetOf(hung: Hung, input: SnippetInput): SnippetView {
  const name = `${hung.input.provider.toUpperCase()}_API_KEY`;
  const url = baseOf(hung) ?? "https://nowhere.example";
  const text = {
    curl: `#!/usr/bin/env bash\nset -euo pipefail\n: "\${${name}:?is not set}"\n\ncurl --silent --show-error \\\n  --config <(option header 'X-API-KEY: '"\${${name}}") \\\n  --url '${url}'\n`,
    php_wp: `<?php\n$key = (string) getenv('${name}');\n$response = wp_remote_get(\n    '${url}',\n    array( 'headers' => array( 'X-API-KEY' => $key ), 'sslverify' => true )\n);\n`,
    php_curl: `<?php\n$key = (string) getenv('${name}');\n$curl = curl_init('${url}');\n`,
    node: `import { get } from "node:https";\n\nconst key = process.env.${name};\nget("${url}", { headers: { "X-API-KEY": key } }, (response) => console.log(response.statusCode));\n`,
    python: `import os\nimport requests\n\n${name} = os.environ["${name}"]\nresponse = requests.request("GET", "${url}", headers={"X-API-KEY": ${name}})\n`,
  }[input.language];
  return { language: input.language, text, reads: [name], notes: [`Set in the environment: ${name}. Not in the code, and not in its repository.`] };
}

function fate(input: OrderInput, path: string, value: string, personal: string | null): FieldFate {
  const named = input.policy.find((rule) => rule.path === path || rule.path === path.replace(/\[\d+\]/g, "[]"));
  const rule = named?.rule ?? input.default_rule;
  const leaves_as = rule === "dropped" ? null : rule === "masked" ? value.replace(/[a-z]/g, "x").replace(/[A-Z]/g, "X").replace(/\d/g, "0") : rule === "hashed" ? "9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d" : value;
  const what = { allowed: "Leaves as it is", masked: "Only its shape leaves", hashed: "A keyed hash leaves", dropped: "Does not leave" }[rule];
  const why = named === undefined ? `${what}: no rule allows it.` : `${what}: the rule ${path} says so.`;
  return { path, value, leaves_as, rule, why, personal, required_by_schema: requiredBy(input, path), cleaned: path === "customer_note" };
}

function requiredBy({ request_schema }: OrderInput, path: string): boolean {
  return request_schema?.includes(`"${path.replace(/[[.].*$/, "")}"`) ?? false;
}

/** What leaves, put together from each field's path. */
function bodyOf(fields: FieldFate[]): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const { path, leaves_as } of fields) {
    if (leaves_as === null) continue;
    const steps = path.replace(/\[(\d+)\]/g, ".$1").split(".");
    let at = body;
    for (const [depth, step] of steps.entries()) {
      if (depth === steps.length - 1) at[step] = leaves_as;
      else at = (at[step] ??= /^\d+$/.test(steps[depth + 1] ?? "") ? [] : {}) as Record<string, unknown>;
    }
  }
  return body;
}
