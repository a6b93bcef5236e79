// Keys of the fake world: masks alone. Where a native window would ask, the fake says yes after a moment.

import type { KeySource } from "../bindings/KeySource";
import type { KeyTakenView } from "../bindings/KeyTakenView";
import type { Shell } from "../shell";
import type { Context } from "./context";
import { hungBy, integrationView } from "./rack";
import { lockedKeyring, refuse } from "./refusal";
import { hold } from "./seed";
import { complete, partsOf, type Hung } from "./world";

/** Thirty-two bytes, as the engine writes them. */
const FAKE_PRINT = Array.from({ length: 32 }, (_, n) => ((n * 37 + 11) % 256).toString(16).toUpperCase().padStart(2, "0")).join(":");

type Keys = Pick<
  Shell,
  "key_add_clipboard" | "key_add_prompt" | "key_file_choose" | "key_add_file" | "key_file_close" | "key_copy" | "key_forget" | "ca_choose"
>;

export function keysOf({ world, state, changed, pace }: Context): Keys {
  const asking = () => new Promise((resolve) => setTimeout(resolve, 900 * pace));

  async function take(integration: string, part: string, source: KeySource): Promise<KeyTakenView> {
    const hung: Hung = hungBy(world, integration);
    await asking();
    if (state.keyring !== "ready") throw lockedKeyring;
    const before = hung.parts.get(part);
    hold(world, hung, part, source, Date.now());
    const held = hung.parts.get(part);
    if (held !== undefined && before !== undefined) held.predecessors = before.predecessors + 1;
    world.did("key_taken_in", "Key taken in", { hung, facts: [{ label: "Part", value: part }, { label: "Came in by", value: source }] });
    changed("keys", "log");
    const label = partsOf(hung).find((one) => one.name === part)?.label ?? part;
    return {
      part: { part, label, optional: false, held: held ?? null },
      integration,
      complete: complete(hung),
      masked_in_log: 0,
      clipboard_cleared: source === "clipboard",
    };
  }

  return {
    key_add_clipboard: (integration, part) => take(integration, part, "clipboard"),
    key_add_prompt: (integration, part) => take(integration, part, "prompt"),
    key_file_choose: async (integration) => {
      hungBy(world, integration);
      await asking();
      const names = ["API_URL", "DB_PASSWORD", "WC_CONSUMER_KEY", "WC_CONSUMER_SECRET", "STRIPE_SECRET_KEY"];
      return {
        handle: world.id(),
        file_name: ".env.production",
        entries: names.map((name, index) => ({
          name,
          mask: { prefix: index === 2 ? "ck_" : index === 3 ? "cs_" : "", tail: index > 1 ? world.chance.hex(4) : "", fingerprint: world.chance.hex(6) },
          fits: index > 1,
        })),
      };
    },
    key_add_file: (integration, part) => take(integration, part, "file"),
    key_file_close: async () => null,
    key_copy: async (integration, part) => {
      const hung = hungBy(world, integration);
      await asking();
      if (state.keyring !== "ready") throw lockedKeyring;
      const held = hung.parts.get(part);
      if (held === undefined) throw refuse("key_not_held", "No key is held here.", "Add one first.");
      world.did("key_copied", "Key copied", { hung, facts: [{ label: "Part", value: part }] });
      changed("log");
      return { mask: held.mask, clears_at: new Date(Date.now() + state.settings.clipboard_seconds * 1_000).toISOString() };
    },
    key_forget: async (integration) => {
      const hung = hungBy(world, integration);
      await asking();
      hung.parts.clear();
      world.did("key_forgotten", "Key forgotten", { hung });
      changed("keys", "log");
      return integrationView(hung);
    },
    ca_choose: async () => {
      await asking();
      return {
        handle: crypto.randomUUID(),
        ca: { subject: "Nordlys Internal Root", fingerprints: [FAKE_PRINT], not_after: new Date(Date.now() + 900 * 86_400_000).toISOString(), certificates: 1 },
      };
    },
  };
}
