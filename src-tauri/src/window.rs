//! The one window: built in code, so that no configuration file can widen it.
//!
//! It is hidden until its page stands, so that nobody sees a blank frame. It cannot wait for the first *painted* frame:
//! WebKitGTK paints nothing, and calls no animation frame, while its window is hidden.

use std::time::Duration;

use tauri::webview::PageLoadEvent;
use tauri::window::Color;
use tauri::{App, AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The window's label, which the capability names.
pub(crate) const LABEL: &str = "main";

/// Shown after this long even if the page has not loaded: a broken page must be seen too.
const SHOWN_AFTER: Duration = Duration::from_millis(1500);

/// Builds the window, hidden until its page has loaded.
pub(crate) fn build(app: &App) -> tauri::Result<WebviewWindow> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Keyrack")
        .inner_size(1360.0, 860.0)
        .min_inner_size(900.0, 600.0)
        .visible(false)
        .background_color(Color(246, 247, 249, 255))
        .general_autofill_enabled(false)
        .devtools(cfg!(debug_assertions))
        .on_navigation(is_own_page)
        .on_new_window(|_, _| tauri::webview::NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_page_load(|window, page| {
            if page.event() == PageLoadEvent::Finished {
                show(window.app_handle());
            }
        })
        .build()?;
    let handle = app.handle().clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SHOWN_AFTER).await;
        show(&handle);
    });
    Ok(window)
}

/// The page may only ever be Keyrack's own.
fn is_own_page(url: &Url) -> bool {
    let own = if cfg!(windows) { ("http", Some("tauri.localhost")) } else { ("tauri", Some("localhost")) };
    (url.scheme(), url.host_str()) == own
}

/// The page has painted its first row: for whoever measures the start.
pub(crate) fn painted(app: &AppHandle) {
    show(app);
    #[cfg(feature = "automation")]
    stamp();
}

/// Shows the window and brings it to the front.
pub(crate) fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        // A window that is closing cannot be shown; nothing is lost by that.
        drop(window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus()));
    }
}

/// Tells a bench or a test when the first row was painted: seconds since 1970, in the file it named.
#[cfg(feature = "automation")]
pub(crate) fn stamp() {
    let Some(path) = std::env::var_os("KEYRACK_PAINTED_FILE") else { return };
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let part = std::path::PathBuf::from(&path).with_extension("part");
    if std::fs::write(&part, format!("{:.6}\n", now.as_secs_f64())).is_ok() {
        drop(std::fs::rename(&part, &path));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_page_may_be_shown() {
        let own = |text: &str| is_own_page(&Url::parse(text).expect("a URL"));
        assert_eq!(own("tauri://localhost/index.html"), cfg!(not(windows)));
        for other in
            ["https://example.com/", "file:///etc/passwd", "tauri://evil/", "data:text/html,x", "about:blank"]
        {
            assert!(!own(other), "{other} must not be shown");
        }
    }
}
