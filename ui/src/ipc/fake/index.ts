// A shell that stands in for the real one where there is none: a browser in development, tests, pictures. Which world it
// shows is said in the address: `?fake=empty`, `many`, `long`, `sample`, `unscanned`, `locked`, `absent`, `slow`, `broken`, `error`.

import type { KeyringState } from "../bindings/KeyringState";
import type { Settings } from "../bindings/Settings";
import type { Theme } from "../bindings/Theme";
import type { Topic } from "../bindings/Topic";
import type { Hear, Shell } from "../shell";
import type { State } from "./context";
import { keysOf } from "./keys";
import { orders } from "./orders";
import { reading } from "./reading";
import { scanned, Scans } from "./scans";
import { believable, long, many } from "./seed";
import { Sends } from "./sends";
import { system } from "./system";
import { things } from "./things";
import { watching } from "./watching";
import { World } from "./world";

export interface Fake {
  shell: Shell;
  hear: Hear;
  world: World;
}

export function open(params: URLSearchParams): Fake {
  const scene = params.get("fake") ?? "";
  const pace = Number(params.get("pace") ?? "1");
  const theme = params.get("theme");
  return stage(scene, pace, theme === "dark" || theme === "light" ? theme : "system");
}

export function stage(scene = "", pace = 0, theme: Theme = "system"): Fake {
  const world = scene === "empty" ? new World(1) : scene === "many" ? many() : scene === "long" ? long() : believable();
  const heard = new Set<(topic: Topic) => void>();
  const changed = (...topics: Topic[]) => {
    for (const topic of topics) for (const one of heard) setTimeout(() => one(topic), 0);
  };
  const state: State = { keyring: keyringOf(scene), sample: scene === "sample", settings: { ...defaults, theme } };
  const sends = new Sends(world, pace);
  sends.keyringLocked = state.keyring !== "ready";
  const scans = new Scans(world, scene);
  const context = { world, sends, scans, state, changed, pace, broken: scene === "error" };
  return { shell: later({ ...system(context), ...things(context), ...keysOf(context), ...reading(context), ...scanned(context), ...orders(context), ...watching(context) }, pace), hear: hearing(heard), world };
}

const defaults: Settings = { theme: "system", clipboard_seconds: 30, keep_days: 90, unsafe_loopback_http: false, strict_bodies: false };

function keyringOf(scene: string): KeyringState {
  return scene === "locked" || scene === "absent" || scene === "slow" || scene === "broken" ? scene : "ready";
}

function hearing(heard: Set<(topic: Topic) => void>): Hear {
  return (one) => {
    heard.add(one);
    return () => void heard.delete(one);
  };
}

/** A real shell takes a moment; a fake one that did not would hide every state of waiting. */
function later(shell: Shell, pace: number): Shell {
  if (pace === 0) return shell;
  const slow = Object.entries(shell).map(([name, command]: [string, (...args: never[]) => Promise<unknown>]) => [
    name,
    async (...args: never[]) => {
      await new Promise((resolve) => setTimeout(resolve, 12 * pace));
      return command(...args);
    },
  ]);
  return Object.fromEntries(slow) as unknown as Shell;
}
