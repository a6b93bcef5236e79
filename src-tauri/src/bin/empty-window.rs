//! An empty Tauri window, built the same way as Keyrack's: what `cargo xtask bench start` measures against.

use tauri::http::Response;
use tauri::{WebviewUrl, WebviewWindowBuilder};

const PAGE: &str = "<!doctype html><title>empty</title><p>empty</p><script src='/painted.js'></script>";
const SCRIPT: &str =
    "requestAnimationFrame(() => requestAnimationFrame(() => { new Image().src = '/painted.png'; }));";

fn main() {
    let outcome = tauri::Builder::default()
        .register_uri_scheme_protocol("empty", |_, request| {
            let (kind, body) = match request.uri().path() {
                "/painted.js" => ("text/javascript", SCRIPT),
                "/painted.png" => {
                    painted();
                    ("image/png", "")
                }
                _ => ("text/html", PAGE),
            };
            let answer = Response::builder().header("content-type", kind).body(body.as_bytes().to_vec());
            answer.unwrap_or_default()
        })
        .setup(|app| {
            let page = "empty://localhost/".parse().map(WebviewUrl::CustomProtocol)?;
            WebviewWindowBuilder::new(app, "main", page).inner_size(1360.0, 860.0).build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    std::process::exit(i32::from(outcome.is_err()));
}

/// Tells the bench when, in the file it named: seconds since 1970.
fn painted() {
    let Some(path) = std::env::var_os("KEYRACK_PAINTED_FILE") else { return };
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let part = std::path::PathBuf::from(&path).with_extension("part");
    if std::fs::write(&part, format!("{:.6}\n", now.as_secs_f64())).is_ok() {
        drop(std::fs::rename(&part, &path));
    }
}
