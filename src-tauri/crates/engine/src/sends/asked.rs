//! Tests that create something at the provider: sent one at a time, and only after a person said yes to the very request. A
//! path that the page chose may do anything there.

use uuid::Uuid;

use super::{Frozen, Send};
use crate::cancel::Cancel;
use crate::engine::Engine;
use crate::error::Result;
use crate::text::visible;
use crate::view::SendView;

/// A test that creates something, waiting for a person's word. Neither `Clone` nor `Debug`.
pub struct TestOffer {
    integration: Uuid,
    frozen: Frozen,
    view: TestOfferView,
}

/// What the native confirmation names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestOfferView {
    /// The client's name.
    pub client: String,
    /// The integration's name.
    pub integration: String,
    /// `POST /me`, without any key.
    pub request: String,
    /// The origin that it goes to.
    pub sends_to: String,
    /// Where in it the key stands, in words.
    pub auth: String,
    /// Its public headers, a line each, then the body without the key, line by line.
    pub lines: Vec<String>,
}

impl TestOffer {
    /// What the native confirmation names.
    #[must_use]
    pub fn view(&self) -> TestOfferView {
        self.view.clone()
    }
}

impl Engine {
    /// The integration's test, where it creates something and waits for a person's word; `None`: [`Engine::test`] sends it.
    ///
    /// # Errors
    /// As [`Engine::test`] before anything is sent.
    pub async fn offer_test(&self, integration: Uuid) -> Result<Option<TestOffer>> {
        let (profile, settings) =
            tokio::try_join!(self.store().profile(integration), self.store().settings())?;
        let auth = crate::plan::Plan::of(&profile.input).auth_words;
        let (send, creates) = Send::of_probe(self, profile, &settings)?;
        if !creates {
            return Ok(None);
        }
        let about = send.about();
        let body = send.errand.body.as_ref().map(|body| String::from_utf8_lossy(&body.bytes).into_owned());
        let view = TestOfferView {
            client: about.client.map(|(_, name)| name).unwrap_or_default(),
            integration: about.integration.map(|(_, name)| name).unwrap_or_default(),
            request: send.request_words(),
            sends_to: send.destination(),
            auth,
            lines: send.header_lines().chain(body.unwrap_or_default().lines().map(visible)).collect(),
        };
        Ok(Some(TestOffer { integration, frozen: send.frozen(), view }))
    }

    /// Sends what was offered: once.
    ///
    /// # Errors
    /// [`crate::Code::ChangedElsewhere`] when it would be another request by now; else as [`Engine::test`].
    pub async fn test_offered(&self, offer: TestOffer, cancel: Cancel) -> Result<SendView> {
        let (profile, settings) =
            tokio::try_join!(self.store().profile(offer.integration), self.store().settings())?;
        let send = Send::prepare(self, profile, &settings, Some(&offer.frozen))?;
        Ok(self.send_apart(send, cancel).await?.view)
    }
}
