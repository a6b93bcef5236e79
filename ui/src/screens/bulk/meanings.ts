// What a column can mean: the fixed roles, and the variables and key parts that providers have.

import type { BulkColumn } from "../../ipc/bindings/BulkColumn";
import type { ProviderView } from "../../ipc/bindings/ProviderView";
import { variableLabel } from "../../words/integration";
import { FIRST, firstOwn, roleWords } from "../../words/bulk";

export interface Meaning {
  id: string;
  label: string;
  column: BulkColumn;
}

export interface Meanings {
  fixed: Meaning[];
  keys: Meaning[];
  variables: Meaning[];
}

const FIXED = ["ignore", "client", "integration", "provider", "environment", "base_url", "env_name"] as const;

/** One text for each column, to be told apart by. */
export function idOf(column: BulkColumn): string {
  if (column.role === "key") return `key:${column.part}`;
  if (column.role === "variable") return `variable:${column.name}`;
  return column.role;
}

/** Those of the catalogue, and whatever the columns mean already. */
export function meaningsOf(providers: ProviderView[], columns: BulkColumn[]): Meanings {
  const parts = new Map([[FIRST, firstOwn]]);
  const variables = new Map([[FIRST, firstOwn]]);
  for (const provider of providers) {
    for (const part of provider.parts) if (!parts.has(part.name)) parts.set(part.name, part.label);
    for (const { name, label } of provider.variables) if (!variables.has(name)) variables.set(name, label);
  }
  for (const column of columns) {
    if (column.role === "key" && !parts.has(column.part)) parts.set(column.part, column.part === FIRST ? firstOwn : variableLabel(column.part));
    if (column.role === "variable" && !variables.has(column.name)) variables.set(column.name, variableLabel(column.name));
  }
  return {
    fixed: FIXED.map((role) => ({ id: role, label: roleWords[role], column: { role } })),
    keys: sorted([...parts].map(([part, label]) => ({ id: `key:${part}`, label, column: { role: "key", part } }))),
    variables: sorted(
      [...variables].map(([name, label]) => ({ id: `variable:${name}`, label, column: { role: "variable", name } })),
    ),
  };
}

function sorted(meanings: Meaning[]): Meaning[] {
  return meanings.toSorted((one, other) => one.label.localeCompare(other.label));
}
