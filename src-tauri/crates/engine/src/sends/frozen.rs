//! What a person was shown of a request, to hold against what is about to be sent: an edit while a native question is open must
//! not change what the answer to it lets out.

use url::Url;
use uuid::Uuid;
use vault::{Binding, Body, Method};

use super::Send;
use crate::error::{Code, Result};

/// All that says what leaves and where to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Frozen {
    from: From,
    method: Method,
    url: Url,
    body: Option<Body>,
}

/// With which key, bound how, and below which address.
#[derive(Clone, Debug, PartialEq)]
struct From {
    version: Uuid,
    bound: Option<Binding>,
    base: Option<Url>,
    headers: Vec<(String, String)>,
}

impl From {
    fn of(send: &Send) -> Self {
        let errand = &send.errand;
        Self {
            version: send.version,
            bound: errand.expects.clone(),
            base: send.base.clone(),
            headers: errand.headers.clone(),
        }
    }
}

impl Frozen {
    pub(super) fn of(send: &Send) -> Self {
        let errand = &send.errand;
        Self {
            from: From::of(send),
            method: errand.method,
            url: errand.url.clone(),
            body: errand.body.clone(),
        }
    }

    /// The same, with this body.
    pub(crate) fn with_body(self, body: Body) -> Self {
        Self { body: Some(body), ..self }
    }

    /// Refuses a send that is another one now.
    ///
    /// # Errors
    /// [`Code::ChangedElsewhere`].
    pub(crate) fn refuse_other(&self, send: &Send) -> Result<()> {
        if *self == Self::of(send) { Ok(()) } else { Err(Code::ChangedElsewhere.into()) }
    }

    /// Refuses a request that follows this one, such as the one that takes back what it made, where it would go with another
    /// key, or elsewhere.
    ///
    /// # Errors
    /// [`Code::ChangedElsewhere`].
    pub(crate) fn refuse_unrelated(&self, send: &Send) -> Result<()> {
        if self.from == From::of(send) { Ok(()) } else { Err(Code::ChangedElsewhere.into()) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::engine::Engine;
    use crate::tests::Kit;

    async fn send(engine: &Engine, integration: Uuid) -> Send {
        let profile = engine.store().profile(integration).await.unwrap();
        let settings = engine.store().settings().await.unwrap();
        Send::of_probe(engine, profile, &settings).unwrap().0
    }

    type Change = fn(&mut Send);

    #[tokio::test]
    async fn whatever_changes_of_what_leaves_is_another_request() {
        let kit = Kit::new().await;
        let client = kit.add("Nordlicht").await;
        let shop = kit.shop_with_key(client, "Shop").await.id;
        let body = |text: &str| Body::json(&json!({ "a": text }));
        let mut shown = send(&kit, shop).await;
        shown.errand.body = Some(body("shown"));
        let (plain, frozen) = (Frozen::of(&send(&kit, shop).await), Frozen::of(&shown));
        assert!(frozen == plain.with_body(body("shown")), "a body that is made later is shown as well");
        // What does not leave may change.
        shown.conditions.push("status == 200".to_owned());
        assert!(frozen.refuse_other(&shown).is_ok() && frozen.refuse_unrelated(&shown).is_ok());

        // Which key, and where to: of a request that follows as well.
        let from: [(&str, Change); 4] = [
            ("version", |send| send.version = Uuid::nil()),
            ("binding", |send| send.errand.expects.as_mut().unwrap().origins = BTreeSet::new()),
            ("base", |send| send.base = Some("https://elsewhere.example".parse().unwrap())),
            ("headers", |send| send.errand.headers.push(("x-shop".to_owned(), "other".to_owned()))),
        ];
        let own: [(&str, Change); 4] = [
            ("method", |send| send.errand.method = Method::Delete),
            ("url", |send| send.errand.url.set_query(Some("all=1"))),
            ("body", |send| send.errand.body = Some(Body::json(&json!({ "a": "other" })))),
            ("no body", |send| send.errand.body = None),
        ];
        for (at, (what, change)) in from.into_iter().chain(own).enumerate() {
            let mut other = send(&kit, shop).await;
            other.errand.body = Some(body("shown"));
            change(&mut other);
            let refused = frozen.refuse_other(&other).unwrap_err();
            assert_eq!(refused.code(), Code::ChangedElsewhere, "{what}");
            assert_eq!(frozen.refuse_unrelated(&other).is_err(), at < from.len(), "{what}");
        }
    }
}
