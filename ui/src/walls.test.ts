// @vitest-environment node
// What the page never does, read off its sources. Each rule carries a sample that it must catch.

import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { parse, type AST } from "svelte/compiler";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

interface Source {
  path: string;
  text: string;
}

function sources(): Source[] {
  return readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(svelte|ts|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\.test\.ts$|\/ipc\/bindings\//.test(path))
    .map((path) => ({ path: relative(root, path), text: readFileSync(path, "utf8") }));
}

interface Rule {
  never: string;
  pattern: RegExp;
  /** The one place where it may stand. */
  except?: RegExp;
  caught: string;
}

const rules: Rule[] = [
  { never: "talks to Tauri outside of ipc.ts", pattern: /@tauri-apps|__TAURI(?!_INTERNALS__" in)/, except: /^src\/ipc\/ipc\.ts$/, caught: 'import { invoke } from "@tauri-apps/api/core";' },
  { never: "puts markup together from text", pattern: /\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment/, caught: "{@html body}" },
  { never: "runs text as code", pattern: /\beval\(|new Function\(|setTimeout\(["'`]/, caught: 'setTimeout("go()", 1)' },
  { never: "reaches for the network", pattern: /(?<!#)\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|RTCPeerConnection|importScripts/, caught: "await fetch(url)" },
  { never: "touches the clipboard", pattern: /navigator\.clipboard|execCommand|clipboardData/, caught: "navigator.clipboard.readText()" },
  { never: "asks for a password", pattern: /type=\{?["']password|["']password["']\s*as\s+const|\.type\s*=\s*["']password/, caught: '<input type="password" />' },
  { never: "takes a file by itself", pattern: /type=\{?["']file["']|FileReader|showOpenFilePicker|dataTransfer/, caught: '<input type="file" />' },
  { never: "has a style in an attribute", pattern: /\sstyle=|setAttribute\(["']style/, caught: '<p style="top: 0">' },
  { never: "leaves for another page", pattern: /window\.open\(|location\.(?:href|assign|replace)\s*[=(]|<a\s[^>]*href=["{][^#]/, caught: '<a href="https://example.com">' },
  {
    never: "has a colour outside tokens.css",
    pattern: /#[0-9a-fA-F]{3,8}\b(?=\s*[;,)"'])|\b(?:rgba?|hsla?|hwb|oklch|oklab|lab|lch|color-mix)\(|:\s*(?:white|black|red|green|blue|gr[ae]y|orange|yellow|purple|pink)\s*;/,
    except: /^src\/tokens\.css$/,
    caught: "color: #fff;",
  },
];

describe("The page never", () => {
  const all = sources();

  it.each(rules)("$never", ({ pattern, except, caught }) => {
    expect(caught).toMatch(pattern);
    const found = all
      .filter(({ path }) => except === undefined || !except.test(path))
      .flatMap(({ path, text }) => text.split("\n").map((line, index) => ({ line, at: `${path}:${index + 1}` })))
      .filter(({ line }) => pattern.test(line))
      .map(({ line, at }) => `${at}: ${line.trim()}`);
    expect(found).toEqual([]);
  });

  it("has script or style inside of index.html", () => {
    const inline = /<style|<script(?![^>]*\ssrc=)[^>]*>|\son\w+=|\sstyle=/;
    expect("<script>go()</script>").toMatch(inline);
    expect(readFileSync(join(root, "index.html"), "utf8")).not.toMatch(inline);
  });

  it("says a word that is not in the table of words", () => {
    expect(spoken('<p title="Close">Hello {name}</p>', "sample.svelte")).toEqual(["sample.svelte: Close", "sample.svelte: Hello"]);
    const found = all.filter(({ path }) => path.endsWith(".svelte")).flatMap(({ path, text }) => spoken(text, path));
    expect(found).toEqual([]);
  });

  it("imports a package without a reason for it", () => {
    const { dependencies, devDependencies, reasons } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, Record<string, string>>;
    expect(Object.keys({ ...dependencies, ...devDependencies }).sort()).toEqual(Object.keys(reasons ?? {}).sort());
  });
});

const said = new Set(["title", "placeholder", "alt", "label", "aria-label", "aria-description", "aria-valuetext", "aria-roledescription"]);

/** Words that stand in the markup itself. */
function spoken(text: string, path: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== "object" || node === null) return;
    const { type } = node as { type?: string };
    if (type === "StyleDirective") return;
    if (type === "Text") {
      const { data } = node as AST.Text;
      if (/\p{L}{2,}/u.test(data)) found.push(`${path}: ${data.trim()}`);
      return;
    }
    if (type === "Attribute") {
      const { name, value } = node as AST.Attribute;
      if (said.has(name)) visit(value);
      return;
    }
    for (const [key, child] of Object.entries(node)) if (key !== "metadata") visit(child);
  };
  visit(parse(text, { modern: true }).fragment);
  return found;
}
