//! The session's own bus. It starts nothing by itself but the keyring's prompt: a desktop's portals would mount file
//! systems below the session's directory, and an accessibility bus or a settings daemon would outlive it.

use std::fs;
use std::path::Path;

use super::Session;

/// What the bus may start when somebody asks for it, out of the system's own descriptions.
const STARTED_ON_DEMAND: [&str; 2] =
    ["org.gnome.keyring.SystemPrompter.service", "org.gnome.keyring.PrivatePrompter.service"];
const DESCRIPTIONS: &str = "/usr/share/dbus-1/services";

impl Session {
    pub(super) fn start_bus(&mut self) {
        let (services, configuration) = (self.path("services"), self.path("bus.conf"));
        fs::create_dir(&services).expect("a directory");
        for name in STARTED_ON_DEMAND {
            let description = Path::new(DESCRIPTIONS).join(name);
            if description.exists() {
                fs::copy(description, services.join(name)).expect("a description");
            }
        }
        fs::write(&configuration, configured(&services, &self.path("run"))).expect("a file");
        let configuration = format!("--config-file={}", configuration.display());
        let arguments = [&configuration, "--nofork", "--nopidfile", "--print-address=1"];
        let address = self.start_and_read_line("dbus-daemon", &arguments);
        self.environment.insert("DBUS_SESSION_BUS_ADDRESS".into(), address);
    }
}

fn configured(services: &Path, sockets: &Path) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        sockets.display(),
        services.display()
    )
}

#[cfg(test)]
mod tests {
    use crate::session::Session;

    #[test]
    fn the_bus_starts_the_keyrings_prompt_and_nothing_else() {
        let session = Session::without_window();
        let list = ["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"];
        let names = [&list[..], &["org.freedesktop.DBus.ListActivatableNames"]].concat();
        let names = session.run("dbus-send", &names).expect("the bus answers");
        assert!(names.contains("org.gnome.keyring.SystemPrompter"), "{names}");
        assert!(!names.contains("portal") && !names.contains("a11y") && !names.contains("dconf"), "{names}");
    }
}
