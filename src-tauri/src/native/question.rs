//! What a native confirmation says. Built from views of the engine, so it can name no key, only masks.

use engine::view::{
    FindingClass, FindingKey, IntegrationView, KeyMaskView, KeyOfferView, ProbeClass, RemovalView,
    ScanSiteView,
};
use engine::{BulkOfferView, FindingGroup, OrderOfferView, RebindView, RequestOfferView, TestOfferView};

/// A question with one way ahead; the way back is the default.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// One sentence: what will happen.
    pub(crate) what: String,
    /// Label and value.
    pub(crate) facts: Vec<(String, String)>,
    /// A long list to read through, such as where each of many keys goes.
    pub(crate) list: Vec<String>,
    /// What to think about first.
    pub(crate) warnings: Vec<String>,
    /// The button that goes ahead, with its mnemonic.
    pub(crate) go: &'static str,
}

impl Question {
    fn new(what: &str, facts: Vec<(String, String)>, warnings: Vec<String>, go: &'static str) -> Self {
        Self { what: what.into(), facts, list: Vec::new(), warnings, go }
    }

    /// Before a key is kept.
    pub(crate) fn keep(offer: &KeyOfferView) -> Self {
        let what = if offer.replaces { "Keep this key in place of the one held?" } else { "Keep this key?" };
        let warnings = offer.warnings.iter().map(|warning| warning.words()).collect();
        Self::new(what, offer_facts(offer, "Goes to"), warnings, "_Keep")
    }

    /// Before a key is put on the clipboard.
    pub(crate) fn copy(offer: &KeyOfferView) -> Self {
        // "Goes to" would read as if copying sent it.
        let warning = "Every program on this computer can read the clipboard until it is cleared.";
        Self::new(
            "Put this key on the clipboard?",
            offer_facts(offer, "Is for"),
            vec![warning.into()],
            "_Put on clipboard",
        )
    }

    /// Before a key is taken out of the keyring for good.
    pub(crate) fn forget(view: &IntegrationView) -> Self {
        let held = view.keys.iter().filter_map(|key| key.held.as_ref().map(|held| (key, held)));
        let mut facts = vec![fact("Client", &view.client_name), fact("Integration", &view.input.name)];
        facts.extend(held.map(|(key, held)| fact(&key.label, &mask(&held.mask))));
        let warning = "It leaves the keyring for good, with its predecessors. It stays valid at the provider until you \
                       revoke it there.";
        Self::new("Forget this key?", facts, vec![warning.into()], "_Forget")
    }

    /// Before a removal that takes keys out of the keyring.
    pub(crate) fn remove(removal: &RemovalView, found: u32) -> Self {
        let mut facts = vec![
            fact("Name", &removal.name),
            fact("Integrations", &removal.integrations.to_string()),
            fact("Keys", &removal.keys.to_string()),
        ];
        let mut warnings = Vec::new();
        if removal.keys > 0 {
            let gone = "Its keys leave the keyring for good when undo lapses, ten minutes from now.";
            warnings.push(gone.to_owned());
        }
        if found > 0 {
            facts.push(fact("Found by scans", &format!("{found} places of held keys")));
            warnings.push("Where its scans found keys is forgotten with it.".to_owned());
        }
        let title =
            if removal.keys > 0 { "Remove this, with its keys?" } else { "Remove this, with its scans?" };
        Self::new(title, facts, warnings, "_Remove")
    }

    /// Before a held key may go somewhere new.
    pub(crate) fn rebind(rebind: &RebindView) -> Self {
        let mut facts = vec![fact("Client", &rebind.client), fact("Integration", &rebind.integration)];
        facts.extend(rebind.keys.iter().map(|key| fact("Key", &mask(key))));
        facts.push(fact("Goes to now", &rebind.from.join("\n")));
        facts.push(fact("Will go to", &rebind.to.join("\n")));
        if !rebind.recipe_then.is_empty() {
            facts.push(fact("Is used now", &rebind.recipe_now.join("\n")));
            facts.push(fact("Will be used", &rebind.recipe_then.join("\n")));
        }
        facts.extend(rebind.own_ca.as_ref().map(|ca| fact("Will trust only", ca)));
        let changes = [
            (
                rebind.loopback_http,
                "It may be sent over plain HTTP on this computer: other programs here can read it.",
            ),
            (!rebind.recipe_then.is_empty(), "A send will do something else with it than now."),
            (rebind.ca_changes, "Other certificate authorities than now will be trusted for it."),
        ];
        let warnings = changes.iter().filter(|(so, _)| *so).map(|(_, words)| (*words).to_owned()).collect();
        Self::new("Let this key be used in a new way?", facts, warnings, "_Allow")
    }

    /// Before many keys are kept.
    pub(crate) fn bulk(offer: &BulkOfferView) -> Self {
        let mut facts = vec![
            fact("File", &offer.file_name),
            fact("Comes in", &offer.keys_in_words()),
            fact("New clients", &offer.clients.to_string()),
            fact("New integrations", &offer.integrations.to_string()),
        ];
        if offer.held > 0 {
            facts.push(fact("Left as it is", &format!("{} held already", offer.held)));
        }
        let what = match offer.replacing {
            0 => "Keep all these keys?",
            _ => "Keep all these keys, and replace those held?",
        };
        // Every key and where it goes: what is not in sight has not been confirmed.
        Self { list: offer.destinations.clone(), ..Self::new(what, facts, Vec::new(), "_Keep") }
    }

    /// Before the clipboard is read for requests: the page is then told what of them is public.
    pub(crate) fn read_clipboard(client: &str) -> Self {
        let facts = vec![fact("For", client), fact("Looked for", "curl commands, or a Postman collection")];
        let warning =
            "Secrets in it stay hidden. The window is told its addresses and what else in it is public.";
        Self::new("Read the clipboard for requests?", facts, vec![warning.into()], "_Read")
    }

    /// Before integrations and keys are made of requests.
    pub(crate) fn requests(offer: &RequestOfferView) -> Self {
        let facts = vec![
            fact("From", &offer.source),
            fact("Client", &offer.client),
            fact("Keys", &offer.keys.to_string()),
        ];
        // Every key and where it goes: what is not in sight has not been confirmed.
        Self {
            list: offer.lines.clone(),
            ..Self::new(
                "Add these integrations, and keep their keys?",
                facts,
                offer.warnings.clone(),
                "_Keep",
            )
        }
    }

    /// Before made-up data is sent. The very text that leaves is in it: what is not in sight has not been confirmed.
    pub(crate) fn order(offer: &OrderOfferView) -> Self {
        let mut facts = vec![
            fact("Client", &offer.client),
            fact("Integration", &offer.integration),
            fact("Request", &offer.request),
            fact("Goes to", &offer.sends_to),
            fact("Made from", &format!("seed {}", offer.seed)),
            fact("Fields", &format!("{} leave, {} do not", offer.fields, offer.dropped)),
        ];
        if !offer.cleanup_words.is_empty() {
            facts.push(fact("Afterwards", &offer.cleanup_words));
        }
        let warning = match offer.class {
            ProbeClass::Creates => "This creates data at the provider. It is sent once.",
            ProbeClass::Idempotent => "This changes data at the provider. It is sent once.",
            ProbeClass::ReadsOnly => "The integration says that this only reads. It is sent once.",
        };
        let list = offer.lines.clone();
        Self { list, ..Self::new("Send this made-up data?", facts, vec![warning.into()], "_Send") }
    }

    /// Before a test is sent that creates something. The request is the integration's, which script in the window may have
    /// written: all of it is shown.
    pub(crate) fn creating_test(offer: &TestOfferView) -> Self {
        let facts = vec![
            fact("Client", &offer.client),
            fact("Integration", &offer.integration),
            fact("Request", &offer.request),
            fact("Goes to", &offer.sends_to),
            fact("Key", &offer.auth),
        ];
        let warning = "It may create or change something at the provider. It is sent once, with the key.";
        let list = offer.lines.clone();
        Self { list, ..Self::new("Send this test?", facts, vec![warning.into()], "_Send") }
    }

    /// Before pages of a site are fetched that the page named: its words could carry what the page saw, so all of them are shown.
    /// With `rack`, what the host answers is compared with held keys, and the page is told which stood there.
    pub(crate) fn fetch(site: &ScanSiteView, rack: bool) -> Self {
        let sought =
            if rack { "the keys of this rack, and other credentials" } else { "credentials by their look" };
        let facts = vec![
            fact("Address", &site.url),
            fact("Host", &site.host),
            fact("Pages", &format!("{} at most, all of this host", site.pages_at_most)),
            fact("Sent along", "nothing: no key, no cookie"),
            fact("Looked for", sought),
        ];
        let mut warnings =
            vec!["Whoever runs this host sees the whole address above. Go ahead only if you know it.".into()];
        if rack {
            warnings.push(
                "What this host answers is compared with the keys of this rack, and where one stands is kept. Whoever runs it \
                 could try keys out that way."
                    .into(),
            );
        }
        if site.private {
            warnings.push("It is an address of this computer or of your own network.".into());
        }
        Self::new("Fetch pages of this site and look for keys in them?", facts, warnings, "_Fetch")
    }

    /// Before a place where a held key stands is called no reason to act.
    pub(crate) fn accept(place: &str, key: Option<&FindingKey>) -> Self {
        let mut facts = vec![fact("Place", place)];
        if let Some(key) = key {
            facts.push(fact(&key.part_label, &key.mask.as_ref().map_or_else(String::new, mask)));
            let users =
                key.users.iter().map(|user| format!("{} / {}", user.client_name, user.integration_name));
            facts.push(fact("Of", &users.collect::<Vec<_>>().join("\n")));
        }
        let warning =
            "A key that this rack holds stands there. No later scan of this client will warn of it.";
        Self::new("Accept that this key stands there?", facts, vec![warning.into()], "_Accept")
    }

    /// Before many places are called no reason to act, among them some where held keys stand. All of those are named.
    pub(crate) fn accept_all(group: &FindingGroup) -> Self {
        let held = || group.rows.iter().filter(|one| one.class == FindingClass::Held);
        let client = if group.clients.is_empty() { "none".to_owned() } else { group.clients.join("\n") };
        let facts = vec![
            fact("Client", &client),
            fact("Places", &group.rows.len().to_string()),
            fact("Places with keys of this rack", &held().count().to_string()),
        ];
        let warning = "Keys that this rack holds stand in the places above. No later scan of this client will warn of them.";
        let of = |key: &FindingKey| {
            let users =
                key.users.iter().map(|user| format!("{} / {}", user.client_name, user.integration_name));
            format!(" ({} of {})", key.part_label, users.collect::<Vec<_>>().join(", "))
        };
        let list = held()
            .map(|one| format!("{}:{}{}", one.place, one.line, one.key.as_ref().map(of).unwrap_or_default()));
        let list = list.collect();
        Self {
            list,
            ..Self::new("Accept that these keys stand there?", facts, vec![warning.into()], "_Accept")
        }
    }

    /// Before a scan that found held keys goes out of the history.
    pub(crate) fn drop_scan(place: &str, client: Option<&str>, held: u32) -> Self {
        let facts = vec![
            fact("Scan of", place),
            fact("Client", client.unwrap_or("none")),
            fact("Places with keys of this rack", &held.to_string()),
        ];
        let warning = "Where these keys stand is known from this scan. They still stand there.";
        Self::new("Remove this scan and what it found?", facts, vec![warning.into()], "_Remove")
    }

    /// The whole question as plain text, for dialogs that know no layout.
    #[cfg_attr(target_os = "linux", allow(dead_code, reason = "the GTK dialog lays the facts out itself"))]
    pub(crate) fn text(&self) -> String {
        let facts = self.facts.iter().map(|(label, value)| format!("{label}: {}", value.replace('\n', ", ")));
        facts
            .chain(self.list.iter().cloned())
            .chain(self.warnings.iter().cloned())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

fn offer_facts(offer: &KeyOfferView, destination: &str) -> Vec<(String, String)> {
    let mut facts = vec![
        fact("Client", &offer.client),
        fact("Integration", &offer.integration),
        fact(&offer.part_label, &mask(&offer.mask)),
        fact(destination, &offer.destinations.join("\n")),
    ];
    facts.extend(offer.own_ca.as_ref().map(|ca| fact("Trusts only", ca)));
    facts
}

fn fact(label: &str, value: &str) -> (String, String) {
    (label.to_owned(), value.to_owned())
}

/// The mask as text: prefix, a fixed number of dots, last four, short fingerprint.
fn mask(mask: &KeyMaskView) -> String {
    format!("{}••••••••{}   #{}", mask.prefix, mask.tail, mask.fingerprint)
}

#[cfg(test)]
mod tests;
