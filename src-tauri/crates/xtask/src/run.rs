//! Opening the app: on this display, or without one in a session of its own with a screenshot.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode};

use crate::Result;
use crate::process::{locked_cargo, root, run as run_command, target};
use crate::session::{Session, colours, wait_for};
use crate::system::{Need, ensure};
use crate::ui;

/// A window that shows something has more colours than this; a blank or half-made one has fewer.
const PAINTED_COLOURS: u32 = 64;

/// `cargo xtask run`
pub(crate) fn run(release: bool, args: &[String]) -> Result<ExitCode> {
    if !has_display() {
        println!(
            "There is no display: the demo runs in a session of its own instead, and leaves a screenshot."
        );
        return demo(release, None);
    }
    ensure(Need::Build)?;
    ui::build()?;
    build_app(release, false)?;
    open(&app(release), args)
}

/// `cargo xtask demo`
pub(crate) fn demo(release: bool, screenshot: Option<PathBuf>) -> Result<ExitCode> {
    if has_display() && screenshot.is_none() {
        ensure(Need::Build)?;
        ui::build()?;
        build_app(release, false)?;
        return open(&app(release), &["--sample".to_owned()]);
    }
    ensure(Need::Headless)?;
    ui::build()?;
    build_app(release, true)?;
    let path = screenshot.unwrap_or_else(|| root().join("out").join("keyrack.png"));
    let path = std::path::absolute(&path).map_err(|e| format!("{} is no path: {e}", path.display()))?;
    photograph(&app(release), &path)?;
    println!("screenshot: {}", path.display());
    Ok(ExitCode::SUCCESS)
}

/// Builds the app and the terminal as they ship; `automation` adds the signal that the first row is painted.
pub(crate) fn build_command(release: bool, automation: bool) -> Command {
    let mut args = vec!["build", "-p", "keyrack-desktop", "-p", "keyrack", "--bins"];
    if release {
        args.push("--release");
    }
    if automation {
        args.extend(["--features", "keyrack-desktop/automation"]);
    }
    locked_cargo(&args)
}

/// The app's program.
pub(crate) fn app(release: bool) -> PathBuf {
    let profile = if release { "release" } else { "debug" };
    target().join(profile).join(format!("keyrack-desktop{}", std::env::consts::EXE_SUFFIX))
}

/// The terminal's program.
pub(crate) fn terminal(release: bool) -> PathBuf {
    app(release).with_file_name(format!("keyrack{}", std::env::consts::EXE_SUFFIX))
}

fn build_app(release: bool, automation: bool) -> Result<()> {
    run_command(build_command(release, automation))
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()))
}

fn open(app: &Path, args: &[String]) -> Result<ExitCode> {
    let status = Command::new(app)
        .args(args)
        .status()
        .map_err(|e| format!("{} cannot be started: {e}", app.display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Opens the app with its sample workspace where nobody sees it, and keeps a picture of it.
fn photograph(app: &Path, path: &Path) -> Result<()> {
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).map_err(|e| format!("cannot create {}: {e}", dir.display()))?;
    }
    let session = Session::start()?;
    let painted = session.path("painted");
    let log = session.path("app.log");
    let file = File::create(&log).map_err(|e| format!("cannot write {}: {e}", log.display()))?;
    let both = file.try_clone().map_err(|e| format!("cannot write {}: {e}", log.display()))?;
    let mut command = session.command(app);
    command
        .arg("--sample")
        .env("KEYRACK_DATA_DIR", session.data_dir())
        .env("KEYRACK_PAINTED_FILE", &painted)
        .stdout(file)
        .stderr(both);
    let mut window =
        Window(command.spawn().map_err(|e| format!("{} cannot be started: {e}", app.display()))?);
    let said = |e: String| {
        let log = std::fs::read(&log).unwrap_or_default();
        format!("{e}\n{}", String::from_utf8_lossy(&log).trim_end())
    };
    wait_for("the board's first row", || window.lives(), || Ok(painted.exists())).map_err(said)?;
    // The page has painted; the picture is whole once the screen shows it and holds still.
    let (mut before, mut now) = (Vec::new(), Vec::new());
    wait_for(
        "a whole picture",
        || window.lives(),
        || {
            session.screenshot(path)?;
            std::mem::swap(&mut before, &mut now);
            now = std::fs::read(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
            Ok(pixels(&before) == pixels(&now) && colours(path)? > PAINTED_COLOURS)
        },
    )
    .map_err(said)
}

/// A picture's data, without the dates that stand at its end.
fn pixels(png: &[u8]) -> &[u8] {
    let data = png.windows(4).position(|w| w == b"IDAT").unwrap_or(0);
    let end = png.windows(4).position(|w| w == b"tEXt" || w == b"IEND").unwrap_or(png.len());
    png.get(data..end.max(data)).unwrap_or_default()
}

/// The app while it is looked at.
struct Window(Child);

impl Window {
    fn lives(&mut self) -> Result<()> {
        match self.0.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(format!("the app ended by itself ({status})")),
            Err(e) => Err(format!("the app cannot be watched: {e}")),
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
