//! Notifications of the desktop. What they say comes from the engine's words: no key, nothing of an answer. The page has no
//! part in them and cannot make one.

/// Shows one, if the desktop has notifications. Takes as long as the desktop does: not for the main thread.
pub(crate) fn show(title: &str, text: &str) {
    // A desktop without them is none the worse: the same stands in the window and in the log.
    drop(platform::show(title, text));
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
        let bus = gio::bus_get_sync(gio::BusType::Session, gio::Cancellable::NONE)?;
        let marked = call(&bus, "GetCapabilities", None)?.try_child_get::<Vec<String>>(0).ok().flatten();
        let body = match marked.is_some_and(|can| can.iter().any(|one| one == "body-markup")) {
            true => glib::markup_escape_text(text).to_string(),
            false => text.to_owned(),
        };
        call(&bus, "Notify", Some(&arguments(title, &body)))?;
        Ok(())
    }

    /// By the desktop's own rules for how long; it stays in its list.
    pub(super) fn arguments(title: &str, body: &str) -> Variant {
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
        #[test]
        fn the_arguments_are_of_the_types_that_desktops_expect() {
            let arguments = super::arguments("Acme / Shop", "It is failing.");
            assert_eq!(arguments.type_().as_str(), "(susssasa{sv}i)");
            assert_eq!(arguments.child_value(3).str(), Some("Acme / Shop"));
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
