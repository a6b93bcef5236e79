//! Searching what is already stored for a key that comes in, and masking it where it stands.

use uuid::Uuid;
use vault::{KeyFinder, Offer, Redacted};

use crate::deed::{About, Deed, Fact};
use crate::engine::Engine;
use crate::error::Result;
use crate::store::sends::{StoredExchange, StoredMessage};

/// Exchanges looked through at a time: few enough that nothing else waits long for the database.
const PAGE: u32 = 200;

impl Engine {
    /// Masks `offers` in every stored exchange and every note, and says in how many places they stood.
    pub(crate) async fn mask_stored(&self, provider: &str, offers: &[(String, Offer)]) -> Result<u32> {
        let named: Vec<(&Offer, String)> =
            offers.iter().map(|(part, offer)| (offer, format!("{provider} {part}"))).collect();
        let finder = self.vault().finder(&named);
        let in_log = self.mask_exchanges(&finder).await?;
        Ok(in_log + self.mask_notes(&finder).await?)
    }

    async fn mask_exchanges(&self, finder: &KeyFinder) -> Result<u32> {
        let mut places = 0;
        let mut after = Uuid::nil();
        loop {
            let page = self.store().exchanges(after, PAGE).await?;
            let Some((last, _)) = page.last() else { return Ok(places) };
            after = *last;
            let found: Vec<_> =
                page.into_iter().filter_map(|(id, e)| Some((id, masked(finder, e)?))).collect();
            if found.is_empty() {
                tokio::task::yield_now().await;
                continue;
            }
            places += u32::try_from(found.len()).unwrap_or(u32::MAX);
            let mut write = self.store().write().await?;
            for (id, (exchange, more)) in &found {
                write.replace_exchange(*id, exchange, *more).await?;
            }
            let about = About::default().fact(Fact::Rows, found.len().to_string());
            write.deed(Deed::LogMasked, about).await?;
            write.commit().await?;
        }
    }

    async fn mask_notes(&self, finder: &KeyFinder) -> Result<u32> {
        let notes = self.store().notes().await?;
        let plain = |text: &str| Redacted { text: text.to_owned(), spans: Vec::new() };
        let found: Vec<_> = notes
            .into_iter()
            .filter_map(|(place, text)| Some((place, finder.mask(&plain(&text))?.text)))
            .collect();
        if found.is_empty() {
            return Ok(0);
        }
        let mut write = self.store().write().await?;
        for (place, text) in &found {
            write.replace_notes(place, text).await?;
        }
        write.deed(Deed::LogMasked, About::default().fact(Fact::Rows, found.len().to_string())).await?;
        write.commit().await?;
        Ok(u32::try_from(found.len()).unwrap_or(u32::MAX))
    }
}

/// The exchange with the keys masked and how many values that were; `None` when none stood there.
fn masked(finder: &KeyFinder, exchange: StoredExchange) -> Option<(StoredExchange, u32)> {
    let mut more = 0;
    let request = exchange.request.map(|side| mask_message(finder, side, &mut more));
    let response = exchange.response.map(|side| mask_message(finder, side, &mut more));
    (more > 0).then_some((StoredExchange { request, response }, more))
}

fn mask_message(finder: &KeyFinder, mut message: StoredMessage, more: &mut u32) -> StoredMessage {
    for text in [&mut message.start, &mut message.headers, &mut message.body] {
        if let Some(anew) = finder.mask(text) {
            let spans = anew.spans.len().saturating_sub(text.spans.len()).max(1);
            *more += u32::try_from(spans).unwrap_or(u32::MAX);
            *text = anew;
        }
    }
    message
}
