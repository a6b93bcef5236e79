//! The session's display: windows, key strokes, clipboard, pictures.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use super::{Session, until};
use crate::wait;

/// A visible window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// X's number for it.
    pub id: String,
    /// What stands in its title bar.
    pub title: String,
}

/// Another program that owns the clipboard, until somebody else takes it or this is dropped.
pub struct ClipboardOwner(Child);

impl ClipboardOwner {
    /// Whether it still owns the clipboard.
    pub fn owns(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for ClipboardOwner {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Session {
    pub(super) fn start_display(&mut self) {
        let arguments = ["-displayfd", "1", "-screen", "0", "2048x1280x24", "-nolisten", "tcp", "-noreset"];
        let number = self.start_and_read_line("Xvfb", &arguments);
        self.environment.insert("DISPLAY".into(), format!(":{number}"));
    }

    /// Native dialogs get no focus without one.
    pub(super) fn start_window_manager(&mut self) {
        let mut openbox = self.command("openbox");
        openbox.arg("--sm-disable");
        self.start(openbox);
        until("a window manager", || {
            let answer = self.run("xprop", &["-root", "_NET_SUPPORTING_WM_CHECK"]).ok()?;
            answer.contains("window id").then_some(())
        });
    }

    /// Every visible window with a title.
    #[must_use]
    pub fn windows(&self) -> Vec<Window> {
        let ids = self.run("xdotool", &["search", "--onlyvisible", "--name", "."]).unwrap_or_default();
        let title = |id: &str| self.run("xdotool", &["getwindowname", id]).ok();
        ids.lines().filter_map(|id| Some(Window { id: id.to_owned(), title: title(id)? })).collect()
    }

    /// Waits for a window by the beginning of its title, and gives it the focus.
    #[track_caller]
    pub fn focus(&self, title: &str) -> Window {
        let window = until(&format!("a window named {title:?}"), || {
            self.windows().into_iter().find(|window| window.title.starts_with(title))
        });
        until(&format!("the focus on {title:?}"), || {
            // It may not be mapped yet: then it is asked again.
            let _ = self.run("xdotool", &["windowactivate", &window.id]);
            let focused = self.run("xdotool", &["getwindowfocus"]).ok()?;
            let name = self.run("xdotool", &["getwindowname", &focused]).ok()?;
            name.starts_with(title).then_some(())
        });
        window
    }

    /// Waits until no window's title begins so.
    #[track_caller]
    pub fn gone(&self, title: &str) {
        until(&format!("the end of {title:?}"), || {
            let there = self.windows().iter().any(|window| window.title.starts_with(title));
            (!there).then_some(())
        });
    }

    /// Whether every window whose title begins so is gone within a second.
    #[must_use]
    pub fn ends_soon(&self, title: &str) -> bool {
        let gone = || (!self.windows().iter().any(|window| window.title.starts_with(title))).then_some(());
        wait::soon(Duration::from_secs(1), gone).is_some()
    }

    /// Presses keys by their X names, such as `Return` or `alt+k`, in whatever has the focus.
    #[track_caller]
    pub fn press(&self, keys: &[&str]) {
        let arguments: Vec<&str> = ["key", "--clearmodifiers"].iter().chain(keys).copied().collect();
        self.run("xdotool", &arguments).unwrap_or_else(|error| panic!("key strokes {keys:?}: {error}"));
    }

    /// Types text into whatever has the focus.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        let mut typing = self.command("xdotool");
        typing.args(["type", "--clearmodifiers", "--delay", "8", "--file", "-"]).stdin(Stdio::piped());
        let mut child = typing.spawn().expect("xdotool starts");
        child.stdin.take().expect("piped").write_all(text.as_bytes()).expect("xdotool reads");
        assert!(child.wait().expect("xdotool ends").success(), "xdotool could not type");
    }

    /// Another program puts text on the clipboard.
    #[must_use]
    pub fn fill_clipboard(&self, text: &str) -> ClipboardOwner {
        self.own_clipboard("UTF8_STRING", text.as_bytes())
    }

    /// Another program puts something else on it, such as `image/png`.
    #[must_use]
    pub fn own_clipboard(&self, target: &str, contents: &[u8]) -> ClipboardOwner {
        let mut command = self.command("xclip");
        command.args(["-selection", "clipboard", "-quiet", "-t", target, "-i"]);
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().expect("xclip starts");
        child.stdin.take().expect("piped").write_all(contents).expect("xclip reads");
        let mut owner = ClipboardOwner(child);
        until("the clipboard to be owned", || {
            assert!(owner.owns(), "xclip ended");
            let targets = self.run("xclip", &["-selection", "clipboard", "-o", "-t", "TARGETS"]).ok()?;
            targets.lines().any(|line| line == target).then_some(())
        });
        owner
    }

    /// The text on the clipboard; `None` when there is none.
    #[must_use]
    pub fn clipboard(&self) -> Option<String> {
        let text = self.run("timeout", &["5", "xclip", "-selection", "clipboard", "-o"]).ok()?;
        (!text.is_empty()).then_some(text)
    }

    /// Waits until the clipboard holds what `wanted` accepts.
    #[track_caller]
    pub fn clipboard_becomes(&self, what: &str, within: Duration, wanted: impl Fn(Option<&str>) -> bool) {
        wait::until(what, within, || wanted(self.clipboard().as_deref()).then_some(()));
    }

    /// Gives the window with this title another size.
    #[track_caller]
    pub fn resize_window(&self, title: &str, width: u32, height: u32) {
        let window = self.window(title);
        let (width, height) = (width.to_string(), height.to_string());
        self.run("xdotool", &["windowsize", &window.id, &width, &height]).expect("another size");
    }

    #[track_caller]
    fn window(&self, title: &str) -> Window {
        until(&format!("a window named {title:?}"), || {
            self.windows().into_iter().find(|window| window.title == title)
        })
    }

    /// A picture of the window with this title.
    #[track_caller]
    pub fn photograph_window(&self, title: &str, path: &Path) {
        self.capture(&self.window(title).id, path);
    }

    /// A picture of the whole screen, native dialogs included.
    #[track_caller]
    pub fn photograph(&self, path: &Path) {
        self.capture("root", path);
    }

    #[track_caller]
    fn capture(&self, window: &str, path: &Path) {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).expect("a directory");
        }
        let path = path.to_str().expect("a plain path");
        // Pressed lightly: hundreds of pictures are taken, and most are looked at once.
        self.run("import", &["-silent", "-window", window, "-quality", "10", path])
            .expect("a picture of the screen");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_program_fills_the_clipboard_and_loses_it() {
        let session = Session::with_window();
        assert_eq!(session.clipboard(), None);
        let mut first = session.fill_clipboard("from another program");
        assert_eq!(session.clipboard().as_deref(), Some("from another program"));
        let second = session.fill_clipboard("from a second one");
        until("the first to lose it", || (!first.owns()).then_some(()));
        drop(second);
        session.clipboard_becomes("an empty clipboard", Duration::from_secs(5), |text| text.is_none());
    }
}
