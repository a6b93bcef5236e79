//! What the machine runs on, and whether it has a network: a watch may wait for both. Linux is read from its own files;
//! elsewhere nothing is known, so nothing waits.

use std::path::{Path, PathBuf};

/// The machine as a watch sees it.
pub trait Machine: Send + Sync {
    /// Whether it runs on its battery.
    fn on_battery(&self) -> bool;
    /// Whether it certainly has no network.
    fn offline(&self) -> bool;
}

/// This machine.
#[derive(Clone, Debug)]
pub struct ThisMachine {
    root: PathBuf,
}

impl ThisMachine {
    /// Reads it anew at each question.
    #[must_use]
    pub fn new() -> Self {
        Self { root: PathBuf::from("/") }
    }
}

impl Default for ThisMachine {
    fn default() -> Self {
        Self::new()
    }
}

impl Machine for ThisMachine {
    fn on_battery(&self) -> bool {
        cfg!(target_os = "linux") && discharging(&self.root.join("sys/class/power_supply"))
    }

    fn offline(&self) -> bool {
        cfg!(target_os = "linux") && no_route(&self.root.join("proc/net"))
    }
}

/// A battery that empties, and no line that feeds it.
fn discharging(supplies: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(supplies) else { return false };
    let mut empties = false;
    for supply in entries.flatten().map(|entry| entry.path()) {
        let is = |file: &str, value: &str| {
            std::fs::read_to_string(supply.join(file)).is_ok_and(|text| text.trim() == value)
        };
        if is("type", "Mains") && is("online", "1") {
            return false;
        }
        // A mouse has a battery too; its scope says so.
        empties |= is("type", "Battery") && is("status", "Discharging") && !is("scope", "Device");
    }
    empties
}

/// Whether no route leaves the machine. Routes to networks that are within it say nothing.
fn no_route(net: &Path) -> bool {
    // https://www.kernel.org/doc/html/latest/networking/ and proc(5): the interface is the first column of `route`, the
    // last of `ipv6_route`.
    let Ok(v4) = std::fs::read_to_string(net.join("route")) else { return false };
    let v6 = std::fs::read_to_string(net.join("ipv6_route")).unwrap_or_default();
    let by_v4 = v4.lines().skip(1).filter_map(|line| line.split_whitespace().next());
    let by_v6 =
        v6.lines().filter(|line| is_default_v6(line)).filter_map(|line| line.split_whitespace().last());
    !by_v4.chain(by_v6).any(leads_out)
}

/// Link-local routes stand there without any network.
fn is_default_v6(line: &str) -> bool {
    line.split_whitespace().next().is_some_and(|to| to.bytes().all(|digit| digit == b'0'))
}

fn leads_out(interface: &str) -> bool {
    let within = ["docker", "br-", "veth", "virbr"];
    interface != "lo" && !within.iter().any(|name| interface.starts_with(name))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn machine(files: &[(&str, &str)]) -> (tempfile::TempDir, ThisMachine) {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let machine = ThisMachine { root: root.path().to_owned() };
        (root, machine)
    }

    #[test]
    fn a_battery_that_empties_counts_while_no_line_feeds_it() {
        let battery = [
            ("sys/class/power_supply/BAT0/type", "Battery\n"),
            ("sys/class/power_supply/BAT0/status", "Discharging\n"),
        ];
        let line = ("sys/class/power_supply/AC/type", "Mains\n");
        assert!(machine(&battery).1.on_battery());
        let with = |online| [&battery[..], &[line, ("sys/class/power_supply/AC/online", online)]].concat();
        assert!(!machine(&with("1\n")).1.on_battery());
        assert!(machine(&with("0\n")).1.on_battery());
        let mouse = [&battery[..], &[("sys/class/power_supply/BAT0/scope", "Device\n")]].concat();
        assert!(!machine(&mouse).1.on_battery());
        assert!(!machine(&[]).1.on_battery(), "a machine without any says nothing");
    }

    #[test]
    fn only_a_route_that_leaves_the_machine_is_a_network() {
        const HEAD: &str = "Iface\tDestination\tGateway\n";
        let v4 = |lines: &str| machine(&[("proc/net/route", &format!("{HEAD}{lines}"))]).1.offline();
        assert!(v4(""));
        assert!(v4("docker0\t000011AC\t00000000\nlo\t0000007F\t00000000\n"));
        assert!(!v4("wlan0\t00000000\t0101A8C0\n"));
        let v6 = |line: &str| machine(&[("proc/net/route", HEAD), ("proc/net/ipv6_route", line)]).1.offline();
        let (all, zero) = ("fe80000000000000000000000000000000".split_at(32).0, "0".repeat(32));
        assert!(v6(&format!("{all} 40 {zero} 00 {zero} 00000100 00000001 00000000 00000001 eth0\n")));
        assert!(!v6(&format!("{zero} 00 {zero} 00 {zero} 00000400 00000001 00000000 00000003 eth0\n")));
        assert!(v6(&format!("{zero} 00 {zero} 00 {zero} ffffffff 00000001 00000000 00200200 lo\n")));
        assert!(!machine(&[]).1.offline(), "what cannot be read says nothing");
    }
}
