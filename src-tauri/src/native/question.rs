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
mod tests {
    use super::*;
    use engine::view::{FindingUser, KeyWarning};

    fn offer() -> KeyOfferView {
        KeyOfferView {
            client: "Nordlys Outdoor".into(),
            integration: "WooCommerce".into(),
            part: "consumer_key".into(),
            part_label: "Consumer key".into(),
            destinations: vec!["https://shop.nordlys.example".into()],
            own_ca: Some("CN=Nordlys\nSHA-256 AB:CD".into()),
            mask: KeyMaskView { prefix: "ck_".into(), tail: "9f3a".into(), fingerprint: "3f9a1c".into() },
            warnings: vec![KeyWarning::Shape],
            replaces: true,
        }
    }

    #[test]
    fn keeping_names_client_integration_part_destination_and_mask() {
        let asked = Question::keep(&offer());
        assert_eq!(asked.go, "_Keep");
        assert_eq!(
            asked.facts,
            [
                ("Client", "Nordlys Outdoor"),
                ("Integration", "WooCommerce"),
                ("Consumer key", "ck_••••••••9f3a   #3f9a1c"),
                ("Goes to", "https://shop.nordlys.example"),
                ("Trusts only", "CN=Nordlys\nSHA-256 AB:CD"),
            ]
            .map(|(label, value)| fact(label, value))
        );
        assert!(asked.what.contains("in place of"), "a replacement is called one: {}", asked.what);
        assert_eq!(asked.warnings.len(), 1, "the shape warning is passed on");
    }

    #[test]
    fn a_new_destination_is_shown_beside_the_old_one() {
        let rebind = RebindView {
            client: "Nordlys Outdoor".into(),
            integration: "WooCommerce".into(),
            keys: vec![offer().mask],
            from: vec!["https://shop.nordlys.example".into()],
            to: vec!["http://127.0.0.1:8080".into()],
            loopback_http: true,
            recipe_now: vec!["Header authorization: Bearer [api key]".into()],
            recipe_then: Vec::new(),
            ca_changes: true,
            own_ca: Some("CN=Nordlys\nSHA-256 AB:CD".into()),
        };
        let text = Question::rebind(&rebind).text();
        assert!(text.contains("Goes to now: https://shop.nordlys.example"), "{text}");
        assert!(text.contains("Will go to: http://127.0.0.1:8080"), "{text}");
        assert!(text.contains("plain HTTP"), "the unsafe way is named: {text}");
        assert!(text.contains("Will trust only: CN=Nordlys, SHA-256 AB:CD"), "{text}");
        assert!(
            text.contains("authorities") && !text.contains("something else") && !text.contains("Is used now"),
            "only what changes is named: {text}"
        );
        let asked = Question::rebind(&RebindView {
            recipe_then: vec![
                "Buys a token at https://auth.example.com/token, with a form:".into(),
                "  refresh_token=[refresh token]".into(),
            ],
            ..rebind
        });
        let text = asked.text();
        for told in ["Is used now: Header authorization", "https://auth.example.com/token", "something else"]
        {
            assert!(text.contains(told), "{told} is told: {text}");
        }
    }

    #[test]
    fn a_site_is_named_by_its_whole_address_and_as_private_only_where_it_is() {
        let site = ScanSiteView {
            url: "http://192.168.0.9/shop?next=of-what-the-page-saw".into(),
            host: "192.168.0.9".into(),
            private: true,
            pages_at_most: 200,
        };
        let text = Question::fetch(&site, true).text();
        for told in [site.url.as_str(), "Host: 192.168.0.9", "200 at most", "no key", "your own network"] {
            assert!(text.contains(told), "{told} is told: {text}");
        }
        for told in ["Looked for: the keys of this rack", "is compared with the keys of this rack"] {
            assert!(text.contains(told), "{told} is told: {text}");
        }
        let public = Question::fetch(&ScanSiteView { private: false, ..site }, false);
        for not_so in ["own network", "of this rack"] {
            assert!(!public.text().contains(not_so), "{}", public.text());
        }
    }

    #[test]
    fn a_held_key_that_is_dismissed_is_named_with_its_place() {
        let user = FindingUser {
            client: uuid::Uuid::nil(),
            client_name: "Nordlys Outdoor".into(),
            integration: uuid::Uuid::nil(),
            integration_name: "Shop".into(),
        };
        let key = FindingKey {
            fingerprint: "3f9a1c".into(),
            mask: Some(offer().mask),
            part_label: "Consumer key".into(),
            replaced: false,
            users: vec![user],
        };
        let text = Question::accept("theme/config/.env:7", Some(&key)).text();
        for told in
            ["theme/config/.env:7", "Consumer key: ck_••••••••9f3a", "Nordlys Outdoor / Shop", "rack holds"]
        {
            assert!(text.contains(told), "{told} is told: {text}");
        }
        let scan = Question::drop_scan("~/theme", Some("Nordlys Outdoor"), 3).text();
        for told in ["~/theme", "Nordlys Outdoor", "keys of this rack: 3"] {
            assert!(scan.contains(told), "{told} is told: {scan}");
        }
    }

    #[test]
    fn keys_of_requests_are_named_by_mask_and_destination() {
        let lines = vec![
            "Northlight / Mollie → https://api.mollie.com".to_owned(),
            "  API key live_••••••••9f3a #3f9a1c".to_owned(),
        ];
        let asked = Question::requests(&RequestOfferView {
            source: "curl on the clipboard".into(),
            client: "Northlight".into(),
            keys: 1,
            lines: lines.clone(),
            warnings: vec!["Another client holds the same key.".into()],
        });
        assert_eq!(asked.list, lines);
        for told in ["From: curl on the clipboard", "Client: Northlight", "Keys: 1", "Another client holds"] {
            assert!(asked.text().contains(told), "{told} is told: {}", asked.text());
        }
        assert!(Question::read_clipboard("Northlight").text().contains("stay hidden"));
    }

    #[test]
    fn what_is_made_up_is_shown_whole_before_it_is_sent() {
        let offer = OrderOfferView {
            client: "Nordlys Outdoor".into(),
            integration: "Shop".into(),
            request: "POST /wp-json/wc/v3/orders".into(),
            sends_to: "https://shop.nordlys.example".into(),
            seed: 7,
            class: ProbeClass::Creates,
            fields: 3,
            dropped: 2,
            cleanup_words: "If it is accepted, what was made is taken back.".into(),
            lines: vec!["{".into(), "  \"total\": \"24.00\"".into(), "}".into()],
        };
        let asked = Question::order(&offer);
        assert_eq!((asked.go, asked.list.as_slice()), ("_Send", offer.lines.as_slice()));
        let text = asked.text();
        let told = [&offer.client, &offer.integration, &offer.request, &offer.sends_to, &offer.cleanup_words];
        assert!(told.iter().all(|one| text.contains(one.as_str())), "{text}");
        assert!(
            text.contains("seed 7") && text.contains("3 leave, 2 do not") && text.contains("creates data"),
            "{text}"
        );
    }

    #[test]
    fn a_test_that_creates_something_is_shown_whole() {
        let offer = TestOfferView {
            client: "Nordlys Outdoor".into(),
            integration: "Shop".into(),
            request: "POST /orders/delete-all".into(),
            sends_to: "https://shop.nordlys.example".into(),
            auth: "API key in the request’s body, at /key".into(),
            lines: vec!["{}".into()],
        };
        let asked = Question::creating_test(&offer);
        assert_eq!((asked.go, asked.list.as_slice()), ("_Send", offer.lines.as_slice()));
        let text = asked.text();
        let told = [&offer.client, &offer.integration, &offer.request, &offer.sends_to, &offer.auth];
        assert!(told.iter().all(|one| text.contains(one.as_str())) && text.contains("create"), "{text}");
    }

    #[test]
    fn every_destination_of_many_keys_is_listed() {
        let many =
            (0..200).map(|n| format!("Client {n} / Shop → https://shop{n}.example")).collect::<Vec<_>>();
        let view = BulkOfferView {
            file_name: "keys.csv".into(),
            keys: 200,
            replacing: 0,
            held: 0,
            clients: 200,
            integrations: 200,
            destinations: many.clone(),
        };
        let asked = Question::bulk(&view);
        assert_eq!(asked.list, many);
        assert!(
            many.iter().all(|line| asked.text().contains(line)),
            "dialogs without a layout list them too"
        );
        assert_eq!(asked.what, "Keep all these keys?");
        let replacing = Question::bulk(&BulkOfferView { replacing: 2, held: 3, ..view });
        assert!(replacing.what.contains("replace"), "{replacing:?}");
        assert!(replacing.text().contains("200 keys, of which 2 replace a held one"), "{}", replacing.text());
        assert!(replacing.text().contains("3 held already"), "{}", replacing.text());
    }
}
