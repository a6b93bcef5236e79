//! What the system must have, what it has, and installing the rest.

use std::io::{BufRead, IsTerminal, Write};
use std::process::{Command, Stdio};

use crate::Result;
use crate::process::{answers, in_ci, output, program, run};

/// What is about to be done, so what is needed for it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// To build the app and open it on a display.
    Build,
    /// To run it without one, with a bus and a keyring of its own.
    Headless,
    /// To drive it in tests.
    Tests,
    /// To measure it.
    Benches,
}

/// A Debian package, from where on it is needed, and why.
struct Package(&'static str, Need, &'static str);

const PACKAGES: &[Package] = &[
    Package("ca-certificates", Need::Build, "the system's trusted authorities"),
    Package("libgtk-3-dev", Need::Build, "native prompts"),
    Package("libwebkit2gtk-4.1-dev", Need::Build, "the window"),
    Package("pkg-config", Need::Build, "finds the two above"),
    Package("dbus-daemon", Need::Headless, "a session bus of its own"),
    Package("fonts-dejavu-core", Need::Headless, "text in native dialogs"),
    Package("gnome-keyring", Need::Headless, "a real Secret Service"),
    Package("imagemagick", Need::Headless, "screenshots"),
    Package("libglib2.0-bin", Need::Headless, "gdbus, which waits for the keyring"),
    Package("openbox", Need::Headless, "gives native dialogs the focus"),
    Package("xvfb", Need::Headless, "a display without a screen"),
    Package("dbus", Need::Tests, "dbus-run-session"),
    Package("libsecret-tools", Need::Tests, "looks into the keyring from outside"),
    Package("webkit2gtk-driver", Need::Tests, "drives the window"),
    Package("xclip", Need::Tests, "another program with a clipboard"),
    Package("xdotool", Need::Tests, "types into native prompts"),
    Package("curl", Need::Benches, "what many sends are measured against"),
    Package("ripgrep", Need::Benches, "what scans are measured against"),
];

/// Oldest major version of Node that the page's tools run on.
const NODE_MAJOR: u32 = 20;

/// Sees to it that everything for `need` is there.
pub(crate) fn ensure(need: Need) -> Result<()> {
    rust_parts(need)?;
    node()?;
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let wanted: Vec<&str> = PACKAGES.iter().filter(|p| p.1 as u8 <= need as u8).map(|p| p.0).collect();
    if !answers("dpkg-query", &["--version"]) {
        println!("This is no Debian system: what its packages {} hold must be there.", wanted.join(", "));
        return Ok(());
    }
    let missing = missing(&wanted, &installed(&wanted));
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

/// The packages of `wanted` that dpkg calls installed. It fails as a whole when one is unknown to it, so its status says nothing.
fn installed(wanted: &[&str]) -> String {
    Command::new("dpkg-query")
        .args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"])
        .args(wanted)
        .stdin(Stdio::null())
        .output()
        .map(|out| String::from_utf8_lossy(&out.stdout).into_owned())
        .unwrap_or_default()
}

fn missing<'a>(wanted: &[&'a str], listed: &str) -> Vec<&'a str> {
    let there: Vec<&str> = listed.lines().filter_map(|l| l.strip_suffix(" installed")).collect();
    wanted.iter().copied().filter(|name| !there.contains(name)).collect()
}

fn install(missing: &[&str]) -> Result<()> {
    println!("This system lacks:");
    for package in PACKAGES.iter().filter(|p| missing.contains(&p.0)) {
        println!("  {:<24} {}", package.0, package.2);
    }
    let root = output(program("id", &["-u"])).is_ok_and(|id| id.trim() == "0");
    let sudo = if root { "" } else { "sudo " };
    let by_hand = format!(
        "{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {}",
        missing.join(" ")
    );
    if !root && !in_ci() && !agreed("Install them with apt-get? [Y/n] ")? {
        return Err(format!("they are needed. Install them with:\n  {by_hand}"));
    }
    let apt = |args: &[&str]| {
        let mut command = Command::new(if root { "apt-get" } else { "sudo" });
        if !root {
            if in_ci() {
                command.arg("-n");
            }
            command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        }
        command.env("DEBIAN_FRONTEND", "noninteractive").args(args);
        run(command).map_err(|words| format!("{words}. By hand:\n  {by_hand}"))
    };
    apt(&["update", "-q"])?;
    apt(&[&["install", "-q", "-y", "--no-install-recommends"], missing].concat())
}

fn agreed(question: &str) -> Result<bool> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Ok(false);
    }
    print!("{question}");
    std::io::stdout().flush().map_err(|e| format!("cannot ask: {e}"))?;
    let mut line = String::new();
    let read = input.lock().read_line(&mut line).map_err(|e| format!("cannot read the answer: {e}"))?;
    Ok(read > 0 && matches!(line.trim().to_lowercase().as_str(), "" | "y" | "yes"))
}

fn node() -> Result<()> {
    let how = format!(
        "Node.js {NODE_MAJOR} or newer with npm is needed to build the page. Install it (Debian: from nodejs.org, \
         the distribution's own may be too old) and run this again"
    );
    let version = output(program("node", &["--version"])).map_err(|_| format!("node is not there. {how}"))?;
    let major = node_major(&version).ok_or_else(|| format!("node says `{}`. {how}", version.trim()))?;
    if major < NODE_MAJOR {
        return Err(format!("node is {}. {how}", version.trim()));
    }
    if answers("npm", &["--version"]) { Ok(()) } else { Err(format!("npm is not there. {how}")) }
}

fn node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// A minimal Rust has neither formatter nor linter.
fn rust_parts(need: Need) -> Result<()> {
    if need != Need::Tests {
        return Ok(());
    }
    for (command, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if answers("cargo", &[command, "--version"]) {
            continue;
        }
        let mut rustup = Command::new("rustup");
        rustup.args(["component", "add", component]);
        run(rustup)
            .map_err(|words| format!("`cargo {command}` is not there and {words}. Install {component}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_installed_counts_as_missing() {
        let listed = "xvfb installed\nopenbox config-files\ndbus installed\n";
        assert_eq!(missing(&["xvfb", "openbox", "dbus", "xclip"], listed), ["openbox", "xclip"]);
    }

    #[test]
    fn node_versions_are_read() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("20.1"), None);
        assert_eq!(node_major("v"), None);
    }

    #[test]
    fn tests_need_all_that_building_needs() {
        let of = |need: Need| PACKAGES.iter().filter(|p| p.1 as u8 <= need as u8).count();
        assert!(of(Need::Build) < of(Need::Headless) && of(Need::Headless) < of(Need::Tests));
        assert!(of(Need::Tests) < of(Need::Benches));
        assert_eq!(of(Need::Benches), PACKAGES.len());
    }
}
