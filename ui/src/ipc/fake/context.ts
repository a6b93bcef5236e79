// What the parts of the fake shell share.

import type { KeyringState } from "../bindings/KeyringState";
import type { Settings } from "../bindings/Settings";
import type { Topic } from "../bindings/Topic";
import type { Scans } from "./scans";
import type { Sends } from "./sends";
import type { World } from "./world";

export interface State {
  keyring: KeyringState;
  sample: boolean;
  settings: Settings;
}

export interface Context {
  world: World;
  sends: Sends;
  scans: Scans;
  state: State;
  changed: (...topics: Topic[]) => void;
  pace: number;
  broken: boolean;
}
