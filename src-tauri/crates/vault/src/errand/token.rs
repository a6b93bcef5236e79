//! Tokens that are bought before the request is sent, and the short memory of what was bought. What is bought is never
//! stored; only a refresh token that takes another's place goes into the keyring, at once.

mod exchange;
mod request;
mod sold;

use std::sync::Arc;
use std::time::Instant;

use url::Url;

use super::clearance::Clearance;
use super::facts::{Answer, Failure, Reply, TokenHop};
use super::lend::Masking;
use super::place;
use super::renewals::{Denied, Leave};
use super::run::{Run, unsent};
use crate::inner::Inner;
use crate::lent::Lent;
use crate::secret::{Secret, scrub_stack};
use crate::turns::Turn;
use crate::{Binding, Errand, Method, TokenRecipe};
use exchange::{Bought, buy};

/// What was bought, and by what.
pub(crate) struct Minted {
    token: Secret,
    binding: Binding,
    until: Instant,
}

impl Minted {
    fn is_good(&self, binding: &Binding) -> bool {
        self.binding == *binding && Instant::now() < self.until
    }
}

/// Whether an errand is the token request itself, as where a provider has no other harmless request.
pub(super) fn is_request(recipe: &TokenRecipe, errand: &Errand) -> bool {
    errand.method == Method::Post && errand.url.as_str() == recipe.url
}

/// Sends the token request as the errand itself.
pub(super) async fn send_request(
    vault: &Arc<Inner>,
    errand: &Errand,
    leave: &Leave,
    lent: &Arc<Lent>,
    masking: &Masking,
) -> Result<Reply, Failure> {
    let turn = turn(vault, errand, &leave.clearance).await?;
    Ok(buy(vault, errand, leave, (lent, masking), turn).await?.reply)
}

/// Sends the errand with a token: one that is still warm, or one that is bought now.
pub(super) async fn send_with(
    vault: &Arc<Inner>,
    errand: &Errand,
    leave: &Leave,
    (lent, masking): (&Arc<Lent>, &Masking),
    recipe: &TokenRecipe,
) -> Result<Reply, Failure> {
    let turn = turn(vault, errand, &leave.clearance).await?;
    let warm = vault.tokens.get(errand.version).filter(|minted| minted.is_good(&lent.item.binding));
    let (minted, hop, rotated, derived) = match warm {
        Some(minted) => {
            drop(turn);
            (Ok(minted), TokenHop::cached(), None, Vec::new())
        }
        None => {
            let request = request_of(errand, recipe);
            let Bought { minted, mut reply, derived } =
                buy(vault, &request, leave, (lent, masking), turn).await?;
            let rotated = reply.rotated.take();
            (minted, hop(reply), rotated, derived)
        }
    };
    let reply = match minted {
        Ok(minted) => sent(vault, errand, &leave.clearance, (lent, masking), &minted, derived).await,
        Err(failure) => Err(failure),
    };
    if matches!(&reply, Ok(Reply { outcome: Ok(Answer { status: 401 | 403, .. }), .. })) {
        // The next one is bought anew: this one may be what was refused.
        vault.tokens.forget(errand.version);
    }
    Ok(Reply { token: Some(hop), rotated, ..reply.unwrap_or_else(unsent) })
}

/// The errand's own request, with what was bought.
async fn sent(
    vault: &Arc<Inner>,
    errand: &Errand,
    clearance: &Clearance,
    (lent, masking): (&Arc<Lent>, &Masking),
    minted: &Minted,
    mut derived: Vec<(String, Secret)>,
) -> Result<Reply, Failure> {
    let placed = place::place(errand, &lent.item, Some(&minted.token));
    scrub_stack();
    let placed = placed?;
    // EXPOSE: masked wherever it stands.
    derived
        .extend(placed.derived.iter().map(|(name, value)| (name.clone(), Secret::copy_of(value.expose()))));
    let masker = masking.with(lent, &derived);
    let run = Run::new(errand, clearance.clone(), lent, &placed, &vault.trust);
    Ok(run.reply(run.go().await?, &masker))
}

/// The turn of who buys a token with this key.
async fn turn(vault: &Inner, errand: &Errand, clearance: &Clearance) -> Result<Turn, Failure> {
    let turn = vault.exchanges.take(errand.version, errand.limits.turn());
    clearance.unless_stopped(turn).await?.ok_or(Failure::Denied(Denied::Busy))
}

/// The errand that buys the token for another.
fn request_of(errand: &Errand, recipe: &TokenRecipe) -> Errand {
    let mut request = Errand {
        method: Method::Post,
        headers: Vec::new(),
        body: None,
        conditions: [].into(),
        captures: Vec::new(),
        // They are about the answer to the request itself.
        expectations: Vec::new(),
        ..errand.clone()
    };
    // An address that cannot be read leads nowhere that the key is bound to.
    if let Ok(url) = Url::parse(&recipe.url) {
        request.url = url;
    }
    request
}

fn hop(reply: Reply) -> TokenHop {
    TokenHop {
        status: reply.outcome.as_ref().ok().map(|answer| answer.status),
        cached: false,
        left: reply.left,
        timings: reply.timings,
        tls: reply.tls,
        remote: reply.remote,
        exchange: Some(reply.exchange),
    }
}
