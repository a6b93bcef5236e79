//! Notifications of the desktop. What they say comes from the engine's words: no key, nothing of an answer. The page has no
//! part in them and cannot make one.

/// Shows one, and whether the desktop took it. Takes as long as the desktop does: not for the main thread.
pub(crate) fn show(title: &str, text: &str) -> bool {
    // A desktop without notifications is none the worse: the same stands in the window and in the log.
    platform::show(title, text).is_ok()
}

#[cfg(target_os = "linux")]
mod platform {
    use gtk::gio::{self, DBusCallFlags, DBusConnection};
    use gtk::glib::{self, Variant};
    use gtk::prelude::*;

    const NAME: &str = "org.freedesktop.Notifications";
    const PATH: &str = "/org/freedesktop/Notifications";
    /// Milliseconds that the desktop may take to answer.
    const PATIENCE: i32 = 3000;

    /// https://specifications.freedesktop.org/notification-spec/latest/protocol.html: Notify(app_name s, replaces_id u,
    /// app_icon s, summary s, body s, actions as, hints a{sv}, expire_timeout i).
    pub(super) fn show(title: &str, text: &str) -> Result<(), glib::Error> {
        show_on(&gio::bus_get_sync(gio::BusType::Session, gio::Cancellable::NONE)?, title, text)
    }

    fn show_on(bus: &DBusConnection, title: &str, text: &str) -> Result<(), glib::Error> {
        let can = call(bus, "GetCapabilities", None)?.try_child_get::<Vec<String>>(0).ok().flatten();
        // A client's name may look like markup to a desktop that knows some.
        let body = match can.is_some_and(|can| can.iter().any(|one| one == "body-markup")) {
            true => glib::markup_escape_text(text).to_string(),
            false => text.to_owned(),
        };
        match call(bus, "Notify", Some(&arguments(title, &body))) {
            // It was asked and may show it yet: asked again and again, it would show it as often.
            Err(late) if late.matches(gio::IOErrorEnum::TimedOut) => Ok(()),
            answer => answer.map(drop),
        }
    }

    /// By the desktop's own rules for how long; it stays in its list.
    fn arguments(title: &str, body: &str) -> Variant {
        let hints = glib::VariantDict::new(None);
        hints.insert("desktop-entry", "keyrack-desktop");
        hints.insert("category", "network");
        let actions: Vec<String> = Vec::new();
        Variant::tuple_from_iter([
            "Keyrack".to_variant(),
            0_u32.to_variant(),
            "keyrack-desktop".to_variant(),
            title.to_variant(),
            body.to_variant(),
            actions.to_variant(),
            hints.end(),
            (-1_i32).to_variant(),
        ])
    }

    fn call(bus: &DBusConnection, method: &str, arguments: Option<&Variant>) -> Result<Variant, glib::Error> {
        let flags = DBusCallFlags::NONE;
        bus.call_sync(
            Some(NAME),
            PATH,
            NAME,
            method,
            arguments,
            None,
            flags,
            PATIENCE,
            gio::Cancellable::NONE,
        )
    }

    #[cfg(test)]
    mod tests {
        use std::io::{BufRead, BufReader};
        use std::process::{Child, Command, Stdio};
        use std::sync::mpsc;

        use super::*;

        const XML: &str = "<node><interface name='org.freedesktop.Notifications'>
            <method name='GetCapabilities'><arg type='as' direction='out'/></method>
            <method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>
                <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>
                <arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>
            </interface></node>";

        /// A bus of its own, ended when dropped.
        struct Bus(Child, String);

        impl Bus {
            fn start() -> Self {
                let mut daemon = Command::new("dbus-daemon");
                daemon.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
                let mut daemon = daemon.stdout(Stdio::piped()).spawn().expect("dbus-daemon");
                let mut address = String::new();
                let output = daemon.stdout.take().expect("its output");
                BufReader::new(output).read_line(&mut address).expect("an address");
                Self(daemon, address.trim().to_owned())
            }

            fn connect(&self) -> DBusConnection {
                use gio::DBusConnectionFlags as Flags;
                let flags = Flags::AUTHENTICATION_CLIENT | Flags::MESSAGE_BUS_CONNECTION;
                DBusConnection::for_address_sync(&self.1, flags, None, gio::Cancellable::NONE)
                    .expect("the bus")
            }
        }

        impl Drop for Bus {
            fn drop(&mut self) {
                // It may have ended by itself.
                drop(self.0.kill());
                drop(self.0.wait());
            }
        }

        /// A desktop that shows markup; it hands out what it is asked to show.
        fn desktop(bus: &Bus, tell: mpsc::Sender<(String, String)>) {
            let (connection, (ready, wait)) = (bus.connect(), mpsc::channel());
            std::thread::spawn(move || {
                let context = glib::MainContext::new();
                let serve = || {
                    let info = gio::DBusNodeInfo::for_xml(XML).expect("an interface");
                    let info = info.lookup_interface(NAME).expect("its name");
                    let called = move |_, _: &str, _: &str, _: &str, method: &str, asked: Variant, answer| {
                        let answer: gio::DBusMethodInvocation = answer;
                        if method == "GetCapabilities" {
                            return answer.return_value(Some(&(vec!["body", "body-markup"],).to_variant()));
                        }
                        let text = |at| asked.child_value(at).str().unwrap_or_default().to_owned();
                        drop(tell.send((text(3), text(4))));
                        answer.return_value(Some(&(1_u32,).to_variant()));
                    };
                    let none = |_, _: &str, _: &str, _: &str, _: &str| "".to_variant();
                    let never = |_, _: &str, _: &str, _: &str, _: &str, _| false;
                    connection.register_object(PATH, &info, called, none, never).expect("a place");
                    let name = (NAME, 0_u32).to_variant();
                    let (bus, path) = ("org.freedesktop.DBus", "/org/freedesktop/DBus");
                    let flags = DBusCallFlags::NONE;
                    let nobody = gio::Cancellable::NONE;
                    connection
                        .call_sync(
                            Some(bus),
                            path,
                            bus,
                            "RequestName",
                            Some(&name),
                            None,
                            flags,
                            PATIENCE,
                            nobody,
                        )
                        .expect("the name");
                    ready.send(()).expect("someone waits");
                    loop {
                        context.iteration(true);
                    }
                };
                context.with_thread_default(serve).expect("a context of its own");
            });
            wait.recv().expect("a desktop");
        }

        #[test]
        fn a_desktop_is_asked_to_show_it_and_takes_no_name_for_markup() {
            let bus = Bus::start();
            let (tell, told) = mpsc::channel();
            desktop(&bus, tell);
            show_on(&bus.connect(), "2 failing", "Tom & <b>Co</b> / Shop: It is failing.").expect("shown");
            let (title, text) = told.recv().expect("it was asked");
            assert_eq!(title, "2 failing");
            assert_eq!(text, "Tom &amp; &lt;b&gt;Co&lt;/b&gt; / Shop: It is failing.");
        }

        #[test]
        fn a_session_without_a_desktop_is_an_error_and_nothing_more() {
            let bus = Bus::start();
            assert!(show_on(&bus.connect(), "a", "b").is_err());
        }
    }
}

/// Written from the documentation, not run yet.
#[cfg(any(windows, target_os = "macos"))]
mod platform {
    pub(super) fn show(title: &str, text: &str) -> Result<(), notify_rust::error::Error> {
        notify_rust::Notification::new().appname("Keyrack").summary(title).body(text).show().map(drop)
    }
}

#[cfg(not(any(windows, target_os = "linux", target_os = "macos")))]
mod platform {
    pub(super) fn show(_title: &str, _text: &str) -> Result<(), ()> {
        Err(())
    }
}
