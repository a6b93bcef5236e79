//! Searching what is already stored for a key that comes in, and masking it where it stands. Newest first: most of what a
//! person could still look at is done before they are answered; a long log is searched to its end in the background.

use std::time::{Duration, Instant};

use uuid::Uuid;
use vault::{KeyFinder, Offer, Redacted};

use crate::deed::{About, Deed, Fact};
use crate::engine::Engine;
use crate::error::Result;
use crate::store::sends::{StoredExchange, StoredMessage, StoredToken};

/// Exchanges looked through at a time: few enough that nothing else waits long.
const PAGE: u32 = 100;
/// How long whoever takes a key in waits for the search.
const AT_ONCE: Duration = Duration::from_millis(1_500);

/// A search of the log, as far as it has come.
struct Search {
    /// Keys that no list of guesses holds.
    made: KeyFinder,
    guessable: KeyFinder,
    /// Everything from here on was looked at.
    before: Uuid,
    places: u32,
    ended: bool,
}

impl Engine {
    /// Masks `offers` in every text of a row and every stored exchange, and says in how many places they stood, as far as it got
    /// in the time that a person waits.
    pub(crate) async fn mask_stored(&self, provider: &str, offers: &[(String, Offer)]) -> Result<u32> {
        self.mask_stored_within(provider, offers, AT_ONCE).await
    }

    pub(super) async fn mask_stored_within(
        &self,
        provider: &str,
        offers: &[(String, Offer)],
        at_once: Duration,
    ) -> Result<u32> {
        let named = offers.iter().map(|(part, offer)| (offer, format!("{provider} {part}"))).collect();
        self.mask_named(named, at_once).await
    }

    /// The same for many keys in one search, each under its label.
    pub(crate) async fn mask_all(&self, named: Vec<(&Offer, String)>) -> Result<u32> {
        self.mask_named(named, AT_ONCE).await
    }

    async fn mask_named(&self, named: Vec<(&Offer, String)>, at_once: Duration) -> Result<u32> {
        let (guessable, made): (Vec<_>, Vec<_>) =
            named.into_iter().partition(|(offer, _)| offer.could_be_guessed());
        // Texts of rows are the page's own writing. A password or passphrase that vanished from them would be the answer to
        // a list of guesses.
        let in_texts = self.mask_texts(&made).await?;
        let (guessable, made) = (self.vault().finder(&guessable), self.vault().finder(&made));
        let mut search = Search { made, guessable, before: Uuid::max(), places: 0, ended: false };
        let began = Instant::now();
        while !search.ended && began.elapsed() < at_once {
            self.mask_page(&mut search, true).await?;
        }
        let places = search.places;
        if !search.ended {
            self.search_on(search).await?;
        }
        Ok(in_texts + places)
    }

    /// Goes on without the caller. Its intent is logged, so that a search that an ending app cut short shows as such.
    async fn search_on(&self, mut search: Search) -> Result<()> {
        let mut write = self.store().write().await?;
        let event = write.intend(Deed::LogMasked, About::default()).await?;
        write.commit().await?;
        let engine = self.clone();
        let rest = async move {
            let before = search.places;
            let searched = engine.search_to_the_end(&mut search).await;
            let found = search.places - before;
            let logged = async {
                let mut write = engine.store().write().await?;
                let facts = vec![(Fact::Rows, found.to_string())];
                write.finish(event, Deed::LogMasked, searched.is_ok(), facts).await?;
                write.commit().await
            };
            // Without its outcome it shows as unfinished, which is what it is.
            let _best_effort: Result<()> = logged.await;
        };
        self.go_on(rest);
        Ok(())
    }

    async fn search_to_the_end(&self, search: &mut Search) -> Result<()> {
        while !search.ended {
            self.mask_page(search, false).await?;
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// Looks through one more page. `log`: with a log entry of its own; else its intent stands already.
    async fn mask_page(&self, search: &mut Search, log: bool) -> Result<()> {
        let page = self.store().exchanges(search.before, PAGE).await?;
        let Some((last, _)) = page.last() else {
            search.ended = true;
            return Ok(());
        };
        search.before = *last;
        let found: Vec<_> = {
            let masked = |(id, exchange)| Some((id, masked(search, exchange)?));
            page.into_iter().filter_map(masked).collect()
        };
        if found.is_empty() {
            return Ok(());
        }
        let mut write = self.store().write().await?;
        for (id, (exchange, more)) in &found {
            write.replace_exchange(*id, exchange, *more).await?;
        }
        search.places += u32::try_from(found.len()).unwrap_or(u32::MAX);
        if log {
            write.deed(Deed::LogMasked, About::default().fact(Fact::Rows, found.len().to_string())).await?;
            write.commit().await
        } else {
            write.commit_quietly().await
        }
    }
}

/// The exchange with the keys masked and how many values that were; `None` when none stood there.
///
/// A request is the page's own writing as notes are, and an answer may echo it: keys that could be guessed are not sought in
/// the one, and the other tells of them without saying where.
fn masked(search: &Search, exchange: StoredExchange) -> Option<(StoredExchange, u32)> {
    let mut more = 0;
    let request = exchange.request.map(|side| change(side, &mut more, |text| search.made.mask(text)));
    let response = exchange.response.map(|side| {
        change(side, &mut more, |text| search.guessable.close(text).or_else(|| search.made.mask(text)))
    });
    let mut saw = exchange.saw;
    for text in &mut saw {
        change_text(text, &mut more, |text| search.guessable.close(text).or_else(|| search.made.mask(text)));
    }
    let token = exchange.token.map(|token| StoredToken {
        request: token.request.map(|side| change(side, &mut more, |text| search.made.mask(text))),
        response: token.response.map(|side| {
            change(side, &mut more, |text| search.guessable.close(text).or_else(|| search.made.mask(text)))
        }),
        ..token
    });
    (more > 0).then_some((StoredExchange { request, response, saw, token }, more))
}

fn change(
    mut message: StoredMessage,
    more: &mut u32,
    anew: impl Fn(&Redacted) -> Option<Redacted>,
) -> StoredMessage {
    for text in [&mut message.start, &mut message.headers, &mut message.body] {
        change_text(text, more, &anew);
    }
    message
}

fn change_text(text: &mut Redacted, more: &mut u32, anew: impl Fn(&Redacted) -> Option<Redacted>) {
    if let Some(anew) = anew(text) {
        let spans = anew.spans.len().saturating_sub(text.spans.len()).max(1);
        *more += u32::try_from(spans).unwrap_or(u32::MAX);
        *text = anew;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use uuid::Uuid;
    use vault::Hint;

    use crate::tests::Kit;
    use crate::view::{LogQuery, VerdictKind};
    use crate::{Engine, Intake};

    const COMING: &str = "harbour lantern copper meadow";

    async fn holds(engine: &Engine, send: Uuid) -> bool {
        let send = engine.log_entry(send).await.unwrap().send.unwrap();
        send.response.unwrap().body.text.contains("lantern")
    }

    #[tokio::test]
    async fn a_long_log_is_searched_to_its_end_although_nobody_waits_for_it() {
        let kit = Kit::new().await;
        let client = kit.add("Northlight").await;
        let shop = kit.shop(client, "Shop").await;
        let mut sends = Vec::new();
        for _ in 0..250 {
            sends.push(kit.sent(shop.id, VerdictKind::Accepted, &format!("use {COMING} here")).await);
        }
        let intake = Intake::from_bytes(COMING.as_bytes().to_vec());
        let offer = kit.vault().offer(intake, &Hint::default()).await.ok().unwrap();
        let offers = [("consumer_key".to_owned(), offer)];
        let found = kit.engine.mask_stored_within("woocommerce", &offers, Duration::ZERO).await.unwrap();
        assert_eq!(found, 0, "nobody waited");
        kit.engine.close().await;
        let later = kit.second().await;
        for send in &sends {
            assert!(!holds(&later, *send).await);
        }
        let page = later.log(&LogQuery::default(), 0, 1).await.unwrap();
        assert!(page.rows[0].deed == "log_masked" && !page.rows[0].unfinished, "{:?}", page.rows[0]);
        assert_eq!(later.log_entry(page.rows[0].id).await.unwrap().facts[0].value, "250");
    }
}
