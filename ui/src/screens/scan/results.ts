// What came of a scan, as a person looks at it: filtered, grouped by key or by place, and laid out as the rows of one list.

import type { FindingClass } from "../../ipc/bindings/FindingClass";
import type { FindingView } from "../../ipc/bindings/FindingView";

export type By = "key" | "place";

/** Which findings: those that count, those that were accepted, or those that the scan before had and this one has not. */
export type Which = "open" | "accepted" | "gone";

export interface Filter {
  which: Which;
  /** Empty: every class. */
  classes: FindingClass[];
  /** Only what the scan before had not found. */
  fresh: boolean;
  search: string;
}

export interface Group {
  id: string;
  by: By;
  /** Says what all of them have in common. */
  first: FindingView;
  findings: FindingView[];
  /** The worst class among them. */
  class: FindingClass;
}

/** `alone`: the only finding of its group, which then has no head of its own. */
export type Row = { kind: "group"; group: Group; folded: boolean } | { kind: "finding"; group: Group; finding: FindingView; alone: boolean };

/** Worst first. */
export const classes: readonly FindingClass[] = ["held", "secret", "published"];

export function emptyFilter(): Filter {
  return { which: "open", classes: [], fresh: false, search: "" };
}

export function isEmpty(filter: Filter): boolean {
  return filter.which === "open" && filter.classes.length === 0 && !filter.fresh && filter.search.trim() === "";
}

export function whichOf(finding: FindingView): "open" | "accepted" {
  return finding.accepted === null ? "open" : "accepted";
}

/** Those that pass; each word of the search must stand somewhere in what is shown of it. */
export function filtered(all: readonly FindingView[], filter: Filter): FindingView[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return all.filter(
    (one) =>
      (filter.which === "gone" || whichOf(one) === filter.which) &&
      (filter.classes.length === 0 || filter.classes.includes(one.class)) &&
      (!filter.fresh || one.new) &&
      words.every((word) => textOf(one).includes(word)),
  );
}

function textOf(one: FindingView): string {
  const { key } = one;
  const users = key?.users.map((user) => `${user.client_name} ${user.integration_name}`) ?? [];
  const keyed = key === null ? [] : [key.part_label, `#${key.fingerprint}`, key.mask?.tail ?? "", ...users];
  const more = one.more.map((also) => also.rule_words);
  return [one.place, one.commit ?? "", one.rule, one.rule_words, `=${one.tag}`, ...more, ...keyed].join("\n").toLowerCase();
}

/** How many there are of each, whatever the filter says; `keys`: how many different keys the held ones are. */
export function counted(all: readonly FindingView[]): Record<FindingClass | "accepted" | "fresh" | "keys", number> {
  const sums = { held: 0, secret: 0, published: 0, accepted: 0, fresh: 0, keys: 0 };
  const keys = new Set<string>();
  for (const one of all) {
    if (one.accepted !== null) sums.accepted += 1;
    else {
      sums[one.class] += 1;
      if (one.new) sums.fresh += 1;
      if (one.key !== null) keys.add(one.key.fingerprint);
    }
  }
  return { ...sums, keys: keys.size };
}

/** What changed since the scan before: leaks, and apart from them what is published on purpose and harms nobody. */
export interface Difference {
  new: number;
  gone: number;
  still: number;
  newPublished: number;
  gonePublished: number;
}

/** Those that are leaks: what is published on purpose is none. */
export const leaks: readonly FindingClass[] = ["held", "secret"];

/** Told from the findings, as the scan's own figures count every class and what was accepted too. */
export function differenceOf(all: readonly FindingView[], gone: readonly FindingView[]): Difference {
  const open = all.filter((one) => one.accepted === null);
  const leak = (one: FindingView) => leaks.includes(one.class);
  const fresh = open.filter((one) => one.new);
  return {
    new: fresh.filter(leak).length,
    gone: gone.filter(leak).length,
    still: open.filter((one) => leak(one) && !one.new).length,
    newPublished: fresh.filter((one) => !leak(one)).length,
    gonePublished: gone.filter((one) => !leak(one)).length,
  };
}

/** Groups, the worst first, then the largest, then by name; within a group by place and line. */
export function grouped(findings: readonly FindingView[], by: By): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const id = by === "place" ? `place ${finding.place}` : keyOf(finding);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { id, by, first: finding, findings: [finding], class: finding.class });
    else {
      group.findings.push(finding);
      if (classes.indexOf(finding.class) < classes.indexOf(group.class)) group.class = finding.class;
    }
  }
  for (const group of groups.values()) group.findings.sort(byPlace);
  return [...groups.values()].sort(
    (one, other) =>
      classes.indexOf(one.class) - classes.indexOf(other.class) ||
      other.findings.length - one.findings.length ||
      nameOf(one).localeCompare(nameOf(other)),
  );
}

/** What makes two findings the same key: part and fingerprint for a held one, the same value for others. */
function keyOf({ class: kind, key, tag, rule, id }: FindingView): string {
  if (key !== null) return `held ${key.fingerprint} ${key.part_label}`;
  return tag === "" ? `alone ${id}` : `${kind} ${rule} ${tag}`;
}

function nameOf({ by, first }: Group): string {
  const user = first.key?.users[0];
  return by === "place" ? first.place : `${user?.client_name ?? ""} ${user?.integration_name ?? ""} ${first.rule_words}`;
}

function byPlace(one: FindingView, other: FindingView): number {
  return one.place.localeCompare(other.place) || one.line - other.line || (one.commit ?? "").localeCompare(other.commit ?? "");
}

/** The rows of the list: each group's head, and what is in it unless it is folded. */
export function rowsOf(groups: readonly Group[], folded: ReadonlySet<string>): Row[] {
  return groups.flatMap((group): Row[] => {
    if (group.findings.length === 1) return [{ kind: "finding", group, finding: group.first, alone: true }];
    const shut = folded.has(group.id);
    const head: Row = { kind: "group", group, folded: shut };
    return shut ? [head] : [head, ...group.findings.map((finding): Row => ({ kind: "finding", group, finding, alone: false }))];
  });
}

/** The row that shows what was chosen, wherever it is now; -1 where it is not among them. */
export function placeOf(rows: readonly Row[], picked: string | null): number {
  return picked === null ? -1 : rows.findIndex((row) => idOf(row) === picked);
}

export function idOf(row: Row): string {
  return row.kind === "group" ? row.group.id : row.finding.id;
}

/** How many distinct places a group stands in. */
export function placesOf(group: Group): number {
  return new Set(group.findings.map((finding) => finding.place)).size;
}

/** A place as it is told from others of the same scan: without the folder, by its path or its name, or the site that they are all in. */
export function shortOf(place: string, scan: { place: string; name: string }): string {
  for (const within of [scan.place, scan.name]) {
    const base = within.replace(/\/+$/, "");
    const rest = base !== "" && place.startsWith(`${base}/`) ? place.slice(base.length) : "";
    if (rest !== "" && /^https?:/.test(base)) return rest;
    if (rest.length > 1) return rest.slice(1);
  }
  return place;
}
