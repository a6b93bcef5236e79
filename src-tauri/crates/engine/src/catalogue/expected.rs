//! What a test's answer is expected to be like while nobody has said otherwise: general conditions, and what is known of a
//! provider's own probe. Facts from the vendors' public documentation of these endpoints.

use vault::Method;

use super::Entry;
use crate::plan::PlanProbe;
use crate::verdict::{ENDING_DAYS, SLOW_MS};

/// The conditions that count for this probe of this provider, as they would be written.
pub(crate) fn conditions(provider: &str, probe: Option<&PlanProbe>) -> Vec<String> {
    let Some(probe) = probe else { return Vec::new() };
    of(provider, probe.expect_status, probe.method == Method::Head, probe.url.scheme() == "https")
}

/// The conditions that count for a provider's own probe, before any integration is there; none where it has no probe.
pub(crate) fn of_entry(entry: &Entry) -> Vec<String> {
    let Some(method) = entry.test.method.as_deref().filter(|_| entry.test.path.is_some()) else {
        return Vec::new();
    };
    of(&entry.id, entry.test.expect_status, method == "HEAD", true)
}

/// The conditions that count for a probe that a person wrote.
pub(crate) fn of_any() -> Vec<String> {
    of("", None, false, true)
}

fn of(provider: &str, expect_status: Option<u16>, head: bool, tls: bool) -> Vec<String> {
    let mut all = match expect_status {
        Some(status) => vec![format!("[STATUS] == {status}")],
        None => vec!["[STATUS] >= 200".to_owned(), "[STATUS] < 300".to_owned()],
    };
    // Of a request that a person chose nothing more is known, and a HEAD has no body to look at.
    if expect_status.is_some() && !head {
        all.extend(of_provider(provider).iter().map(|one| (*one).to_owned()));
    }
    all.push(format!("degraded: [TIME] <= {SLOW_MS}"));
    if tls {
        all.push(format!("degraded: [CERT_DAYS] > {ENDING_DAYS}"));
    }
    all
}

fn of_provider(provider: &str) -> &'static [&'static str] {
    match provider {
        "woocommerce" => &["[HEADER].content-type ~ json", "[BODY] does not contain \"Fatal error\""],
        "wordpress" => &["[BODY].id exists", "[BODY] does not contain \"Fatal error\""],
        "shopify" | "shopify_client_credentials" => &["[BODY].access_scopes exists"],
        "bigcommerce" => &["[BODY].time exists"],
        "stripe" => &["[BODY].object == balance"],
        "mollie" => &["[BODY].resource == profile"],
        "mailchimp" => &["[BODY].health_status exists"],
        "klaviyo" => &["[BODY].data exists"],
        "sendgrid" => &["[BODY].scopes exists"],
        "zendesk" => &["[BODY].user.id exists"],
        "taxjar" => &["[BODY].categories exists"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use vault::Expectation;

    use super::*;
    use crate::catalogue;
    use crate::plan::Plan;
    use crate::view::IntegrationInput;

    #[test]
    fn every_default_reads_back_as_it_is_written() {
        for entry in catalogue::all() {
            for condition in of_provider(&entry.id) {
                assert_eq!(condition.parse::<Expectation>().unwrap().to_string(), *condition);
            }
        }
        let mut shop = IntegrationInput::new("Shop", "woocommerce");
        assert!(conditions("woocommerce", Plan::of(&shop).probe.as_ref()).is_empty());
        shop.variables.insert("store_domain".to_owned(), "shop.example.com".to_owned());
        let all = conditions("woocommerce", Plan::of(&shop).probe.as_ref());
        for condition in &all {
            assert_eq!(condition.parse::<Expectation>().unwrap().to_string(), *condition);
        }
        let entry = catalogue::find("woocommerce").unwrap();
        assert_eq!(of_entry(entry), all, "a form shows before the first save what counts after it");
        shop.probe = Some("GET /system_status".to_owned());
        assert_eq!(conditions("woocommerce", Plan::of(&shop).probe.as_ref()), of_any());
        assert_eq!(all.first().map(String::as_str), Some("[STATUS] == 200"));
        assert_eq!(all.len(), 5, "{all:?}");
    }
}
