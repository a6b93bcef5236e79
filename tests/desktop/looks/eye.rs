//! Looks at the window in every size and look: axe's violations, and a picture of each.

use keyrack_tests::app::App;
use serde_json::json;
use thirtyfour::Key;

use crate::steps::{go, settled};

const RUN: &str = "const found = await window.axe.run(document, { resultTypes: ['violations'] });\
    return { rules: found.passes.length, violations: found.violations.map((one) => ({ id: one.id, help: one.help, \
    nodes: one.nodes.slice(0, 4).map((node) => node.target.join(' ') + ': ' + (node.any[0]?.message ?? node.html)) })) }";

/// The size it opens in, the least, and one with room to spare. The last stays, so the usual one comes last.
const SIZES: [(&str, u32, u32); 3] = [("narrow", 900, 600), ("wide", 1920, 1080), ("usual", 1360, 860)];
const LOOKS: [&str; 2] = ["light", "dark"];

/// Every pair of them.
pub(super) const EACH: [(&str, &str); 6] = [
    ("narrow", "light"),
    ("narrow", "dark"),
    ("wide", "light"),
    ("wide", "dark"),
    ("usual", "light"),
    ("usual", "dark"),
];

/// Those that are worth a picture each time.
const PICTURED: [(&str, &str); 4] =
    [("narrow", "light"), ("wide", "dark"), ("usual", "light"), ("usual", "dark")];

/// What was seen so far.
pub(super) struct Eye<'a, 's> {
    pub(super) app: &'a App<'s>,
    found: Vec<String>,
    settings: serde_json::Value,
}

impl<'a, 's> Eye<'a, 's> {
    /// Brings axe into the page.
    pub(super) async fn open(app: &'a App<'s>) -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(path).expect("axe-core is installed with the page's packages");
        app.script(&axe, vec![]).await;
        let settings = app.invoke("app", json!({})).await.expect("a view")["settings"].clone();
        Self { app, found: Vec::new(), settings }
    }

    /// Looks at an address.
    pub(super) async fn visit(&mut self, name: &str, address: &str) {
        for size in SIZES {
            self.resize(size).await;
            // Anew in each size: a narrow window turns a pane into a page.
            go(self.app, address).await;
            self.in_both_looks(name, size.0).await;
        }
    }

    /// Looks at what is there now, and stays through a change of size.
    pub(super) async fn look(&mut self, name: &str) {
        for size in SIZES {
            self.resize(size).await;
            self.in_both_looks(name, size.0).await;
        }
    }

    /// Looks at what a button opens and a change of size closes.
    pub(super) async fn look_behind(&mut self, name: &str, button: &str, opened: &str) {
        for size in SIZES {
            self.resize(size).await;
            self.app.click_id(button).await;
            let open =
                format!("return document.querySelector('{opened}')?.matches(':popover-open') === true");
            self.app.wait_for_script(&format!("what {button} opens"), &open).await;
            self.in_both_looks(name, size.0).await;
            self.app.keys(Key::Escape + "").await;
        }
    }

    /// What axe found, in words, and nothing more from now on.
    pub(super) fn found(&mut self) -> Vec<String> {
        std::mem::take(&mut self.found)
    }

    #[track_caller]
    pub(super) fn found_nothing(&mut self) {
        let found = self.found();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }

    async fn resize(&self, (_, width, height): (&str, u32, u32)) {
        self.app.resize(width, height).await;
        settled(self.app).await;
    }

    async fn in_both_looks(&mut self, name: &str, size: &str) {
        for look in LOOKS {
            self.settings["theme"] = json!(look);
            self.app.invoke("settings_save", json!({ "settings": self.settings })).await.expect("settings");
            let set = format!("return document.documentElement.dataset.theme === '{look}'");
            self.app.wait_for_script(&format!("the {look} look"), &set).await;
            settled(self.app).await;
            if PICTURED.contains(&(size, look)) {
                self.app.photograph(&format!("look-{name}-{size}-{look}")).await;
            }
            let place = format!("{name}, {size}, {look}");
            let violations = self.violations(&place).await;
            self.found.extend(violations);
        }
    }

    async fn violations(&self, place: &str) -> Vec<String> {
        let found = self.app.script_async(RUN, vec![]).await;
        let Some(all) = found["value"]["violations"].as_array() else {
            panic!("axe did not run on {place}: {found}")
        };
        let rules = found["value"]["rules"].as_u64();
        assert!(rules.is_some_and(|rules| rules > 5), "axe looked at something on {place}");
        all.iter().map(|one| format!("{place}: {} ({}) {}", one["id"], one["help"], one["nodes"])).collect()
    }
}
