//! The exchange with the token endpoint, and what came of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::sold::{Sold, is_token};
use super::{Minted, request};
use crate::errand::facts::{Answer, Failure, Reply, Rotated, TokenError, TokenFailure};
use crate::errand::lend::Masking;
use crate::errand::place::{self, Placed};
use crate::errand::renewals::Leave;
use crate::errand::run::{Run, Went};
use crate::inner::Inner;
use crate::lent::Lent;
use crate::secret::{Secret, scrub_stack};
use crate::turns::Turn;
use crate::{Errand, ErrandRefusal, TokenRecipe};

/// How long what was bought may be used at most, whatever its provider says.
const AT_MOST: Duration = Duration::from_secs(60);
/// So long before its end a token is bought anew: it has a way to go.
const EARLY: Duration = Duration::from_secs(10);
/// More than any answer with a token in it takes: what was bought is sought in all that is shown, and long ones cost time.
const ANSWER_BYTES: usize = 64 * 1024;

/// What came of a token request.
pub(super) struct Bought {
    pub(super) minted: Result<Arc<Minted>, Failure>,
    pub(super) reply: Reply,
    pub(super) derived: Vec<(String, Secret)>,
}

never_leaves!(Bought);

/// Buys a token; `turn` ends with it. Where a refresh token may be replaced by the answer, the exchange is its own task: once it
/// has left it is seen through, whoever goes away, since the old one may be worth nothing from then on.
pub(super) async fn buy(
    vault: &Arc<Inner>,
    errand: &Errand,
    leave: &Leave,
    (lent, masking): (&Arc<Lent>, &Masking),
    turn: Turn,
) -> Result<Bought, Failure> {
    let recipe = lent.item.binding.placement.token().ok_or(ErrandRefusal::Recipe)?;
    if recipe.rotates.is_none() {
        let bought = exchange(vault, errand, leave, lent, masking).await;
        drop(turn);
        return bought;
    }
    let (vault, errand, leave) = (vault.clone(), errand.clone(), leave.clone());
    let (lent, masking) = (lent.clone(), masking.clone());
    let work = tokio::spawn(async move {
        let _turn = turn;
        let begun = leave.clearance.unless_stopped(leave.renewals.clone().begin()).await?;
        begun.map_err(Failure::Denied)?;
        let bought = newest(&vault, &errand, &leave, &lent, &masking).await;
        let rotated = bought.as_ref().ok().and_then(|bought| bought.reply.rotated.clone());
        leave.renewals.end(rotated).await;
        bought
    });
    work.await.map_err(|_| Failure::Protocol)?
}

/// Buys with what the keyring holds now: another process may have been given a newer refresh token.
async fn newest(
    vault: &Arc<Inner>,
    errand: &Errand,
    leave: &Leave,
    known: &Lent,
    masking: &Masking,
) -> Result<Bought, Failure> {
    let lent = leave.clearance.unless_stopped(vault.read_again(errand.version)).await??;
    if lent.item.binding != known.item.binding {
        return Err(ErrandRefusal::Destination.into());
    }
    exchange(vault, errand, leave, &lent, masking).await
}

async fn exchange(
    vault: &Arc<Inner>,
    errand: &Errand,
    leave: &Leave,
    lent: &Arc<Lent>,
    masking: &Masking,
) -> Result<Bought, Failure> {
    let recipe = lent.item.binding.placement.token().ok_or(ErrandRefusal::Recipe)?;
    let errand = &bounded(errand);
    let mut placed = request::request(recipe, errand, &lent.item)?;
    scrub_stack();
    let run = Run::new(errand, leave.clearance.clone(), lent, &placed, &vault.trust);
    let run = if recipe.rotates.is_some() { run.seen_through() } else { run };
    let went = run.go().await?;
    // From here on nothing fails: what the answer gave out is kept, and what left is told.
    let mut sold = Sold::of(&went);
    let rotated = rotated(vault, errand, (lent, masking), recipe, &went, &mut sold).await;
    let derived = derived(&placed, &mut sold);
    let masker = masking.with(lent, &derived);
    let told = Run::new(errand, leave.clearance.clone(), lent, &placed, &vault.trust).reply(went, &masker);
    let reply = Reply { rotated, ..told };
    placed.derived.clear();
    let minted = match (&reply.outcome, sold.token) {
        (Ok(Answer { status: 200..=299, .. }), Some((token, lives))) => {
            let until =
                Instant::now() + lives.map_or(AT_MOST, |lives| lives.saturating_sub(EARLY)).min(AT_MOST);
            let minted = Minted { token, binding: lent.item.binding.clone(), until };
            Ok(vault.tokens.put(vault.tokens.epoch(), errand.version, minted))
        }
        (outcome, _) => Err(failure(outcome, sold.error)),
    };
    Ok(Bought { minted, reply, derived })
}

/// The same, reading no more of the answer than a token takes.
fn bounded(errand: &Errand) -> Errand {
    let mut bounded = errand.clone();
    bounded.limits.body_bytes = bounded.limits.body_bytes.min(ANSWER_BYTES);
    bounded
}

/// What was made and given out, by name: masked wherever it stands.
fn derived(placed: &Placed, sold: &mut Sold) -> Vec<(String, Secret)> {
    let mut derived = std::mem::take(&mut sold.derived);
    // EXPOSE: masked wherever they stand.
    derived
        .extend(placed.derived.iter().map(|(name, value)| (name.clone(), Secret::copy_of(value.expose()))));
    if let Some((token, _)) = &sold.token {
        // EXPOSE: masked wherever it stands.
        derived.push((place::TOKEN.to_owned(), Secret::copy_of(token.expose())));
    }
    derived
}

/// Puts a new refresh token in the place of the old one, where a token came with it. Until the keyring has taken it and given
/// it back the same, it is held here, and whoever reads the item reads it with the new one.
async fn rotated(
    vault: &Arc<Inner>,
    errand: &Errand,
    (lent, masking): (&Lent, &Masking),
    recipe: &TokenRecipe,
    went: &Went,
    sold: &mut Sold,
) -> Option<Rotated> {
    let new = sold.refresh.take()?;
    // EXPOSE: one copy goes to the masker, one into the keyring.
    sold.derived.push(("refresh_token".to_owned(), Secret::copy_of(new.expose())));
    let sale = went.raw.as_ref().is_ok_and(|raw| raw.status.is_success()) && sold.is_sale();
    // One that comes with a refusal, or could never be sent, takes nothing's place.
    let part = recipe.rotates.as_ref().filter(|_| sale && is_token(&new))?;
    // EXPOSE: what tells it from something newer in the keyring.
    let old = Secret::copy_of(lent.item.part(part).map_or(&[], |old| old.expose()));
    // EXPOSE: compared: many providers give back the one that they were given.
    if old.expose() == new.expose() {
        return None;
    }
    // EXPOSE: masked and fingerprinted.
    let mask = crate::Mask::of(new.expose(), &masking.keys);
    let kept = vault.renew(errand.version, part, old, new).await;
    Some(Rotated { part: part.to_owned(), mask, kept })
}

/// Why nothing was bought.
fn failure(outcome: &Result<Answer, Failure>, error: Option<TokenError>) -> Failure {
    match outcome {
        // The errand's own request never leaves then.
        Err(Failure::Stopped { .. }) => Failure::Stopped { left: false },
        Err(failure @ (Failure::Refused(_) | Failure::Keyring(_) | Failure::Withheld)) => failure.clone(),
        Err(failure) => Failure::Token(TokenFailure::Unreachable(Box::new(failure.clone()))),
        Ok(answer) => Failure::Token(match answer.status {
            200..=299 if error.is_none() => TokenFailure::Unreadable { status: answer.status },
            429 | 500..=599 => TokenFailure::Busy { status: answer.status },
            400..=499 | 200..=299 => TokenFailure::Refused { status: answer.status, error },
            status => TokenFailure::Unreadable { status },
        }),
    }
}
