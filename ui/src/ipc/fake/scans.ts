// Scans of the fake world: a history by client, findings of believable kinds, and scans that take their time.

import type { FindingClass } from "../bindings/FindingClass";
import type { FindingView } from "../bindings/FindingView";
import type { ScanInput } from "../bindings/ScanInput";
import type { ScanState } from "../bindings/ScanState";
import type { ScanView } from "../bindings/ScanView";
import type { UnreadView } from "../bindings/UnreadView";
import type { Shell } from "../shell";
import type { Context } from "./context";
import { Chance } from "./random";
import { checkTexts, lockedKeyring, refuse, required } from "./refusal";
import { ACTOR, DAY, partsOf, type Client, type Hung, type World } from "./world";

interface Kept {
  view: ScanView;
  findings: FindingView[];
  unread: UnreadView[];
  gone: FindingView[];
}

interface Plan {
  client: string | null;
  kind: "folder" | "site";
  name: string;
  place: string;
  git?: boolean;
  rack?: boolean;
  /** Days since, and how it ended. */
  days: number;
  state?: ScanState;
  held?: number;
  secrets?: number;
  published?: number;
  unread?: number;
  /** Of those found before, no longer there. */
  gone?: number;
  /** Keys of the rack that were not looked for. */
  unsought?: number;
}

/** What is found of a held key; of another's credential; of what vendors publish. */
const files = ["config/.env", "inc/api.php", "src/checkout/client.ts", "assets/js/cart.min.js", "tests/fixtures/order.json", "build/main.js.map", "backup/site-2024.zip!wp-config.php", "logs/debug.log"];
const pages = ["/", "/products/lamp", "/assets/theme.js", "/assets/theme.js.map", "/cart", "/blog"];
const rules: Record<FindingClass, [rule: string, words: string][]> = {
  held: [["held-key", "A key of the rack"]],
  secret: [["github-token", "GitHub token"], ["aws-access-key", "AWS access key"], ["password-field", "Password in a field that is called so"], ["private-key", "Private key (PEM)"], ["slack-webhook", "Slack webhook"]],
  published: [["google-maps", "Google Maps browser key"], ["stripe-publishable", "Stripe publishable key"], ["recaptcha-site", "reCAPTCHA site key"]],
};
const meanings: Record<FindingClass, [what: string, next: string]> = {
  held: ["Whoever can read this place can use the key, and so can every copy of it: a backup, a clone, a cache.", "Replace the key, then take it out of the file. Taking it out alone leaves it in what was copied."],
  secret: ["It looks like a credential that is not on this rack. Nobody here knows whether it is in use.", "Find out whose it is. If it is yours, replace it at its provider and keep the new one on the rack."],
  published: ["Its vendor means it to be seen by every visitor: it identifies, it does not admit.", ""],
};

export class Scans {
  readonly kept: Kept[] = [];
  readonly #world: World;
  readonly #chance = new Chance(23);
  #running: { kept: Kept; plan: Plan; timer: ReturnType<typeof setTimeout> | undefined } | null = null;

  constructor(world: World, scene: string) {
    this.#world = world;
    if (scene === "empty" || scene === "unscanned") return;
    for (const plan of plansOf(scene)) this.#keep(plan);
  }

  #client(name: string | null): Client | null {
    return this.#world.clients.find((client) => client.id === name || client.input.name.startsWith(name ?? "\u0000")) ?? null;
  }

  /** One scan as it stands in the history, compared with the one before it. */
  #keep(plan: Plan): Kept {
    const { days, state = "done", held = 0, secrets = 0, published = 0 } = plan;
    const client = this.#client(plan.client);
    const before = this.kept.find(({ view }) => view.place === plan.place && view.client === (client?.id ?? null) && view.state === "done");
    const started = Date.now() - days * DAY - 3_600_000;
    const findings = [
      ...this.#findings("held", held, plan, client),
      ...this.#findings("secret", secrets, plan, client),
      ...this.#findings("published", published, plan, client),
    ];
    const last = before === undefined ? 0 : before.findings.length;
    const still = Math.max(0, Math.min(last, findings.length) - (plan.gone ?? 0));
    findings.forEach((finding, index) => (finding.new = before !== undefined && index >= still));
    const unread = Array.from({ length: plan.unread ?? 0 }, (_, index): UnreadView => ({
      place: state === "failed" ? plan.name : `${plan.name}/node_modules/.cache/pack-${index}.bin`,
      ...(index % 3 === 2
        ? { code: "link_out", why: "A link that leads out of the folder: it is not followed." }
        : index % 3 === 1
          ? { code: "no_permission", why: "The system does not let you read it." }
          : { code: "archive_too_deep", why: "Archives within archives, more than three. Unpack it and scan the folder." }),
    }));
    const view: ScanView = {
      id: this.#world.id(),
      kind: plan.kind,
      name: plan.name,
      place: plan.place,
      client: client?.id ?? null,
      client_name: client?.input.name ?? null,
      git: plan.git ?? false,
      shapes: true,
      rack: plan.rack ?? true,
      state,
      what: state === "failed" ? "Nothing of it was read, so nothing is known of it." : state === "unfinished" ? "Keyrack ended while it was running." : "",
      next: state === "failed" ? "Look at what was not read and why, then scan again." : state === "unfinished" ? "Scan again to be sure." : "",
      started_at: new Date(started).toISOString(),
      ended_at: state === "unfinished" ? null : new Date(started + 4_200).toISOString(),
      actor: ACTOR,
      progress: null,
      files: plan.kind === "site" || state === "failed" ? 0 : 1_204,
      commits: plan.git === true ? 312 : 0,
      pages: plan.kind === "site" ? 46 : 0,
      bytes: state === "failed" ? 0 : plan.kind === "site" ? 3_400_000 : 18_200_000,
      unread: unread.length,
      held: 0,
      secrets: 0,
      published: 0,
      accepted: 0,
      keys: 0,
      places: 0,
      truncated: findings.length >= 5_000,
      too_short: Array.from({ length: plan.unsought ?? 0 }, (_, index) => `Harbour Deli / Order desk ${index + 1} / PIN: too short to be told from other text`),
      nothing_read: state === "failed" ? [plan.name] : [],
      before: before === undefined || state !== "done" ? null : {
        id: before.view.id,
        at: before.view.started_at,
        new: findings.length - still,
        gone: last - still,
        still,
        unread: 0,
      },
    };
    const kept = { view, findings, unread, gone: before === undefined ? [] : before.findings.slice(still) };
    count(kept);
    this.kept.unshift(kept);
    return kept;
  }

  #findings(kind: FindingClass, most: number, plan: Plan, client: Client | null): FindingView[] {
    const hungs = this.#world.hung.filter((hung) => (client === null || hung.client === client) && hung.parts.size > 0);
    return Array.from({ length: most }, (_, index) => {
      const [rule, rule_words] = rules[kind][index % rules[kind].length] ?? ["", ""];
      const [what, next] = meanings[kind];
      const turn = Math.floor(index / files.length);
      const place = plan.kind === "site" ? `https://${plan.name}${pages[index % pages.length]}` : `${plan.name}/${turn === 0 ? "" : `module-${turn}/`}${files[index % files.length]}`;
      const hung = kind === "held" ? hungs[Math.floor(index / 3) % Math.max(1, Math.min(hungs.length, 40))] : undefined;
      return {
        id: this.#world.id(), class: kind, rule, rule_words, place,
        line: this.#chance.whole(1, 400),
        commit: plan.git === true && index % 4 === 1 ? this.#chance.hex(8) : null,
        key: hung === undefined ? null : keyOf(hung),
        tag: kind === "held" ? "" : ((0x3f9a + (index % 60) * 577 + rule.length) % 65_536).toString(16).padStart(4, "0"),
        what, next,
        new: false,
        accepted: null,
        more: index % 9 === 4 ? [{ class: "published", rule: "stripe-publishable", rule_words: "Stripe publishable key" }] : [],
      };
    });
  }

  by(id: string): Kept {
    const kept = this.kept.find(({ view }) => view.id === id) ?? (this.#running?.kept.view.id === id ? this.#running.kept : undefined);
    if (kept === undefined) throw refuse("scan_unknown", "This scan does not exist any more.", "Go back to the scans.");
    return kept;
  }

  finding(id: string): [Kept, FindingView] {
    for (const kept of this.kept) {
      const found = kept.findings.find((finding) => finding.id === id);
      if (found !== undefined) return [kept, found];
    }
    throw refuse("finding_unknown", "This finding does not exist any more.", "Read the scan again.");
  }

  remove(id: string): void {
    this.kept.splice(this.kept.indexOf(this.by(id)), 1);
  }

  /** Runs for a while; every step is said. */
  start(plan: Plan, input: ScanInput, pace: number, told: () => void): ScanView {
    if (this.#running !== null) throw refuse("scan_running", "A scan is running already.", "Wait until it ends, or stop it.");
    const kept = this.#keep({ ...plan, held: input.rack ? (plan.held ?? 0) : 0 });
    this.kept.splice(this.kept.indexOf(kept), 1);
    kept.view = { ...kept.view, shapes: input.shapes, rack: input.rack };
    const done = kept.view;
    const steps = 40;
    const at = (step: number) => {
      const share = step / steps;
      const phase = step < 2 ? "keys" : plan.kind === "site" ? "pages" : plan.git === true && share > 0.6 ? "history" : "files";
      kept.view = {
        ...done, state: "running", ended_at: null, held: 0, secrets: 0, published: 0, accepted: 0, keys: 0, places: 0, before: null,
        progress: {
          phase,
          files: Math.round(done.files * Math.min(1, share * 1.6)),
          commits: phase === "history" ? Math.round(done.commits * (share - 0.6) * 2.5) : 0,
          pages: Math.round(done.pages * share), bytes: Math.round(done.bytes * share),
          held: Math.floor(done.held * share), secrets: Math.floor(done.secrets * share), published: Math.floor(done.published * share),
          ms: Math.round(step * 105), here: kept.findings[step % Math.max(1, kept.findings.length)]?.place ?? plan.place,
        },
      };
    };
    const end = (state: ScanState) => {
      kept.view = { ...done, state, ended_at: new Date().toISOString() };
      this.kept.unshift(kept);
      this.#running = null;
      told();
    };
    const run = { kept, plan, timer: undefined as ReturnType<typeof setTimeout> | undefined };
    this.#running = run;
    this.#end = () => (clearTimeout(run.timer), end("cancelled"));
    let step = 0;
    const next = () => {
      step += 1;
      if (step >= steps) return end("done");
      at(step);
      told();
      run.timer = setTimeout(next, 60 * pace);
    };
    at(0);
    run.timer = setTimeout(next, 0);
    return kept.view;
  }

  #end: () => void = () => undefined;

  cancel(): void {
    if (this.#running !== null) this.#end();
  }

  list(client: string | null): ScanView[] {
    const rows = this.kept.map(({ view }) => view);
    if (this.#running !== null) rows.unshift(this.#running.kept.view);
    return client === null ? rows : rows.filter((view) => view.client === client);
  }
}

/** The figures of a scan, off its findings. */
function count({ view, findings }: Kept): void {
  const open = findings.filter((finding) => finding.accepted === null);
  const of = (kind: FindingClass) => open.filter((finding) => finding.class === kind);
  view.held = of("held").length;
  view.secrets = of("secret").length;
  view.published = of("published").length;
  view.accepted = findings.length - open.length;
  view.keys = new Set(of("held").map((finding) => finding.key?.fingerprint)).size;
  view.places = new Set([...of("held"), ...of("secret")].map((finding) => finding.place)).size;
}

function keyOf(hung: Hung): FindingView["key"] {
  const [name, part] = [...hung.parts][0] ?? [];
  if (part === undefined) return null;
  return {
    fingerprint: part.mask.fingerprint,
    mask: part.mask,
    part_label: partsOf(hung).find((one) => one.name === name)?.label ?? "API key",
    replaced: part.mask.fingerprint.startsWith("0"),
    users: [{ client: hung.client.id, client_name: hung.client.input.name, integration: hung.id, integration_name: hung.input.name }],
  };
}

/** Oldest first. */
function plansOf(scene: string): Plan[] {
  const theme = { client: "Nordlys Outdoor", kind: "folder", name: "nordlys-theme", place: "~/work/nordlys-theme", git: true } as const;
  const shop = { client: "Casa Lumen", kind: "site", name: "casalumen.example", place: "https://casalumen.example" } as const;
  const long = "~/work/clients/an-agency-with-a-name-that-goes-on/repositories/wordpress-multisite-2026-relaunch/wp-content/plugins";
  if (scene === "many") return [{ ...theme, client: null, days: 3, held: 1_200, secrets: 2_600, published: 900 }, { ...theme, client: null, days: 0, held: 1_300, secrets: 2_700, published: 1_000, unread: 900 }];
  if (scene === "long") return [{ ...theme, client: null, name: "ein-sehr-langer-ordnername-der-nicht-aufhören-will-und-noch-weiter-geht", place: long, days: 0, held: 14, secrets: 9, published: 4, unread: 7 }];
  return [
    { ...theme, days: 40, held: 6, secrets: 5, published: 3 },
    { ...theme, days: 33, held: 6, secrets: 4, published: 3 },
    { ...shop, days: 30, secrets: 2, published: 5 },
    { ...theme, days: 26, held: 4, secrets: 4, published: 3 },
    { ...shop, days: 23, secrets: 1, published: 5 },
    { ...theme, days: 19, held: 2, secrets: 3, published: 4, unread: 2 },
    { ...shop, days: 16, published: 5 },
    { client: "Pixel & Pine", kind: "folder", name: "pine-checkout-plugin", place: "~/work/pine-checkout-plugin", days: 12, state: "cancelled", secrets: 2 },
    { client: "Maison Verte", kind: "folder", name: "boutique.zip", place: "~/Downloads/boutique.zip", days: 11, state: "failed", unread: 1 },
    { client: null, kind: "folder", name: "logs", place: "~/deploy/logs", days: 9, state: "unfinished" },
    { ...shop, days: 5, published: 5 },
    { client: "Kiln & Clay", kind: "folder", name: "kiln-theme", place: "~/work/kiln-theme", days: 4, unread: 4, unsought: 2 },
    { client: "Hartley & Sons", kind: "folder", name: "hartley-plugin", place: "~/work/hartley-plugin", rack: false, days: 4, secrets: 3, published: 1 },
    { client: "Fjord Coffee", kind: "folder", name: "fjord-headless", place: "~/work/fjord-headless", git: true, days: 2 },
    { ...theme, days: 0, held: 5, secrets: 3, published: 4, unread: 5, gone: 2 },
  ];
}

type Scanned = Pick<
  Shell,
  | "scan_gone" | "scan_save" | "finding_copy" | "scan_folder_choose" | "scan_folder" | "scan_site" | "scan_cancel" | "scans" | "scan" | "scan_findings" | "scan_unread" | "scan_remove"
  | "finding_accept" | "findings_accept" | "finding_unaccept"
>;

export function scanned({ world, state, scans, changed, pace }: Context): Scanned {
  let folder: string | null = null;
  const theme = { client: null, kind: "folder", name: "nordlys-theme", place: "~/work/nordlys-theme", git: true, days: 0, held: 5, secrets: 3, published: 4, unread: 5 } as const;
  const begin = (plan: Plan, input: ScanInput) => {
    if (input.rack && state.keyring !== "ready") throw lockedKeyring;
    const view = scans.start({ ...plan, client: input.client, git: input.git }, input, pace, () => changed("scans"));
    world.did("scan_made", "Scan made", { facts: [{ label: "Place", value: plan.place }] });
    changed("scans", "log");
    return view;
  };
  const slice = <T>(all: T[], offset: number, limit: number) => ({ total: all.length, offset, rows: all.slice(offset, offset + limit) });
  return {
    scan_folder_choose: async () => {
      folder = world.id();
      return { handle: folder, name: theme.name, place: theme.place, git: true };
    },
    scan_folder: async (handle, input) => {
      if (handle !== folder) throw refuse("handle_unknown", "The folder is not open any more.", "Choose it again.");
      return begin(theme, input);
    },
    scan_site: async (url, input) => {
      const host = /^https?:\/\/([^/\s@]+)/.exec(url)?.[1];
      if (host === undefined) throw refuse("url_invalid", "This is no address of a site.", "Write it with https://, such as https://shop.example.", "url");
      return begin({ client: null, kind: "site", name: host, place: url, days: 0, secrets: 1, published: 5 }, input);
    },
    scan_cancel: async () => {
      scans.cancel();
      return null;
    },
    scans: async (client, offset, limit) => slice(scans.list(client), offset, limit),
    scan: async (id) => scans.by(id).view,
    scan_findings: async (id, offset, limit) => slice(scans.by(id).findings, offset, limit),
    scan_unread: async (id, offset, limit) => slice(scans.by(id).unread, offset, limit),
    scan_gone: async (id, offset, limit) => slice(scans.by(id).gone, offset, limit),
    scan_save: async (id) => (scans.by(id), true),
    scan_remove: async (id) => {
      scans.remove(id);
      changed("scans", "log");
      return null;
    },
    finding_accept: async (id, reason) => {
      if (reason.trim() === "") throw required("reason");
      checkTexts({ reason });
      return put(id, { reason, at: new Date().toISOString(), by: ACTOR });
    },
    findings_accept: async (ids, reason) => {
      if (reason.trim() === "") throw required("reason");
      checkTexts({ reason });
      return ids.map((id) => put(id, { reason, at: new Date().toISOString(), by: ACTOR }));
    },
    finding_unaccept: async (id) => put(id, null),
    finding_copy: async () => null,
  };

  function put(id: string, accepted: FindingView["accepted"]): FindingView {
    const [kept, finding] = scans.finding(id);
    const now = { ...finding, accepted };
    kept.findings.splice(kept.findings.indexOf(finding), 1, now);
    kept.view = { ...kept.view };
    count(kept);
    changed("scans", "log");
    return now;
  }
}
