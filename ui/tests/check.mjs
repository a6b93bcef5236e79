// The type check, and the proof that it can fail: a check that says nothing of a planted error says nothing at all.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

function check(tsconfig, stdio) {
  const bin = join(root, "node_modules/svelte-check/bin/svelte-check");
  const args = [bin, "--workspace", dirname(tsconfig), "--tsconfig", tsconfig, "--fail-on-warnings"];
  return spawnSync(process.execPath, args, { cwd: root, stdio, encoding: "utf8" });
}

const real = check(join(root, "tsconfig.json"), "inherit");
if (real.status !== 0) process.exit(real.status ?? 1);

// Beside the sources, as what lies in node_modules is not checked.
const planted = mkdtempSync(join(root, ".planted-"));
writeFileSync(join(planted, "tsconfig.json"), JSON.stringify({ extends: "../tsconfig.json", include: ["*.svelte", "*.ts"] }));
writeFileSync(join(planted, "Planted.svelte"), '<script lang="ts">\n  let count: number = "three";\n</script>\n\n{count}\n');
writeFileSync(join(planted, "planted.ts"), 'export const count: number = "three";\n');
const proof = check(join(planted, "tsconfig.json"), "pipe");
rmSync(planted, { recursive: true, force: true });

const caught = (proof.stdout.match(/Type 'string' is not assignable to type 'number'/g) ?? []).length;
if (proof.status === 0 || caught !== 2) {
  console.error(`The type check does not find planted errors (found ${caught} of 2):\n${proof.stdout}${proof.stderr}`);
  process.exit(1);
}
console.log("The type check finds a planted error in a part and in a source.");
